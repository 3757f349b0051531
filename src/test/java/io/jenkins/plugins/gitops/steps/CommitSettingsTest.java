package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.delivery.record.NotesStatus;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** In whose name and with which words an environment's deliveries write to Git. */
@WithSharedJenkins
class CommitSettingsTest {

    private JenkinsRule jenkins;
    private ImageReference image;
    private final CommitSettings settings = new CommitSettings();

    @BeforeEach
    void an_image(JenkinsRule rule) {
        jenkins = rule;
        image = ImageRegistry.shared().push("shop", "1.2", Map.of());
    }

    @Test
    void without_settings_the_author_is_who_started_the_build() throws Exception {
        Shop shop = shop("");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .toEveryone());
        User.getById("ann", true).setFullName("Ann\nGitops-Image: x");

        jenkins.assertBuildStatusSuccess(
                shop.job(jenkins).scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("ann"))));

        assertThat(log(shop, "%an <%ae>, %cn")).isEqualTo("Ann Gitops-Image: x <ann@nowhere>, jenkins-gitops");
        assertThat(log(shop, "%(trailers:key=Gitops-Image,valueonly)")).isEqualTo(image.toString());
    }

    @Test
    void author_committer_template_and_tags_are_those_of_the_environment() throws Exception {
        settings.setAuthor("Team Shop <shop@example.org>");
        settings.setCommitter("Release Bot <bot@example.org>");
        settings.setMessage("chore({environment}): {summary}\n\nBy {who}\n{build}");
        settings.setTags(TagStyle.COMMENT);
        Shop shop = shop("");

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(log(shop, "%an <%ae>, %cn <%ce>"))
                .isEqualTo("Team Shop <shop@example.org>, Release Bot <bot@example.org>");
        assertThat(log(shop, "%s")).startsWith("chore(staging): Deploy shop ");
        assertThat(log(shop, "%b")).startsWith("By Team Shop\n" + jenkins.getURL() + build.getUrl() + "\n\nGitops-");
        assertThat(shop.repository.git("show", "main:k8s/shop.yaml"))
                .contains("@" + image.digest().orElseThrow().value() + " # tag: 1.2");
    }

    @Test
    void a_step_says_what_becomes_of_tags_where_it_knows_better() throws Exception {
        settings.setTags(TagStyle.COMMENT);
        Shop shop = shop(", tags: 'keep'");

        jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(shop.repository.git("show", "main:k8s/shop.yaml"))
                .contains("/shop:1.2@" + image.digest().orElseThrow().value());
    }

    @Test
    void a_word_that_is_none_is_one_clear_message() throws Exception {
        Shop shop = shop(", tags: 'maybe'");
        WorkflowJob job = shop.job(jenkins);

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("gitopsDeploy has no value 'maybe' for tags", build);
        jenkins.assertLogContains("Write tags as one of: 'drop', 'keep', 'comment'", build);
        jenkins.assertLogNotContains("\tat io.jenkins", build);
        assertThat(shop.commits()).isEqualTo(1);
    }

    @Test
    void the_result_is_noted_at_the_commit_where_that_is_wanted() throws Exception {
        settings.setNotes(true);
        Shop shop = shop("");

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(noted(build)).isEqualTo(NotesStatus.WRITTEN);
        assertThat(shop.repository.git("log", "-1", "--notes=gitops", "--format=%N", "main"))
                .contains("Gitops-Result: healthy");
    }

    @Test
    void a_server_that_takes_no_notes_fails_no_build_and_the_page_says_so() throws Exception {
        settings.setNotes(true);
        Shop shop = shop("");
        Path hook = shop.repository.folder().resolve("hooks/update");
        Files.writeString(hook, "#!/bin/sh\ncase $1 in refs/notes/*) echo 'no notes here' >&2; exit 1;; esac\n");
        hook.toFile().setExecutable(true);

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(noted(build)).isEqualTo(NotesStatus.REFUSED);
        assertThat(jenkins.createWebClient().getPage(build, "gitops").asXml())
                .containsSubsequence("The result was not written as a note", "no notes here");
    }

    /** What became of the note, which nobody waits for but this test. */
    private static NotesStatus noted(WorkflowRun build) {
        BuildRecords records = new BuildRecords(build);
        DeployId id = records.store().ids().get(0);
        return eventually("it is known what became of the note")
                .until(() -> records.store().read(id).noted(), Optional::isPresent)
                .get();
    }

    private Shop shop(String more) throws Exception {
        Shop shop = new Shop("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']" + more);
        shop.configure();
        GitopsConfiguration.get().environment("staging").orElseThrow().setCommits(settings);
        return shop;
    }

    private static String log(Shop shop, String format) {
        return shop.repository.git("log", "-1", "--format=" + format, "main").strip();
    }
}
