package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.plugins.git.traits.TagDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What a build's page tells of a step that began no delivery. */
@WithSharedJenkins
class NothingDeliveredTest {

    private static final String MORE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {a: b}\n";

    @Test
    void a_tag_shows_the_plan_of_its_own_commit_and_changes_nothing(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(Shop.JENKINSFILE);
        shop.configure();
        shop.repository.git("tag", "v1", "main");
        shop.repository.commit("main", "More", Map.of("k8s/more.yaml", MORE));
        WorkflowMultiBranchProject project = branchesAndTags(jenkins, shop);
        jenkins.assertBuildStatusSuccess(project.getItem("main").getLastBuild());
        int commits = shop.commits();
        String running = shop.running();

        WorkflowRun build = jenkins.buildAndAssertSuccess(project.getItem("v1"));

        jenkins.assertLogContains("v1 is a tag: only the plan is shown", build);
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(shop.running()).isEqualTo(running);
        NotDeliveredView plan = onlyOne(build);
        assertThat(plan.getOutcome()).isEqualTo("planned");
        assertThat(plan.getTitle()).isEqualTo("shop in staging");
        assertThat(plan.getPlan())
                .contains("k8s/shop.yaml:")
                .contains("~ Deployment " + shop.namespace + "/shop")
                .contains("ConfigMap " + shop.namespace + "/more is no longer in the manifests");
        assertThat(page(jenkins, build, "")).contains("Plan only").contains("v1 is a tag");
        assertThat(page(jenkins, build, "gitops/")).contains("Deployment " + shop.namespace + "/shop");
        assertThat(jenkins.getJSON(build.getUrl() + "gitops/api/json")
                        .getJSONObject()
                        .getJSONArray("notDelivered")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void a_refusal_before_a_delivery_began_is_on_the_page_after_a_restart_too(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("node { checkout scm; gitopsDeploy environment: 'stagin', manifests: 'k8s' }");
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        NotDeliveredView refused = onlyOne(build);
        assertThat(refused.getOutcome()).isEqualTo("refused");
        assertThat(refused.getReason()).contains("'stagin'");
        assertThat(refused.getRemedy()).isNotEmpty();
        assertThat(page(jenkins, build, "")).contains("Refused").contains("'stagin'");
        build.reload();
        assertThat(onlyOne(build).getReason()).isEqualTo(refused.getReason());
    }

    private static WorkflowMultiBranchProject branchesAndTags(JenkinsRule jenkins, Shop shop) throws Exception {
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(shop.repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait(), new TagDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source));
        Eventually.get(project.scheduleBuild2(0).getFuture());
        jenkins.waitUntilNoActivityUpTo(180_000);
        return project;
    }

    private static NotDeliveredView onlyOne(WorkflowRun build) {
        assertThat(build.getAction(GitopsRunAction.class).getDeliveries()).isEmpty();
        assertThat(build.getAction(GitopsRunAction.class).getNotDelivered()).hasSize(1);
        return build.getAction(GitopsRunAction.class).getNotDelivered().get(0);
    }

    private static String page(JenkinsRule jenkins, WorkflowRun build, String path) throws Exception {
        return jenkins.createWebClient().getPage(build, path).asNormalizedText();
    }
}
