package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.util.List;
import java.util.Map;
import jenkins.model.CauseOfInterruption;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Pipelines that use the steps, on a real registry, Git server and API server. */
@WithSharedJenkins
class PipelineTest {

    @Test
    void builds_tests_and_delivers_by_one_commit(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(Shop.JENKINSFILE);
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        DeployRecord record = delivery(build);
        assertThat(record.ending().orElseThrow().outcome()).isEqualTo(Outcome.HEALTHY);
        assertThat(shop.commits()).isEqualTo(2);
        assertThat(shop.repository.git("diff", "--numstat", "main~1", "main").strip())
                .isEqualTo("1\t1\tk8s/shop.yaml");
        String digest = BuildFacts.of(build)
                .builds()
                .get(0)
                .image()
                .digest()
                .orElseThrow()
                .value();
        assertThat(shop.running()).endsWith("@" + digest);
        assertThat(shop.repository
                        .git("log", "-1", "--format=%(trailers:key=Gitops-Build,valueonly)", "main")
                        .strip())
                .isEqualTo(jenkins.getURL() + build.getUrl());
        jenkins.assertLogContains("wait     Healthy", build);
    }

    @Test
    void a_release_that_cannot_start_is_rolled_back_and_fails_the_build(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(Shop.JENKINSFILE);
        shop.configure();
        WorkflowJob job = shop.job(jenkins);
        jenkins.buildAndAssertSuccess(job);
        String good = shop.running();
        shop.repository.commit(
                "main", "Break it", Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=crash")));

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(delivery(build).ending().orElseThrow().rolledBack()).isTrue();
        assertThat(shop.running()).isEqualTo(good);
        jenkins.assertLogContains("CrashLoopBackOff", build);
        jenkins.assertLogContains("rolled back", build);
        HtmlPage changes = jenkins.createWebClient().getPage(build, "changes");
        assertThat(changes.querySelectorAll("pre details"))
                .as("the trailers of the first build's commit are folded, and nothing of a person's")
                .hasSize(1);
        assertThat(changes.querySelector("pre details").getTextContent()).contains("Gitops-Deploy-Id: ");
        jenkins.assertLogNotContains("\tat io.jenkins", build);
    }

    @Test
    void two_jobs_of_one_environment_go_back_together_and_no_timer_delivers_it_again(JenkinsRule jenkins)
            throws Exception {
        Shop shop = new Shop(delivering("shop", "."));
        shop.configure();
        Shop.staging().setAllowedJobs("shop\ncart\nnightly");
        jenkins.buildAndAssertSuccess(shop.job(jenkins));
        shop.repository.commit(
                "main",
                "A cart",
                Map.of(
                        "Jenkinsfile.cart",
                        Shop.withRegistry(delivering("cart", "cart")),
                        "cart/Dockerfile",
                        Shop.DOCKERFILE,
                        "cart/content",
                        "cart\n",
                        "k8s/cart.yaml",
                        Shop.withRegistry(Shop.MANIFEST.replace("shop", "cart"))));
        jenkins.buildAndAssertSuccess(shop.job(jenkins, "cart", "Jenkinsfile.cart"));
        String shopBefore = shop.running();
        String cartBefore = ControlPlane.shared().image(shop.namespace, "cart");
        shop.repository.commit(
                "main", "Break it", Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=crash")));

        WorkflowJob nightly = shop.job(jenkins, "nightly", "Jenkinsfile");
        WorkflowRun failed = jenkins.buildAndAssertStatus(Result.FAILURE, nightly);
        int commits = shop.commits();
        for (String each : List.of("nightly", "shop")) {
            WorkflowRun again = jenkins.assertBuildStatus(
                    Result.FAILURE,
                    jenkins.jenkins
                            .getItemByFullName(each, WorkflowJob.class)
                            .scheduleBuild2(0, new CauseAction(new TimerTrigger.TimerTriggerCause())));
            jenkins.assertLogContains("shop in staging is held: ", again);
        }

        assertThat(delivery(failed).ending().orElseThrow().rolledBack()).isTrue();
        assertThat(shop.running()).isEqualTo(shopBefore);
        assertThat(ControlPlane.shared().image(shop.namespace, "cart")).isEqualTo(cartBefore);
        assertThat(shop.commits()).isEqualTo(commits);
    }

    private static String delivering(String image, String context) {
        return "node { checkout scm; gitopsBuild name: 'REGISTRY/" + image + "', context: '" + context + "'\n"
                + "gitopsDeploy environment: 'staging', application: 'shop', manifests: 'k8s' }";
    }

    @Test
    void results_are_beans_that_scripts_may_use(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  def image = gitopsBuild name: 'REGISTRY/shop'
                  echo "built ${image.digest} of ${image.name}"
                  def tests = gitopsTest(junit: 'r.xml') {
                    sh "echo '<testsuite><testcase name=\\"a\\"/></testsuite>' > r.xml"
                  }
                  echo "ran ${tests.total}, passed ${tests.passed}"
                  def deploy = gitopsDeploy environment: 'staging', manifests: 'k8s'
                  echo "delivered ${deploy.commit} ${deploy.outcome}"
                }
                """);
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        jenkins.assertLogContains("built sha256:", build);
        jenkins.assertLogContains("ran 1, passed true", build);
        jenkins.assertLogContains(
                "delivered " + shop.repository.git("rev-parse", "main").strip() + " healthy", build);
    }

    @Test
    void failed_tests_refuse_the_deploy(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  gitopsBuild name: 'REGISTRY/shop'
                  gitopsTest(junit: 'r.xml') {
                    sh "echo '<testsuite><testcase classname=\\"Cart\\" name=\\"adds\\"><failure/></testcase></testsuite>' > r.xml"
                  }
                  gitopsDeploy environment: 'staging', manifests: 'k8s'
                }
                """);
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        jenkins.assertLogContains("Cart.adds", build);
        assertThat(delivery(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(shop.commits()).isEqualTo(1);
        assertThat(shop.running()).isEmpty();
    }

    @Test
    void a_deploy_before_a_build_is_one_clear_message(JenkinsRule jenkins) throws Exception {
        assertMessage(
                jenkins,
                "node { checkout scm; gitopsDeploy environment: 'staging', manifests: 'k8s' }",
                "has not built an image");
    }

    @Test
    void an_unknown_environment_is_one_clear_message(JenkinsRule jenkins) throws Exception {
        assertMessage(
                jenkins,
                "node { checkout scm; gitopsBuild name: 'REGISTRY/shop'\n"
                        + "gitopsDeploy environment: 'stagin', manifests: 'k8s' }",
                "stagin");
    }

    @Test
    void a_test_block_without_a_result_is_one_clear_message(JenkinsRule jenkins) throws Exception {
        assertMessage(
                jenkins, "node { checkout scm; gitopsTest(junit: 'r.xml') { sh 'true' } }", "wrote no result file");
    }

    @Test
    void manifests_are_delivered_without_an_image_and_synced_without_a_commit(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                def settings = [environment: 'staging', application: 'settings', manifests: 'settings']
                node { checkout scm }
                echo "delivered ${gitopsDeploy(settings).commit}"
                """);
        shop.configure();
        String settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: green}\n";
        shop.repository.commit("main", "Settings", Map.of("settings/all.yaml", settings));
        WorkflowJob job = shop.job(jenkins);

        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        String tip = shop.repository.git("rev-parse", "main").strip();
        shop.repository.commit("main", "Repair", Map.of("Jenkinsfile", """
                        node { checkout scm }
                        gitopsDeploy environment: 'staging', application: 'settings', manifests: 'settings', sync: true
                        """));
        ControlPlane.shared()
                .kubectl(shop.namespace, "delete", "configmap/settings")
                .succeeded();
        WorkflowRun sync = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("the manifests of settings in staging are delivered as they are", build);
        jenkins.assertLogContains("delivered " + tip, build);
        assertThat(delivery(build).request().images()).isEmpty();
        assertThat(shop.commits()).isEqualTo(1 + 1 + 1 + 1);
        assertThat(delivery(sync).request().kind()).isEqualTo(DeliveryKind.SYNC);
        ControlPlane.shared()
                .kubectl(shop.namespace, "get", "configmap/settings")
                .succeeded();
        JenkinsRule.WebClient web = jenkins.createWebClient();
        assertThat(web.getPage(build, "gitops").asNormalizedText()).contains("as the manifests name them");
        assertThat(web.getPage(sync, "gitops").asNormalizedText())
                .contains("Sync with", delivery(build).id().value());
        assertThat(web.getPage(job, "gitops").asNormalizedText())
                .contains("Sync")
                .doesNotContain("Removal");
        assertThat(jenkins.getJSON(job.getUrl() + "gitops/api/json")
                        .getJSONObject()
                        .getJSONArray("deliveries")
                        .toString())
                .contains("\"kind\":\"sync\"", "\"syncOf\":\"" + delivery(build).id() + "\"")
                .contains("\"kind\":\"deploy\"", "\"manifests\":\"settings\"");
    }

    @Test
    void a_dockerfile_that_fails_is_one_clear_message(JenkinsRule jenkins) throws Exception {
        assertMessage(
                jenkins,
                "node { checkout scm; sh 'rm content'; gitopsBuild name: 'REGISTRY/shop' }",
                "could not build");
    }

    @Test
    void a_fix_overtakes_a_release_that_does_not_get_ready(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  gitopsBuild name: 'REGISTRY/shop'
                  gitopsDeploy environment: 'staging', manifests: 'k8s'
                }
                """);
        shop.configure();
        WorkflowJob job = shop.job(jenkins);
        jenkins.buildAndAssertSuccess(job);
        Shop.staging().setTimeoutSeconds(600);
        shop.repository.commit(
                "main",
                "Slow",
                Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=slow=300"), "content", "2\n"));
        WorkflowRun slow = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("RollingOut", slow);
        shop.repository.commit("main", "Fix", Map.of("Dockerfile", Shop.DOCKERFILE, "content", "3\n"));

        WorkflowRun fix = job.scheduleBuild2(0).waitForStart();

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(fix));
        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(slow));
        assertThat(delivery(slow).ending().orElseThrow().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(shop.commits()).isEqualTo(3 + 1 + 2);
    }

    @Test
    void an_aborted_build_puts_back_what_it_committed(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  gitopsBuild name: 'REGISTRY/shop'
                  gitopsDeploy environment: 'staging', manifests: 'k8s'
                }
                """);
        shop.configure();
        WorkflowJob job = shop.job(jenkins);
        jenkins.buildAndAssertSuccess(job);
        String good = shop.running();
        shop.repository.commit(
                "main",
                "Slow",
                Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=slow=30"), "content", "2\n"));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("RollingOut", build);

        build.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("ann"));

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(delivery(build).ending().orElseThrow().reason()).isEqualTo("Aborted by ann");
        jenkins.assertLogNotContains("Aborted by Aborted", build);
        assertThat(delivery(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(delivery(build).ending().orElseThrow().rolledBack()).isTrue();
        assertThat(shop.running()).isEqualTo(good);
    }

    @Test
    void a_restart_from_a_stage_delivers_what_the_restarted_build_had(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(Shop.JENKINSFILE);
        shop.configure();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        Shop.staging().setAllowedBranches("none");
        WorkflowJob job = shop.job(jenkins);
        WorkflowRun first = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        String built = shop.repository.git("rev-parse", "main").strip();
        Shop.staging().setAllowedBranches("main");
        shop.repository.commit("main", "Newer", Map.of("content", "2\n"));

        WorkflowRun mixed = restart(jenkins, first, "Test");

        jenkins.assertBuildStatus(Result.FAILURE, mixed);
        jenkins.assertLogContains("what it takes over from shop #1, which it restarts, is of", mixed);
        assertThat(shop.running()).isEmpty();

        WorkflowRun second = restart(jenkins, first, "Deploy");

        jenkins.assertBuildStatusSuccess(second);
        BuildResult image = BuildFacts.of(first).builds().get(0);
        assertThat(shop.running()).endsWith(image.image().digest().orElseThrow().value());
        DeployRecord record = delivery(second);
        assertThat(record.request().source().orElseThrow().revision().id()).isEqualTo(built);
        assertThat(record.request().tests().orElseThrow().total()).isEqualTo(1);
        jenkins.assertLogContains("[gitops] From shop #1, which this build restarts: " + image.image(), second);
        jenkins.assertLogContains("which this build restarts: 1 test, 0 failed, 0 skipped", second);

        WorkflowRun laundered = restart(jenkins, replayedBySomebodyWhoMayNotDeliver(jenkins, second), "Deploy");

        jenkins.assertBuildStatus(Result.FAILURE, laundered);
        jenkins.assertLogContains("'builder' started", laundered);
    }

    /** Who replays writes the script, and so decides what is built and tested. */
    private static WorkflowRun replayedBySomebodyWhoMayNotDeliver(JenkinsRule jenkins, WorkflowRun build)
            throws Exception {
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("ann")
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("builder"));
        int number = build.getParent().getNextBuildNumber();
        ReplayAction replay = build.getParent().getBuildByNumber(1).getAction(ReplayAction.class);
        try (ACLContext builder = ACL.as2(User.getById("builder", true).impersonate2())) {
            replay.run2(replay.getOriginalScript(), Map.of());
        }
        jenkins.waitUntilNoActivityUpTo(300_000);
        WorkflowRun replayed = build.getParent().getBuildByNumber(number);
        jenkins.assertBuildStatus(Result.FAILURE, replayed);
        return replayed;
    }

    private static WorkflowRun restart(JenkinsRule jenkins, WorkflowRun build, String stage) throws Exception {
        int number = build.getParent().getNextBuildNumber();
        try (ACLContext ann = ACL.as2(User.getById("ann", true).impersonate2())) {
            build.getAction(RestartDeclarativePipelineAction.class).run(stage);
        }
        jenkins.waitUntilNoActivityUpTo(300_000);
        return build.getParent().getBuildByNumber(number);
    }

    @Test
    void in_parallel_branches_each_line_names_its_environment(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  gitopsBuild name: 'REGISTRY/shop'
                  parallel(
                    one: { gitopsDeploy environment: 'staging', manifests: 'k8s' },
                    two: { gitopsDeploy environment: 'second', manifests: 'k8s' })
                  gitopsDeploy environment: 'third', manifests: 'k8s'
                }
                """);
        shop.configure();
        shop.addEnvironments("second", "third");

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        for (String environment : List.of("staging", "second", "third")) {
            jenkins.assertLogContains("[gitops] [" + environment + "] wait     Healthy", build);
        }
        jenkins.assertLogNotContains("[gitops] wait ", build);
    }

    private static void assertMessage(JenkinsRule jenkins, String jenkinsfile, String message) throws Exception {
        Shop shop = new Shop(jenkinsfile);
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains(message);
        assertThat(log).contains("-> ");
        assertThat(log).doesNotContain("\tat ");
        assertThat(shop.commits()).isEqualTo(1);
    }

    private static DeployRecord delivery(Run<?, ?> build) {
        return BuildFacts.of(build).deliveries().get(0);
    }
}
