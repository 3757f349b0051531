package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/** What happens to builds and jobs while their delivery runs. */
@WithSharedJenkins
class InFlightTest {

    private static final String DURABILITY = "MAX_SURVIVABILITY";

    private final Gate git = new Gate(GitServer.shared().url());
    private Application application;

    @AfterEach
    void open() throws Exception {
        git.close();
        if (application != null) {
            application.letPushesIn();
            application.letPodsStart();
        }
    }

    @Test
    void a_job_that_is_renamed_takes_its_delivery_along(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = deliver(jenkins, shop(jenkins), application.good("1"));
        await(build, DeliveryPhase.WAIT);

        build.getParent().renameTo("renamed");
        application.letPodsStart();

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(delivery(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.HEALTHY);
        assertThat(build.getRootDir().toPath()).startsWith(folder(jenkins, "jobs/renamed"));
        assertThat(folder(jenkins, "jobs/shop/builds/1/gitops")).doesNotExist();
        jenkins.assertLogNotContains("\tat ", build);
        assertNothingIsLeft(jenkins);
    }

    @Test
    void of_those_that_wait_the_newest_goes_on_and_the_older_is_superseded(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = shop(jenkins);
        git.shut();
        WorkflowRun first = deliver(jenkins, job, application.good("1"));
        eventually("its fetch is held").until(() -> git.held() > 0);
        WorkflowRun second = deliver(jenkins, job, application.good("2"));
        WorkflowRun third = deliver(jenkins, job, application.good("3"));

        jenkins.waitForMessage("[gitops] Waiting for " + first.getFullDisplayName(), second);
        jenkins.waitForMessage("[gitops] Waiting for " + first.getFullDisplayName(), third);
        assertThat(status(second)).startsWith("Waiting for " + first.getFullDisplayName());
        git.open();
        application.letPodsStart();

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(third));
        jenkins.waitForCompletion(first);
        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(second));
        assertThat(delivery(second).ending().orElseThrow().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(application.committed())
                .containsExactly(
                        delivery(third).id().value(), delivery(first).id().value());
        assertThat(application.running())
                .isEqualTo(application.newest().withoutTag().toString());
        assertNothingIsLeft(jenkins);
    }

    @Test
    void a_fix_overtakes_a_delivery_whose_rollout_does_not_end(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = shop(jenkins);
        application.letPodsStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(deliver(jenkins, job, application.good("1"))));
        application.holdNewPods();
        WorkflowRun stuck = deliver(jenkins, job, application.good("2"));
        await(stuck, DeliveryPhase.WAIT);

        WorkflowRun fix = deliver(jenkins, job, application.good("3"));

        eventually("the fix is in").until(() -> application.committed().size() == 3);
        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(stuck));
        assertThat(delivery(stuck).ending().orElseThrow().outcome()).isEqualTo(Outcome.SUPERSEDED);
        jenkins.assertLogContains("Delivery " + delivery(fix).id() + " of shop in shop took over", stuck);
        jenkins.assertLogNotContains("Waiting for " + stuck.getFullDisplayName(), fix);
        application.letPodsStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(fix));
        assertThat(Duration.between(
                        delivery(fix).attempt().begun(), said(fix, "Committed ").at()))
                .isLessThan(Duration.ofSeconds(5));
        assertThat(application.committed()).hasSize(3);
        assertThat(application.running())
                .isEqualTo(application.newest().withoutTag().toString());
        assertNothingIsLeft(jenkins);
    }

    @ParameterizedTest
    @ValueSource(strings = {"term", "kill"})
    void a_build_that_is_ended_by_force_frees_its_place(String how, JenkinsRule jenkins) throws Exception {
        WorkflowJob job = shop(jenkins);
        ImageReference good = application.good("1");
        application.letPodsStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(deliver(jenkins, job, good)));
        application.holdNewPods();
        WorkflowRun build = deliver(jenkins, job, application.good("2"));
        await(build, DeliveryPhase.WAIT);

        if (how.equals("kill")) {
            build.doKill();
        } else {
            build.doTerm();
        }

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains(
                "[gitops] The build ends while delivery " + delivery(build).id(), build);
        await(build, DeliveryPhase.DONE);
        assertThat(delivery(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(delivery(build).ending().orElseThrow().rolledBack()).isTrue();
        assertThat(application.running()).isEqualTo(good.withoutTag().toString());
        application.letPodsStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(deliver(jenkins, job, application.good("3"))));
        assertNothingIsLeft(jenkins);
    }

    @Test
    void a_build_that_is_deleted_stays_deleted_and_its_delivery_ends_right(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = shop(jenkins);
        ImageReference good = application.good("1");
        application.letPodsStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(deliver(jenkins, job, good)));
        application.holdNewPods();
        WorkflowRun build = deliver(jenkins, job, application.good("2"));
        await(build, DeliveryPhase.WAIT);
        application.holdPushes("pre-receive");
        build.doKill();
        eventually("the push is held").until(application::holdsPush);

        build.delete();
        application.letPushesIn();

        awaitNoneUnfinished();
        assertThat(application.running()).isEqualTo(good.withoutTag().toString());
        assertThat(application.committed()).hasSize(3);
        assertThat(folder(jenkins, "jobs/shop/builds/2")).doesNotExist();
        eventually("its record is gone").untilAsserted(() -> assertThat(folder(jenkins, "gitops"))
                .isDirectoryNotContaining(file -> file.getFileName().toString().matches("[0-9a-z]{26}[.]json")));
        assertNothingIsLeft(jenkins);
    }

    @Test
    void aborted_before_the_commit_nothing_remains(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = shop(jenkins);
        git.shut();
        WorkflowRun rendering = deliver(jenkins, job, application.good("1"));
        eventually("its fetch is held").until(() -> git.held() > 0);
        WorkflowRun waiting = deliver(jenkins, job, application.good("2"));
        jenkins.waitForMessage("[gitops] Waiting for ", waiting);

        waiting.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(waiting));
        rendering.getExecutor().interrupt();
        jenkins.waitForMessage("[gitops] Aborting: before its commit nothing remains", rendering);
        git.open();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(rendering));
        for (WorkflowRun build : List.of(rendering, waiting)) {
            assertThat(delivery(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.ABORTED);
            jenkins.assertLogNotContains("\tat ", build);
        }
        assertThat(application.committed()).isEmpty();
        assertThat(application.running()).isEmpty();
        assertNothingIsLeft(jenkins);
    }

    private WorkflowJob shop(JenkinsRule jenkins) throws Exception {
        application = new Application("shop");
        Controller.configure(
                jenkins,
                Controller.Servers.of(ControlPlane.shared().apiServer()),
                new ArrayList<>(List.of(new Controller.Place(
                        "shop", "test", application.namespace, git.url(application.repository.url())))));
        return jenkins.createProject(WorkflowJob.class, "shop");
    }

    private static WorkflowRun deliver(JenkinsRule jenkins, WorkflowJob job, ImageReference image) throws Exception {
        Controller.deliver(jenkins, job.getFullName(), DURABILITY, image.toString());
        return job.getLastBuild();
    }

    private static DeployRecord delivery(WorkflowRun build) {
        return BuildFacts.of(build).deliveries().get(0);
    }

    private static DeliveryEvent said(WorkflowRun build, String start) {
        return delivery(build).events().stream()
                .filter(event -> event.text().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static DeliveryPhase phase(WorkflowRun build) {
        return BuildFacts.of(build).deliveries().stream()
                .findFirst()
                .map(DeployRecord::phase)
                .orElse(null);
    }

    private static String status(WorkflowRun build) throws Exception {
        List<StepExecution> running = Eventually.get(build.getExecution().getCurrentExecutions(true));
        return running.get(0).getStatus();
    }

    private static Path folder(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getRootDir().toPath().resolve(name);
    }

    private static void assertNothingIsLeft(JenkinsRule jenkins) throws Exception {
        awaitNoneUnfinished();
        eventually("nothing is unfinished")
                .until(() -> new UnfinishedIndex().all().isEmpty());
        assertThat(folder(jenkins, "gitops/unfinished")).isEmptyDirectory();
    }

    private static void await(WorkflowRun build, DeliveryPhase phase) {
        eventually(build + " is in " + phase).until(() -> phase(build), phase::equals);
    }

    private static void awaitNoneUnfinished() {
        eventually("no delivery is unfinished")
                .until(() -> DeliveryService.get().all(), Collection::isEmpty);
    }
}
