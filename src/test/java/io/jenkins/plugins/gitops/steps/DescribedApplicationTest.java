package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.plugins.git.traits.TagDiscoveryTrait;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Pipelines that say no more than the environment: the rest is in gitops.yaml of the branch. */
@WithSharedJenkins
class DescribedApplicationTest {

    private static final String NAMING = "node { checkout scm }\ngitopsDeploy 'staging'";

    /** {@code NAMESPACE} is line 8. */
    private static final String FILE = """
            version: 1
            applications:
              web:
                manifests: k8s
            environments:
              staging:
                timeout: 30s
                namespace: NAMESPACE
                onFailure: stop
                ignore: ['apps/Deployment:/spec/replicas']
            """;

    private static Shop shop(String jenkinsfile, String file) throws Exception {
        Shop shop = new Shop(jenkinsfile);
        shop.configure();
        describe(shop, file);
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        shop.repository.commit(
                "main", "What runs", Map.of("k8s/shop.yaml", Shop.MANIFEST.replace("REGISTRY/shop:none", image)));
        return shop;
    }

    private static void describe(Shop shop, String file) {
        shop.repository.commit("main", "Describe it", Map.of("gitops.yaml", file.replace("NAMESPACE", shop.namespace)));
    }

    @Test
    void the_name_of_the_environment_is_enough(JenkinsRule jenkins) throws Exception {
        Shop shop = shop(NAMING, FILE);

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        DeployRecord record = delivery(build);
        DeployRequest request = record.request();
        assertThat(record.ending().orElseThrow().outcome()).isEqualTo(Outcome.HEALTHY);
        assertThat(request.target()).hasToString("web in staging");
        assertThat(request.manifests()).hasToString("k8s");
        assertThat(request.options().patience().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(request.options().onFailure()).isEqualTo(OnFailure.STOP);
        assertThat(request.settings().orElseThrow().fingerprint()).isPresent();
        assertThat(shop.running()).isNotEmpty();
        jenkins.assertLogContains("describes web in staging: manifests k8s; namespace " + shop.namespace, build);

        shop.repository.commit(
                "main",
                "Sync",
                Map.of("Jenkinsfile", "node { checkout scm }\ngitopsDeploy environment: 'staging', sync: true"));
        DeployRequest sync = delivery(
                        jenkins.buildAndAssertSuccess(jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class)))
                .request();
        assertThat(sync.target()).hasToString("web in staging");
        assertThat(sync.options().sync().ignore())
                .extracting(IgnoreRule::text)
                .containsExactly("apps/Deployment:/spec/replicas");
    }

    @Test
    void the_step_counts_more_than_the_file_and_may_name_one_in_a_folder(JenkinsRule jenkins) throws Exception {
        Shop shop = shop(
                "node { checkout scm }\ngitopsDeploy environment: 'staging', file: 'services/shop', timeoutSeconds: 35",
                "version: 1\n# Nothing is read of it: another one is named.\n");
        shop.repository.commit(
                "main",
                "In a folder",
                Map.of(
                        "services/shop/gitops.yaml",
                        FILE.replace("k8s", "../../k8s").replace("NAMESPACE", shop.namespace)));

        DeployRequest request =
                delivery(jenkins.buildAndAssertSuccess(shop.job(jenkins))).request();

        assertThat(request.options().patience().timeout()).isEqualTo(Duration.ofSeconds(35));
        assertThat(request.options().onFailure()).isEqualTo(OnFailure.STOP);
        assertThat(request.manifests()).hasToString("k8s");
        assertThat(request.settings().orElseThrow().path()).isEqualTo("services/shop/gitops.yaml");
    }

    @Test
    void a_file_that_asks_for_more_or_lacks_the_environment_is_refused_by_name_and_line(JenkinsRule jenkins)
            throws Exception {
        Shop shop = shop(NAMING, FILE.replace("NAMESPACE", "kube-system").replace("30s", "41s"));
        int commits = shop.commits();
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        jenkins.assertLogContains(
                "gitops.yaml:8: 'namespace' is kube-system, and the environment 'staging' of Jenkins has "
                        + shop.namespace + ". gitops.yaml:7: 'timeout' is 41s, and the environment 'staging' of Jenkins"
                        + " waits at most 40s",
                build);
        jenkins.assertLogContains("ask an administrator to change the environment at Manage Jenkins", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(BuildFacts.of(build).deliveries()).isEmpty();
        assertThat(shop.commits()).isEqualTo(commits);

        describe(shop, FILE.replace("staging", "stagin"));
        WorkflowRun unknown = jenkins.buildAndAssertStatus(Result.FAILURE, build.getParent());
        jenkins.assertLogContains("gitops.yaml has no environment 'staging'", unknown);
        jenkins.assertLogContains("-> Did you mean 'stagin'?", unknown);
    }

    @Test
    void of_several_one_is_named_or_has_the_images_name(JenkinsRule jenkins) throws Exception {
        Shop shop = shop(NAMING, FILE.replace("  web:", "  cart: {manifests: cart}\n  shop:"));
        WorkflowRun none = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));
        jenkins.assertLogContains("gitops.yaml has several applications, and none is named", none);
        jenkins.assertLogContains("-> Name the application: cart, shop (application: 'cart')", none);

        String image = ImageRegistry.shared().push("shop", "2", Map.of()).toString();
        shop.repository.commit(
                "main",
                "An image",
                Map.of(
                        "Jenkinsfile",
                        "node { checkout scm }\ngitopsDeploy environment: 'staging', images: ['" + image + "']"));

        assertThat(delivery(jenkins.buildAndAssertSuccess(none.getParent()))
                        .request()
                        .target())
                .hasToString("shop in staging");
    }

    @Test
    void the_only_application_of_a_repository_that_was_not_checked_out_is_nobodys_by_itself(JenkinsRule jenkins)
            throws Exception {
        Shop shop = shop(NAMING, FILE);
        var job = shop.jobWithoutCheckout(jenkins);
        job.setDefinition(new CpsFlowDefinition("gitopsDeploy 'staging'", true));

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("so its only application is not meant by itself", build);
    }

    /** The tag's own file would let it; that of the branch does not. */
    @Test
    void a_preview_takes_the_file_of_the_branch_and_not_that_of_what_was_built(JenkinsRule jenkins) throws Exception {
        Shop shop = shop(NAMING, FILE.replace("onFailure: stop", "onFailure: rollback"));
        shop.repository.git("tag", "v1", "main");
        describe(shop, FILE.replace("30s", "41s"));
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(shop.repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait(), new TagDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source));
        Shop.staging().setBranch("main");
        Eventually.get(project.scheduleBuild2(0).getFuture());
        jenkins.waitUntilNoActivityUpTo(60_000);

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, project.getItem("v1"));

        jenkins.assertLogContains("gitops.yaml:7: 'timeout' is 41s", build);
    }

    private static DeployRecord delivery(WorkflowRun build) {
        return BuildFacts.of(build).deliveries().get(0);
    }
}
