package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** How many objects one delivery may prune, as its environment says. */
@WithSharedJenkins
class PruneLimitTest {

    private final Shop shop = new Shop("");

    @Test
    void more_than_the_limit_is_refused_until_the_environment_raises_it(JenkinsRule jenkins) throws Exception {
        shop.configure();
        WorkflowJob job = shop.jobWithoutCheckout(jenkins);
        Shop.staging().setPrune(true);
        Shop.staging().setPruneLimit(1);
        job.setDefinition(new CpsFlowDefinition(
                "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['"
                        + ImageRegistry.shared().push("shop", "1", Map.of()) + "']",
                true));
        configMaps("a", "b", "c");
        jenkins.buildAndAssertSuccess(job);
        configMaps("c");

        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        Shop.staging().setPruneLimit(2);
        jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("2 objects would be pruned, and the limit is 1", refused);
        jenkins.assertLogContains("pruneLimit of the environment in Jenkins", refused);
        assertThat(ControlPlane.shared()
                        .kubectl(shop.namespace, "get", "configmaps", "-o", "name")
                        .succeeded())
                .contains("configmap/c")
                .doesNotContain("configmap/a");
    }

    private void configMaps(String... names) {
        shop.repository.commit(
                "main",
                "ConfigMaps",
                Map.of(
                        "k8s/more.yaml",
                        Stream.of(names)
                                .map(name -> "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n")
                                .collect(Collectors.joining("---\n"))));
    }
}
