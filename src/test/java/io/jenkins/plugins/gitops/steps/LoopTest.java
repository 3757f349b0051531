package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.plugins.git.ApiTokenPropertyConfiguration;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.triggers.SCMTrigger;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;

/** A write-back starts no build of the job that made it, and nobody's commit is lost for that. */
@WithSharedJenkins
class LoopTest {

    private JenkinsRule jenkins;
    private WatchedShop shop;
    private WorkflowJob job;

    @BeforeEach
    void a_job_that_has_delivered(JenkinsRule rule) throws Exception {
        jenkins = rule;
        shop = new WatchedShop(rule);
        job = shop.built();
    }

    @Test
    void a_write_back_alone_starts_no_build_by_polling_and_the_logs_say_so() throws Exception {
        try (LogRecorder log = new LogRecorder()
                .record("io.jenkins.plugins.gitops.triggers", Level.INFO)
                .capture(100)) {
            assertThat(shop.poll(job)).isEqualTo(1);

            assertThat(log.getMessages()).anySatisfy(each -> assertThat(each)
                    .contains("Not building shop: " + shop.shop.repository.url() + " (main)")
                    .contains("since #1")
                    .contains("a delivery's own"));
        }
        assertThat(WatchedShop.pollingLog(job)).contains("[gitops] Not building: ");
    }

    @Test
    void without_this_it_would_go_round_in_circles() throws Exception {
        GitopsConfiguration.get().setSkipWriteBacks(false);

        assertThat(shop.poll(job)).isEqualTo(2);
        assertThat(shop.poll(job)).isEqualTo(3);
    }

    @Test
    void a_write_back_alone_starts_no_build_by_a_webhook() throws Exception {
        assertThat(notifyCommit("")).contains("Scheduled polling of shop");
        awaitPolling();
        assertThat(shop.quiet(job)).isEqualTo(1);

        shop.push("2");
        notifyCommit("");
        awaitBuild(2);
    }

    @Test
    void a_write_back_alone_starts_no_build_by_a_webhook_that_names_it() throws Exception {
        String writeBack = shop.shop.repository.git("rev-parse", "main").strip();
        assertThat(notifyCommit("&sha1=" + writeBack)).contains("Scheduled shop");
        assertThat(shop.quiet(job)).isEqualTo(1);

        notifyCommit("&sha1=" + shop.push("2"));
        awaitBuild(2);
    }

    @Test
    void a_persons_commit_is_built_also_when_it_is_not_the_newest() throws Exception {
        assertThat(shop.poll(job)).isEqualTo(1);
        shop.push("2");
        forge("Deploy", Map.of());

        assertThat(shop.poll(job)).isEqualTo(2);
        assertThat(shop.poll(job)).isEqualTo(2);
    }

    @Test
    void a_persons_commit_is_built_however_often_builds_were_skipped_before() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(shop.poll(job)).isEqualTo(1);
            forge("Deploy again " + i, Map.of());
        }
        shop.push("2");
        forge("Deploy again", Map.of());

        assertThat(shop.poll(job)).isEqualTo(2);
    }

    @Test
    void an_empty_commit_of_a_person_is_a_commit_of_a_person() throws Exception {
        shop.shop.repository.commit("main", "Build again", Map.of());

        assertThat(shop.poll(job)).isEqualTo(2);
    }

    @Test
    void who_copies_the_id_of_a_delivery_hides_nothing_with_it() throws Exception {
        forge("Deploy", Map.of("content", "evil\n"));

        assertThat(shop.poll(job)).isEqualTo(2);
    }

    @Test
    void who_takes_commits_back_is_a_person() throws Exception {
        shop.push("2");
        assertThat(shop.poll(job)).isEqualTo(2);
        // To the first write-back: the second build's commit and the person's are gone.
        shop.shop.repository.git("update-ref", "refs/heads/main", "main~2");

        assertThat(shop.poll(job)).isEqualTo(3);
    }

    @Test
    void what_a_person_or_a_timer_starts_is_built() throws Exception {
        jenkins.buildAndAssertSuccess(job);
        assertThat(job.getLastBuild().getNumber()).isEqualTo(2);

        job.scheduleBuild2(0, new CauseAction(new TimerTrigger.TimerTriggerCause()));
        assertThat(shop.quiet(job)).isEqualTo(3);

        job.scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause(""), new Cause.UserIdCause()));
        assertThat(shop.quiet(job)).isEqualTo(4);
    }

    @Test
    void who_asks_for_a_build_that_waits_already_gets_it() throws Exception {
        job.scheduleBuild2(3, new CauseAction(new SCMTrigger.SCMTriggerCause("")));
        // Without a cause it leaves no trace in the item that it is folded into.
        job.scheduleBuild2(3);

        assertThat(shop.quiet(job)).isEqualTo(2);
    }

    @Test
    void a_push_during_the_check_is_not_lost() throws Exception {
        Queue.withLock((Callable<Void>) () -> {
            job.scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause("")));
            Queue.getInstance().maintain();
            // It has seen the write-back alone, and wants to cancel the item, which goes into the queue once more
            // meanwhile.
            eventually("it wants to cancel the item").until(LoopTest::wantsToCancel);
            shop.push("2");
            job.scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause("")));
            return null;
        });

        assertThat(shop.quiet(job)).isEqualTo(2);
    }

    private static boolean wantsToCancel() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("gitops-triggers"))
                .anyMatch(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(Queue.class.getName())
                                && frame.getMethodName().equals("withLock")));
    }

    /** As it is for a webhook that is called while the push has not been answered yet. */
    @Test
    void a_push_that_is_not_answered_yet_is_waited_for_where_the_history_cannot_be_read() throws Exception {
        UserRemoteConfig unreadable = new UserRemoteConfig(shop.shop.repository.url(), null, null, "missing");
        GitSCM scm = new GitSCM(List.of(unreadable), List.of(new BranchSpec("*/main")), null, null, List.of());
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
        Path folder = shop.shop.repository.folder();
        Path held = Files.createFile(folder.resolve("held"));
        Path hook = folder.resolve("hooks/post-receive");
        Files.writeString(
                hook, "#!/bin/sh\ntouch '" + folder + "/arrived'\nwhile [ -e '" + held + "' ]; do sleep 0.2; done\n");
        hook.toFile().setExecutable(true);
        job.scheduleBuild2(0);
        eventually("the push is held").until(() -> Files.exists(folder.resolve("arrived")));

        job.getSCMTrigger().new Runner().run();
        eventually("the next build is blocked")
                .until(() -> Queue.getInstance().getItem(job), Queue.BlockedItem.class::isInstance);
        Files.delete(held);

        assertThat(shop.quiet(job)).isEqualTo(2);
    }

    @Test
    void when_the_repository_cannot_be_asked_it_is_built() throws Exception {
        Path folder = shop.shop.repository.folder();
        Files.move(folder, folder.resolveSibling(folder.getFileName() + ".away"));

        job.scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause("")));

        assertThat(shop.quiet(job)).isEqualTo(2);
        assertThat(job.getLastBuild().getResult()).isEqualTo(Result.FAILURE);
    }

    /** A commit with the trailers of the newest delivery, as anybody can make one. */
    private void forge(String subject, Map<String, String> files) {
        String trailers =
                shop.shop.repository.git("log", "-1", "--grep=^Gitops-Deploy-Id", "--format=%(trailers)", "main");
        shop.shop.repository.commit("main", subject + "\n\n" + trailers.strip() + "\n", files);
    }

    private String notifyCommit(String more) throws Exception {
        String token =
                ApiTokenPropertyConfiguration.get().generateApiToken("test").getString("value");
        String url = URLEncoder.encode(shop.shop.repository.url(), StandardCharsets.UTF_8);
        return jenkins.createWebClient()
                .goTo("git/notifyCommit?url=" + url + "&branches=main&token=" + token + more, "text/plain")
                .getWebResponse()
                .getContentAsString();
    }

    private void awaitPolling() throws Exception {
        eventually("the polling log says why nothing is built").untilAsserted(() -> {
            assertThat(job.getSCMTrigger().getLogFile()).exists();
            assertThat(WatchedShop.pollingLog(job)).contains("[gitops] Not building: ");
        });
        assertThat(WatchedShop.pollingLog(job)).contains("Changes found");
    }

    private void awaitBuild(int number) throws Exception {
        eventually("there is a build " + number).until(() -> job.getBuildByNumber(number) != null);
        assertThat(shop.quiet(job)).isEqualTo(number);
    }
}
