package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** What a step may ask for with objects that are in the cluster already, and who has to allow it. */
@WithSharedJenkins
class AdoptAndReplaceTest {

    private static final String MIGRATION = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                metadata: {annotations: {gitops.jenkins.io/stand-in: exit-0}}
                spec:
                  restartPolicy: Never
                  containers:
                    - name: migrate
                      image: REGISTRY/shop:none
            """;

    @TempDir
    private Path folder;

    private JenkinsRule jenkins;
    private Shop shop;
    private ImageReference image;
    private WorkflowJob job;

    @BeforeEach
    void a_shop(JenkinsRule rule) throws Exception {
        jenkins = rule;
        image = ImageRegistry.shared().push("shop", "1", Map.of());
        shop = new Shop("");
        shop.configure();
        job = shop.jobWithoutCheckout(jenkins);
    }

    @Test
    void what_kubectl_applied_is_refused_until_the_step_adopts_it_and_the_environment_lets_it() throws Exception {
        kubectlApply(
                Shop.withRegistry(Shop.MANIFEST)
                        .replace("spec:\n  selector", "spec:\n  revisionHistoryLimit: 3\n  selector"),
                "apply");

        assertRefused(
                deploy(""),
                "kubectl-client-side-apply",
                "forceConflicts of the environment in Jenkins",
                "adopt what kubectl apply made (adopt: true in a Pipeline");
        assertRefused(
                deploy(", adopt: true"),
                "the environment 'staging' lets no step do that",
                "Ask an administrator to allow it (adoptAndReplace)");
        assertThat(shop.commits()).isEqualTo(1);

        Shop.staging().setAdoptAndReplace(true);
        WorkflowRun build = succeed(
                "pipeline { agent none; stages { stage('Deploy') { steps { " + deploy(", adopt: true") + " } } } }");

        assertThat(jenkins.createWebClient()
                        .getPage(build, "gitops")
                        .getDocumentElement()
                        .getTextContent())
                .contains("adopts Deployment " + shop.namespace + "/shop from kubectl");
        assertThat(shop.running()).endsWith(image.digest().orElseThrow().value());
        assertThat(kubectl("get", "deployment/shop", "-o", "jsonpath={.spec.revisionHistoryLimit}"))
                .isEqualTo("10");
    }

    @Test
    void an_object_of_helm_is_refused_until_it_is_named() throws Exception {
        kubectlApply(
                Shop.withRegistry(Shop.MANIFEST)
                        .replace(
                                "metadata: {name: shop}",
                                "metadata: {name: shop, labels: {app.kubernetes.io/managed-by: Helm},"
                                        + " annotations: {meta.helm.sh/release-name: shop-1}}"),
                "apply",
                "--server-side",
                "--field-manager=helm");
        Shop.staging().setAdoptAndReplace(true);

        assertRefused(
                deploy(", adopt: true"),
                "it belongs to the Helm release shop-1",
                "adopt it by its name (adoptHelm: ['Deployment/shop'] in a Pipeline");
        WorkflowRun build = succeed(deploy(", adoptHelm: ['Deployment/shop']"));

        jenkins.assertLogContains("wait     Healthy", build);
        assertThat(shop.running()).endsWith(image.digest().orElseThrow().value());
    }

    @Test
    void a_job_whose_template_changes_is_recreated_when_the_step_names_it() throws Exception {
        shop.repository.commit("main", "A migration", Map.of("k8s/migrate.yaml", Shop.withRegistry(MIGRATION)));
        succeed(deploy(""));
        String before = migration();
        image = ImageRegistry.shared().push("shop", "2", Map.of("version", "2"));

        assertRefused(
                deploy(""),
                "Job migrate: spec.template cannot be changed in a Job that exists",
                "deleted and recreated (replace: ['Job/migrate'] in a Pipeline");
        assertRefused(deploy(", replace: ['Job/migrate']"), "the environment 'staging' lets no step do that");
        assertThat(migration()).isEqualTo(before);

        Shop.staging().setAdoptAndReplace(true);
        WorkflowRun build = succeed(deploy(", replace: ['Job/migrate']"));

        jenkins.assertLogContains("1 to replace", build);
        assertThat(migration()).isNotEqualTo(before);
    }

    @Test
    void what_is_no_name_of_an_object_is_one_clear_message() throws Exception {
        Shop.staging().setAdoptAndReplace(true);

        assertRefused(deploy(", replace: ['migrate']"), "'migrate' does not name an object", "-> Write KIND/NAME");
        assertRefused(deploy(", adoptHelm: ['a/b/c/d']"), "'a/b/c/d' does not name an object", "-> Write KIND/NAME");
        assertThat(shop.commits()).isEqualTo(1);
    }

    private String deploy(String options) {
        return "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']" + options;
    }

    private WorkflowRun succeed(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertSuccess(job);
    }

    private void assertRefused(String script, String... texts) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        for (String text : texts) {
            jenkins.assertLogContains(text, build);
        }
        jenkins.assertLogNotContains("\tat ", build);
    }

    private void kubectlApply(String manifest, String... command) throws Exception {
        String[] arguments = Arrays.copyOf(command, command.length + 2);
        arguments[command.length] = "-f";
        arguments[command.length + 1] =
                Files.writeString(folder.resolve("applied.yaml"), manifest).toString();
        kubectl(arguments);
    }

    private String migration() {
        return kubectl("get", "job/migrate", "-o", "jsonpath={.metadata.uid}");
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(shop.namespace, arguments).succeeded();
    }
}
