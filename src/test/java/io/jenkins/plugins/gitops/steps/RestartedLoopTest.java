package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.CauseAction;
import hudson.triggers.SCMTrigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What starts a build and what does not, after a restart of the controller. */
class RestartedLoopTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Shop shop;

    @Test
    void our_commits_are_known_and_a_persons_is_built() throws Throwable {
        sessions.then(jenkins -> shop = deliver(jenkins));
        sessions.then(jenkins -> {
            assertThat(poll(jenkins)).isEqualTo(1);
            shop.repository.commit("main", "Change", Map.of("content", "2\n"));
            // Somebody else's write-back on top of it.
            String trailers = shop.repository.git("log", "-1", "--format=%(trailers)", "main~1");
            shop.repository.commit("main", "Deploy\n\n" + trailers.strip() + "\n", Map.of());
        });
        sessions.then(jenkins -> assertThat(poll(jenkins)).isEqualTo(2));
    }

    @Test
    void a_build_that_waits_in_the_queue_is_not_lost() throws Throwable {
        sessions.then(jenkins -> {
            shop = deliver(jenkins);
            shop.repository.commit("main", "Change", Map.of("content", "2\n"));
            jenkins.jenkins.doQuietDown();
            job(jenkins).scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause("")));
        });
        sessions.then(jenkins -> {
            jenkins.waitUntilNoActivity();
            assertThat(job(jenkins).getLastBuild().getNumber()).isEqualTo(2);
        });
    }

    @Test
    void a_damaged_file_of_pushed_commits_is_repaired_and_the_commits_are_read_instead() throws Throwable {
        Path[] pushed = new Path[1];
        sessions.then(jenkins -> {
            shop = deliver(jenkins);
            pushed[0] = jenkins.jenkins.getRootDir().toPath().resolve("gitops/pushed");
        });
        String line = Files.readString(pushed[0]);
        Files.writeString(pushed[0], line.substring(0, line.length() / 2));
        sessions.then(jenkins -> {
            // The repository's name was lost with the line; another delivery tells it.
            jenkins.buildAndAssertSuccess(job(jenkins));
            assertThat(poll(jenkins)).isEqualTo(2);
        });
        Files.writeString(pushed[0], "half a li", StandardOpenOption.APPEND);
        sessions.then(jenkins -> {
            assertThat(poll(jenkins)).isEqualTo(2);
            assertThat(Files.readAllLines(pushed[0])).hasSize(1);
        });
    }

    private static Shop deliver(JenkinsRule jenkins) throws Exception {
        WatchedShop watched = new WatchedShop(jenkins);
        watched.built();
        return watched.shop;
    }

    private static int poll(JenkinsRule jenkins) throws Exception {
        job(jenkins).getSCMTrigger().new Runner().run();
        jenkins.waitUntilNoActivity();
        return job(jenkins).getLastBuild().getNumber();
    }

    private static WorkflowJob job(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class);
    }
}
