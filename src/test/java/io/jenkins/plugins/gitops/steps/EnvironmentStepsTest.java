package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StepReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What is done with an environment after a delivery: it is compared, set back and removed. */
@WithSharedJenkins
class EnvironmentStepsTest {

    private static final String PLACE = "environment: 'staging', application: 'shop'";
    private static final String DELETE = "gitopsDelete " + PLACE + ", confirm: 'shop'";

    private JenkinsRule jenkins;
    private Shop shop;
    private WorkflowJob job;

    @BeforeEach
    void a_shop_that_was_delivered(JenkinsRule rule) throws Exception {
        jenkins = rule;
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        shop = new Shop("");
        shop.configure();
        job = shop.jobWithoutCheckout(jenkins);
        succeed("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']");
    }

    @Test
    void a_comparison_says_which_field_of_which_object_and_a_sync_sets_it_back() throws Exception {
        int commits = shop.commits();
        String drift = "def d = gitopsDrift " + PLACE + ", manifests: 'k8s'\n"
                + "echo \"drifted ${d.drifted}: ${d.summary}\"\n"
                + "d.objects.each { o -> o.fields.each { f -> echo \"${o.name} ${o.change} ${f.path} by"
                + " ${f.manager}\" } }";
        jenkins.assertLogContains("drifted false: 0 changed", succeed(drift));

        kubectl("scale", "deployment/shop", "--replicas=3");
        kubectl("set", "image", "deployment/shop", "shop=registry.example/other:1");
        WorkflowRun build = succeed(drift);

        jenkins.assertLogContains("drifted true: 1 changed", build);
        jenkins.assertLogContains(
                "Deployment " + shop.namespace + "/shop changed spec.template.spec.containers[shop].image by kubectl",
                build);
        StepReport stored = BuildFacts.of(build).reports().get(0);
        assertThat(stored.state()).isEqualTo(StepReport.State.DRIFTED);
        assertThat(page(build)).contains("Drift of shop in staging", "1 changed, 0 missing");

        WorkflowRun failed = fail("gitopsDrift " + PLACE + ", manifests: 'k8s', failOnDrift: true");
        jenkins.assertLogContains("-> Set it back (gitopsSync)", failed);
        assertThat(shop.running()).isEqualTo("registry.example/other:1");

        succeed("def s = gitopsSync " + PLACE + ", manifests: 'k8s'\nassert s.outcome == 'healthy'");
        assertThat(shop.running()).contains("@sha256:");
        assertThat(shop.commits()).isEqualTo(commits);
        succeed("gitopsDrift " + PLACE + ", manifests: 'k8s', failOnDrift: true");
    }

    @Test
    void an_application_is_removed_by_a_commit_when_its_name_is_confirmed_and_the_environment_lets_it()
            throws Exception {
        int commits = shop.commits();
        WorkflowRun shown = succeed("assert (gitopsDelete(" + PLACE + ")).outcome == 'planned'");
        jenkins.assertLogContains("- Deployment " + shop.namespace + "/shop", shown);
        jenkins.assertLogContains("Nothing was removed: to remove it, add confirm: 'shop'", shown);

        WorkflowRun refused = fail(DELETE);
        jenkins.assertLogContains("the environment 'staging' lets no step do that", refused);
        jenkins.assertLogContains("-> Ask an administrator to allow it (allowDelete)", refused);
        jenkins.assertLogContains("confirm names 'shops'", fail("gitopsDelete " + PLACE + ", confirm: 'shops'"));
        jenkins.assertLogContains(
                "does not say which application", fail("gitopsDelete environment: 'staging', confirm: 'shop'"));
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(shop.running()).contains("@sha256:");

        Shop.staging().setAllowDelete(true);
        WorkflowRun build = succeed("def d = " + DELETE.replace("gitopsDelete ", "gitopsDelete(") + ")\n"
                + "echo \"${d.outcome} by ${d.commit}\"");

        jenkins.assertLogContains(
                "removed by " + shop.repository.git("rev-parse", "main").strip(), build);
        assertThat(kubectl("get", "deployments,configmaps", "-o", "name"))
                .doesNotContain("deployment", "gitops.shop.staging");
        assertThat(shop.repository
                        .git("log", "-1", "--format=%s %(trailers:key=Gitops-Build,valueonly)", "main")
                        .strip())
                .startsWith("Remove shop from staging")
                .endsWith(build.getUrl());
        assertThat(page(build)).contains("Removal of shop from staging", "Removed");
        succeed(DELETE);
        assertThat(shop.commits()).isEqualTo(commits + 1);
    }

    private WorkflowRun succeed(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertSuccess(job);
    }

    private WorkflowRun fail(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogNotContains("\tat ", build);
        return build;
    }

    private String page(WorkflowRun build) throws Exception {
        return jenkins.createWebClient()
                .getPage(build, "gitops")
                .getDocumentElement()
                .getTextContent();
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(shop.namespace, arguments).succeeded();
    }
}
