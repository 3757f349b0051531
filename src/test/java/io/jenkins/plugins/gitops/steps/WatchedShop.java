package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.triggers.SCMTrigger;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/** A shop whose job is built when something was pushed. Each build delivers, so each writes back. */
final class WatchedShop {

    final JenkinsRule jenkins;
    final Shop shop;

    WatchedShop(JenkinsRule jenkins) throws Exception {
        this.jenkins = jenkins;
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        shop = new Shop("node {\n  checkout scm\n  gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['"
                + image + "']\n}\n");
        shop.configure();
    }

    /** A job that polls when the test asks it to. Its first build has delivered. */
    WorkflowJob built() throws Exception {
        WorkflowJob job = shop.job(jenkins);
        job.addTrigger(new SCMTrigger(""));
        jenkins.buildAndAssertSuccess(job);
        return job;
    }

    /** Pushes what a person would. */
    String push(String content) {
        return shop.repository.commit("main", "Change " + content, Map.of("content", content));
    }

    /** Polls, sees a change, and waits until nothing happens any more; the number of the last build then. */
    int poll(WorkflowJob job) throws Exception {
        job.getSCMTrigger().new Runner().run();
        assertThat(pollingLog(job)).contains("Changes found");
        return quiet(job);
    }

    /** The number of the last build when nothing happens any more. */
    int quiet(WorkflowJob job) throws Exception {
        jenkins.waitUntilNoActivity();
        return job.getLastBuild().getNumber();
    }

    static String pollingLog(WorkflowJob job) throws IOException {
        return Files.readString(job.getSCMTrigger().getLogFile().toPath());
    }
}
