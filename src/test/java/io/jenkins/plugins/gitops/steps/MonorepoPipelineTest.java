package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A Pipeline in a repository of several applications: it builds and delivers what is touched, and says what is not. */
@WithSharedJenkins
class MonorepoPipelineTest {

    private static final String JENKINSFILE = """
            node { checkout scm
              gitopsBuild name: 'REGISTRY/shop', reuse: true, inputs: ['lib'] }
            def result = gitopsDeploy environment: 'staging', application: 'shop', changed: true
            echo "it is ${result.outcome}, id '${result.id}', at ${result.commit}"
            echo "the variable says ${env.GITOPS_OUTCOME}"
            def all = gitopsResults()
            echo "${all.deliveries.size()} result, ${all.delivery.outcome}"
            """;

    @Test
    void what_is_not_touched_is_neither_built_nor_delivered_again(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(JENKINSFILE);
        shop.configure();
        shop.repository.commit(
                "main",
                "Several applications",
                Map.of(
                        ".dockerignore",
                        "k8s\nREADME\n",
                        "content",
                        UUID.randomUUID() + "\n",
                        "lib/web.c",
                        "int web;\n",
                        "gitops.yaml",
                        "version: 1\n"
                                + "applications:\n"
                                + "  shop: {path: content, inputs: [Dockerfile, lib], manifests: k8s}\n"
                                + "  cart: {path: cart, manifests: cart/k8s}\n"
                                + "environments: {staging: {namespace: "
                                + shop.namespace + "}}\n"));
        WorkflowJob job = shop.job(jenkins);

        WorkflowRun first = jenkins.buildAndAssertSuccess(job);
        int commits = shop.commits();
        String healthy = shop.repository.git("rev-parse", "main").strip();
        shop.repository.commit("main", "Of nobody", Map.of("README", "more\n"));
        WorkflowRun second = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("shop in staging is touched: it was never delivered", first);
        jenkins.assertLogContains("it is healthy", first);
        assertThat(BuildFacts.of(first).builds().get(0).reused()).isFalse();
        jenkins.assertLogContains("built nothing: a build of this job pushed an image of the same inputs", second);
        assertThat(BuildFacts.of(second).builds().get(0).reused()).isTrue();
        jenkins.assertLogContains("shop in staging is not touched since delivery", second);
        jenkins.assertLogContains("it is unchanged, id '', at " + healthy, second);
        assertThat(BuildFacts.of(second).deliveries()).isEmpty();
        assertThat(BuildFacts.of(second).notDelivered()).singleElement().satisfies(step -> assertThat(step.unchanged())
                .contains(healthy));
        jenkins.assertLogContains("the variable says unchanged", second);
        jenkins.assertLogContains("1 result, unchanged", second);
        assertThat(BuildFacts.of(first).builds().get(0).inputs())
                .isEqualTo(BuildFacts.of(second).builds().get(0).inputs())
                .isPresent();
        assertThat(shop.commits()).isEqualTo(commits + 1);

        shop.repository.commit("main", "Better library", Map.of("lib/web.c", "int better;\n"));
        WorkflowRun third = jenkins.buildAndAssertSuccess(job);

        assertThat(BuildFacts.of(third).builds().get(0).reused()).isFalse();
        jenkins.assertLogContains("Better library", third);
        jenkins.assertLogContains("it is healthy", third);
        assertThat(shop.commits()).isEqualTo(commits + 3);
    }

    /** Whoever builds another branch may push any image with any tag and label. */
    @Test
    void what_another_job_pushed_is_not_reused(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node { checkout scm
                  gitopsBuild name: 'REGISTRY/shop', reuse: true }
                """);
        shop.configure();
        shop.repository.commit("main", "Own", Map.of("content", UUID.randomUUID() + "\n"));
        WorkflowRun one = jenkins.buildAndAssertSuccess(shop.job(jenkins));
        WorkflowRun other = jenkins.buildAndAssertSuccess(shop.job(jenkins, "other", "Jenkinsfile"));

        assertThat(other.getParent()).isNotEqualTo(one.getParent());
        assertThat(BuildFacts.of(other).builds().get(0).inputs())
                .isEqualTo(BuildFacts.of(one).builds().get(0).inputs());
        assertThat(BuildFacts.of(other).builds().get(0).reused()).isFalse();
        assertThat(BuildFacts.of(jenkins.buildAndAssertSuccess(other.getParent()))
                        .builds()
                        .get(0)
                        .reused())
                .isTrue();
    }

    @Test
    void changed_is_of_what_a_build_delivers_and_a_workspace_with_other_files_reuses_nothing(JenkinsRule jenkins)
            throws Exception {
        Shop shop = new Shop("""
                node { checkout scm
                  sh 'echo other > content'
                  gitopsBuild name: 'REGISTRY/shop', reuse: true }
                gitopsDeploy environment: 'staging', application: 'shop', manifests: 'k8s', changed: true, sync: true
                """);
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        jenkins.assertLogContains("Not reused: the files there are not those of the commit:  M content", build);
        jenkins.assertLogContains("gitopsDeploy is to deliver what changed, and names sync", build);
        assertThat(shop.commits()).isEqualTo(1);
    }
}
