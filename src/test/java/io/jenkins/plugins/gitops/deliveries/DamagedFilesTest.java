package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import io.jenkins.plugins.gitops.pages.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A controller starts, and resumes all deliveries that can be resumed, whichever stored files are damaged. */
class DamagedFilesTest {

    private static final Instant NOW = Instant.now();

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final DeployRecord running = Samples.record("running", NOW);
    private final DeployRecord ended = Samples.record("healthy", NOW.minusSeconds(1));
    private final DeployId unreadable = id(2);
    private final DeployId empty = id(3);
    private final DeployId ofDeletedJob = id(4);
    private final DeployId notBegun = id(5);
    private final DeployId longLost = DeployId.next(NOW.minus(Duration.ofDays(8)), new Random(8));

    @Test
    void one_that_cannot_be_read_does_not_hide_the_others() throws Throwable {
        sessions.then(this::leaveAll);
        sessions.then(this::assertTakenUp);
    }

    private void leaveAll(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("disabled");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        job.makeDisabled(true);
        String buildId = build.getExternalizableId();
        Samples.deliver(build, running);
        Samples.deliver(build, ended);
        Path records = build.getRootDir().toPath().resolve("gitops");
        Files.writeString(records.resolve(unreadable + ".json"), "{\"format\": 1, \"req");
        new BuildRecords(build).remember("7", running.id());
        new BuildRecords(build).remember("8", notBegun);
        Files.writeString(records.resolve("9.step"), "");

        note(jenkins, running.id().value(), buildId);
        note(jenkins, ended.id().value(), buildId);
        note(jenkins, unreadable.value(), buildId);
        note(jenkins, empty.value(), "");
        note(jenkins, ofDeletedJob.value(), "deleted#1");
        note(jenkins, longLost.value(), "deleted#2");
        note(jenkins, notBegun.value(), buildId);
        note(jenkins, "not-an-id", buildId);
        note(jenkins, notBegun + "-atomic123tmp", buildId);
    }

    private static void note(JenkinsRule jenkins, String name, String content) throws Exception {
        Path folder = unfinished(jenkins);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), content);
    }

    private static Path unfinished(JenkinsRule jenkins) {
        return jenkins.jenkins.getRootDir().toPath().resolve("gitops").resolve("unfinished");
    }

    private void assertTakenUp(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.jenkins
                .getItemByFullName("disabled", FreeStyleProject.class)
                .getLastBuild();
        DeliveryService service = DeliveryService.get();

        assertThat(service.ofStep(build, "7").orElseThrow().id()).isEqualTo(running.id());
        assertThat(service.ofStep(build, "8"))
                .as("its record was never written")
                .isEmpty();
        assertThat(service.all()).extracting(ActiveDelivery::id).contains(running.id());
        assertThatThrownBy(() -> service.ofStep(build, "9"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("9.step");
        eventually("the note of the one that has ended is gone")
                .until(() ->
                        !Files.exists(unfinished(jenkins).resolve(ended.id().value())));
        assertThat(unfinished(jenkins))
                .isDirectoryContaining(file -> file.endsWith(running.id().value()));
        assertThat(unfinished(jenkins)).isDirectoryContaining(file -> file.endsWith(unreadable.value()));
        assertThat(unfinished(jenkins)).isDirectoryContaining(file -> file.endsWith(ofDeletedJob.value()));
        assertThat(unfinished(jenkins)).isDirectoryNotContaining(file -> file.endsWith(longLost.value()));
        assertThat(unfinished(jenkins)).isDirectoryNotContaining(file -> file.endsWith(notBegun.value()));
        assertThat(build.getAction(GitopsRunAction.class).getDeliveries()).hasSize(2);
        assertThat(build.getAction(GitopsRunAction.class).getUnreadable()).hasSize(1);
    }

    private static DeployId id(int seed) {
        return DeployId.next(NOW, new Random(seed));
    }
}
