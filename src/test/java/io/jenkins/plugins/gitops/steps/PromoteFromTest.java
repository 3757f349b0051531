package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** From staging to production, which have manifests and a namespace each, by a job that checks nothing out. */
@WithSharedJenkins
class PromoteFromTest {

    private static final String PROMOTE =
            "gitopsDeploy environment: 'production', promoteFrom: 'staging', application: 'shop', manifests: 'production'";

    private JenkinsRule jenkins;
    private Shop shop;
    private ImageReference image;
    private EnvironmentEntry staging;
    private EnvironmentEntry production;
    private WorkflowJob promote;

    @BeforeEach
    void two_environments(JenkinsRule rule) throws Exception {
        jenkins = rule;
        image = ImageRegistry.shared().push("shop", "1", Map.of());
        shop = new Shop(deliver(image));
        shop.configure();
        shop.repository.commit("main", "Production", Map.of("production/shop.yaml", Shop.withRegistry(Shop.MANIFEST)));
        staging = GitopsConfiguration.get().environment("staging").orElseThrow();
        staging.setAllowedJobs("shop\npromote");
        production = new EnvironmentEntry("production");
        production.setCluster("test");
        production.setNamespace(ControlPlane.shared().freshNamespace());
        production.setAllowedJobs("promote");
        production.setAllowedBranches("**");
        production.setCredentialsId("git");
        production.setTimeoutSeconds(40);
        for (EnvironmentEntry each : List.of(staging, production)) {
            each.setRepository(shop.repository.url());
            each.setBranch("main");
        }
        GitopsConfiguration.get().setEnvironments(List.of(staging, production));
        promote = jenkins.createProject(WorkflowJob.class, "promote");
        script(PROMOTE);
    }

    @Test
    void brings_what_is_healthy_with_the_same_digest_as_one_commit() throws Exception {
        DeployRecord healthy = delivery(jenkins.buildAndAssertSuccess(shop.job(jenkins)));
        int commits = shop.commits();

        WorkflowRun build = jenkins.buildAndAssertSuccess(promote);

        assertThat(shop.commits()).isEqualTo(commits + 1);
        assertThat(shop.repository.git("diff", "--numstat", "main~1", "main").strip())
                .isEqualTo("1\t1\tproduction/shop.yaml");
        assertThat(running()).isEqualTo(image.withoutTag().toString());
        assertThat(log("%s")).startsWith("Promote shop ");
        assertThat(log("%(trailers:key=Gitops-Promoted-From,valueonly)"))
                .isEqualTo(healthy.id().value());
        assertThat(log("%(trailers:key=Gitops-Image,valueonly)")).isEqualTo(image.toString());
        jenkins.assertLogContains("Promoting what staging runs since delivery " + healthy.id() + ": " + image, build);
        DeployRecord record = delivery(build);
        assertThat(record.request().kind()).isEqualTo(DeliveryKind.PROMOTION);
        JenkinsRule.WebClient web = jenkins.createWebClient();
        String page = web.getPage(build, "gitops").asNormalizedText();
        assertThat(page).contains("Promoted from");
        assertThat(page).contains("staging " + healthy.id());
        for (String of : List.of(build.getUrl(), promote.getUrl())) {
            String api = web.goTo(of + "gitops/api/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(api).contains("\"promotedEnvironment\":\"staging\"");
            assertThat(api).contains("\"promotedFrom\":\"" + healthy.id() + "\"");
        }
    }

    @Test
    void what_failed_in_staging_does_not_come_along() throws Exception {
        WorkflowJob job = shop.job(jenkins);
        jenkins.buildAndAssertSuccess(job);
        ImageReference broken = ImageRegistry.shared().push("shop", "2", Map.of("io.jenkins.gitops.stand-in", "crash"));
        shop.repository.commit("main", "Break it", Map.of("Jenkinsfile", deliver(broken)));
        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.buildAndAssertSuccess(promote);

        assertThat(running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void a_commit_that_only_claims_to_be_healthy_is_not_promoted() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));
        String genuine = log("%B");
        String other = "registry.example/evil@sha256:" + "e".repeat(64);
        shop.repository.commit(
                "main", genuine.replace(image.toString(), other), Map.of("k8s/README", "the same id, another image\n"));

        assertRefused("It is not known whether delivery ", "of shop in staging is healthy");
    }

    @Test
    void where_nothing_is_healthy_or_nothing_is_there_it_says_so() throws Exception {
        assertRefused("No delivery of shop in staging on this branch was healthy", "gitops history");

        script(PROMOTE.replace("'shop'", "'other'"));
        assertRefused("No delivery of other in staging on this branch was healthy", "Check the names");

        script(PROMOTE.replace("'staging'", "'qa'"));
        assertRefused("There is no environment 'qa'", "Correct the name");

        script(PROMOTE.replace("application: 'shop', ", ""));
        assertRefused("does not say which application it is to promote from staging", "application: 'shop'");

        script(PROMOTE.replace("'staging'", "'production'"));
        assertRefused("promote from production to itself", "Name another environment");

        script(PROMOTE + ", images: ['" + image + "']");
        assertRefused("names images, and with promoteFrom", "Leave out one");
    }

    @Test
    void the_job_has_to_be_allowed_in_both_environments() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));

        staging.setAllowedJobs("shop");
        assertRefused("The job promote may not use the environment 'staging'", "Ask an administrator");

        staging.setAllowedJobs("promote");
        production.setAllowedJobs("shop");
        assertRefused("The job promote may not use the environment 'production'", "Ask an administrator");
        assertThat(running()).isEmpty();
    }

    @Test
    void staging_s_tests_count_where_staging_requires_them() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));
        production.setRequireTests(true);

        jenkins.assertLogContains(
                "The environment production asks for a test run",
                jenkins.buildAndAssertStatus(Result.FAILURE, promote));
        assertThat(running()).isEmpty();

        staging.setRequireTests(true);
        jenkins.buildAndAssertSuccess(promote);
        assertThat(running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void failed_tests_of_the_promoting_build_refuse_it_all_the_same() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));
        staging.setRequireTests(true);
        script("node { gitopsTest(junit: 'r.xml') { sh '''echo \"<testsuite><testcase classname='Smoke' name='pays'>"
                + "<failure/></testcase></testsuite>\" > r.xml''' } }\n" + PROMOTE);

        assertRefused("Smoke.pays", "Fix the tests");
        assertThat(running()).isEmpty();
    }

    @Test
    void in_a_tag_only_the_plan_of_the_promotion_is_shown() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));
        int commits = shop.commits();
        staging.setAllowedJobs("shop\nreleases");
        production.setAllowedJobs("releases");

        WorkflowRun build = TaggedRelease.build(jenkins, PROMOTE);

        jenkins.assertLogContains("v1 is a tag: only the plan is shown", build);
        jenkins.assertLogContains("production/shop.yaml", build);
        jenkins.assertLogContains("-> " + image.withoutTag(), build);
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(running()).isEmpty();
    }

    private void assertRefused(String... texts) throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, promote);
        for (String text : texts) {
            jenkins.assertLogContains(text, build);
        }
        jenkins.assertLogNotContains("\tat io.jenkins", build);
    }

    private void script(String text) throws Exception {
        promote.setDefinition(new CpsFlowDefinition(text, true));
    }

    private static String deliver(ImageReference image) {
        return "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']";
    }

    private static DeployRecord delivery(WorkflowRun build) {
        BuildRecords records = new BuildRecords(build);
        return records.store().read(records.store().ids().get(0));
    }

    private String log(String format) {
        return shop.repository.git("log", "-1", "--format=" + format, "main").strip();
    }

    private String running() {
        return ControlPlane.shared()
                .kubectl(
                        production.getNamespace(),
                        "get",
                        "deployment",
                        "shop",
                        "--ignore-not-found",
                        "-o",
                        "jsonpath={.spec.template.spec.containers[0].image}")
                .succeeded();
    }
}
