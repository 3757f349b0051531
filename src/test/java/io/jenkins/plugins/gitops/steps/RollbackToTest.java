package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A person goes back to an earlier delivery, by a build. */
@WithSharedJenkins
class RollbackToTest {

    private static final String BACK =
            "gitopsDeploy environment: 'staging', application: 'shop', manifests: 'k8s', rollbackTo: 'previous'";

    private JenkinsRule jenkins;
    private Shop shop;
    private ImageReference first;
    private ImageReference second;
    private WorkflowJob job;
    private DeployRecord before;
    private DeployRecord current;

    @BeforeEach
    void two_deliveries(JenkinsRule rule) throws Exception {
        jenkins = rule;
        first = ImageRegistry.shared().push("shop", "1", Map.of());
        second = ImageRegistry.shared().push("shop", "2", Map.of("version", "2"));
        shop = new Shop("");
        shop.configure();
        job = shop.jobWithoutCheckout(jenkins);
        before = delivery(run(Result.SUCCESS, deploy(first)));
        current = delivery(run(Result.SUCCESS, deploy(second)));
    }

    @Test
    void to_the_previous_images_by_one_commit_and_the_pages_call_it_a_rollback() throws Exception {
        WorkflowRun build = run(Result.SUCCESS, BACK);

        assertThat(shop.running()).isEqualTo(first.withoutTag().toString());
        assertThat(shop.commits()).isEqualTo(1 + 3);
        assertThat(log("%s")).startsWith("Roll back shop in staging to ");
        assertThat(log("%(trailers:key=Gitops-Rollback-Of,valueonly)"))
                .isEqualTo(current.id().value());
        jenkins.assertLogContains("Rolling back delivery " + current.id() + " to " + first, build);
        assertThat(delivery(build).request().kind()).isEqualTo(DeliveryKind.ROLLBACK);
        JenkinsRule.WebClient web = jenkins.createWebClient();
        String page = web.getPage(build, "gitops").asNormalizedText();
        assertThat(page).contains("Rollback of");
        assertThat(page).contains(current.id().value());
        assertThat(web.getPage(job, "gitops").asNormalizedText()).contains("Rollback");
        for (String of : List.of(build.getUrl(), job.getUrl())) {
            String api = web.goTo(of + "gitops/api/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(api).contains("\"kind\":\"rollback\"");
            assertThat(api).contains("\"rollbackOf\":\"" + current.id() + "\"");
        }
    }

    @Test
    void what_was_put_back_is_held_until_a_step_releases_it() throws Exception {
        run(Result.SUCCESS, BACK);

        assertRefused(deploy(second), "shop in staging is held", "releaseHold: true in a Pipeline");
        assertThat(shop.running()).isEqualTo(first.withoutTag().toString());
        run(Result.SUCCESS, deploy(second) + ", releaseHold: true");
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    @Test
    void to_any_earlier_delivery_by_its_id_or_its_commit() throws Exception {
        run(Result.SUCCESS, BACK.replace("previous", before.id().value()));
        assertThat(shop.running()).isEqualTo(first.withoutTag().toString());

        run(
                Result.SUCCESS,
                BACK.replace("previous", current.commit().orElseThrow().id().substring(0, 7)));
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    @Test
    void one_that_was_not_healthy_is_warned_of() throws Exception {
        ImageReference broken = ImageRegistry.shared().push("shop", "3", Map.of("io.jenkins.gitops.stand-in", "crash"));
        DeployRecord failed = delivery(run(Result.FAILURE, deploy(broken)));

        WorkflowRun build =
                run(Result.FAILURE, BACK.replace("previous", failed.id().value()));

        jenkins.assertLogContains("Warning: Delivery " + failed.id() + " was not healthy: it ended as failed", build);
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    @Test
    void neither_missing_nor_failed_tests_of_the_build_stand_against_it() throws Exception {
        Shop.staging().setRequireTests(true);

        run(Result.UNSTABLE, """
                node {
                  gitopsTest(junit: 'r.xml') {
                    sh '''echo "<testsuite><testcase classname='Smoke' name='pays'><failure/></testcase></testsuite>" > r.xml'''
                  }
                }
                """ + BACK);
        assertThat(shop.running()).isEqualTo(first.withoutTag().toString());

        run(Result.SUCCESS, BACK);
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    @Test
    void in_a_tag_only_the_plan_of_the_rollback_is_shown_on_the_branch_as_it_is() throws Exception {
        Shop.staging().setAllowedJobs("shop\nreleases");
        run(
                Result.SUCCESS,
                "node { git url: '" + shop.repository.url() + "', branch: 'main' }\n" + deploy(first)
                        + ", releaseHold: true");
        run(Result.SUCCESS, deploy(second));
        shop.repository.commit(
                "main",
                "Since then",
                Map.of("k8s/new.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: new}, data: {a: b}}\n"));
        int commits = shop.commits();

        WorkflowRun build = TaggedRelease.build(jenkins, BACK + ", onFailure: 'images'");

        jenkins.assertLogContains("v1 is a tag: only the plan is shown", build);
        jenkins.assertLogContains("-> " + first.withoutTag(), build);
        jenkins.assertLogContains("ConfigMap " + shop.namespace + "/new", build);
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    @Test
    void what_cannot_be_gone_back_to_is_said_and_nothing_is_changed() throws Exception {
        int commits = shop.commits();

        assertRefused(
                BACK.replace("previous", current.id().value()),
                "is the newest one of shop in staging",
                "the job's page in Jenkins, or 'gitops history', lists them");
        assertRefused(BACK.replace("previous", "0000000"), "has the id or commit 0000000", "seven digits");
        assertRefused(BACK.replace("previous", "2f6c"), "'2f6c' is neither a deploy id, nor a commit", "seven digits");
        assertRefused(BACK.replace("'shop'", "'other'"), "There are no deliveries of other in staging");
        assertRefused(
                BACK.replace("application: 'shop', ", ""),
                "does not say which application it is to roll back in staging",
                "application: 'shop'");
        assertRefused(BACK + ", promoteFrom: 'qa'", "and names promoteFrom as well", "Leave out one");
        assertRefused(BACK + ", images: ['" + first + "']", "and names images as well", "Leave out one");

        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(shop.running()).isEqualTo(second.withoutTag().toString());
    }

    private void assertRefused(String script, String... texts) throws Exception {
        WorkflowRun build = run(Result.FAILURE, script);
        for (String text : texts) {
            jenkins.assertLogContains(text, build);
        }
        jenkins.assertLogNotContains("\tat ", build);
    }

    private WorkflowRun run(Result result, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(result, job);
    }

    private static String deploy(ImageReference image) {
        return "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']";
    }

    private static DeployRecord delivery(WorkflowRun build) {
        BuildRecords records = new BuildRecords(build);
        return records.store().read(records.store().ids().get(0));
    }

    private String log(String format) {
        return shop.repository.git("log", "-1", "--format=" + format, "main").strip();
    }
}
