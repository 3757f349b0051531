package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * What people get wrong in the configuration and in a Jenkinsfile: each is one clear message with a remedy, no stack
 * trace, nothing in Git or in the cluster, and what is in the record.
 */
@WithSharedJenkins
class BadInputTest {

    private static JenkinsRule jenkins;

    private Shop shop;
    private ClusterEntry cluster;
    private EnvironmentEntry staging;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void a_shop_that_could_be_delivered() throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        if (jenkins.jenkins.getItem("shop") != null) {
            jenkins.jenkins.getItem("shop").delete();
        }
        // No build step: what is deployed was pushed by somebody else before.
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        shop = new Shop("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']");
        shop.configure();
        cluster = GitopsConfiguration.get().cluster("test").orElseThrow();
        staging = GitopsConfiguration.get().environment("staging").orElseThrow();
    }

    @Test
    void the_same_without_a_mistake_is_delivered() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(record(build).ending().orElseThrow().outcome()).isEqualTo(Outcome.HEALTHY);
        assertThat(shop.commits()).isEqualTo(2);
    }

    @Test
    void a_job_that_may_not_use_the_environment() throws Exception {
        staging.setAllowedJobs("other");
        assertNotBegun(
                "The job shop may not use the environment 'staging'; this job may use none",
                "Ask an administrator to allow it, at Manage Jenkins > System > GitOps");
    }

    @Test
    void a_branch_that_may_not_use_the_environment() throws Exception {
        staging.setAllowedBranches("release/*");
        assertNotBegun(
                "The branch main may not use the environment 'staging'",
                "Ask an administrator to allow it, at Manage Jenkins > System > GitOps");
    }

    @Test
    void a_cluster_whose_credential_is_not_there() throws Exception {
        cluster.setCredentialsId("gone");
        assertNotBegun("There is no credential 'gone' of the cluster 'test' that shop can use", "Add a credential");
    }

    @Test
    void an_environment_whose_cluster_is_not_configured() throws Exception {
        staging.setCluster("gone");
        assertNotBegun(
                "The environment 'staging' names a cluster that is not configured: 'gone'",
                "Ask an administrator to correct it");
    }

    @Test
    void a_write_back_whose_credential_is_not_there() throws Exception {
        staging.setCredentialsId("gone");
        assertRefused(
                "There is no credential 'gone' of the write-back of the environment 'staging' that shop can use",
                "Username with password");
    }

    @Test
    void a_write_back_with_a_wrong_password() throws Exception {
        add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "wrong", "", "git", "wr0ng-password"));
        staging.setCredentialsId("wrong");
        String log = assertRefused("it wants other credentials (HTTP 401)", "Check user name and password or token");

        assertThat(log).doesNotContain("wr0ng-password");
    }

    @Test
    void a_registry_whose_credential_is_not_there() throws Exception {
        RegistryEntry registry = GitopsConfiguration.get().getRegistries().get(0);
        registry.setCredentialsId("gone");
        registry.setAllowedJobs("shop");
        script("node { checkout scm; gitopsBuild name: 'REGISTRY/shop' }");
        assertNothingAsked(
                "There is no credential 'gone' of the registry '" + registry.getHost() + "' that shop can use",
                "Username with password");
    }

    @Test
    void a_registry_whose_credential_is_for_other_jobs() throws Exception {
        RegistryEntry registry = GitopsConfiguration.get().getRegistries().get(0);
        registry.setCredentialsId("git");
        registry.setAllowedJobs("other");
        script("node { checkout scm; gitopsBuild name: 'REGISTRY/shop' }");
        assertNothingAsked(
                "The job shop may not push to the registry '" + registry.getHost() + "'", "allow it (allowedJobs)");
    }

    @Test
    void a_registry_that_cannot_be_reached() throws Exception {
        String nobody = "127.0.0.1:" + freePort();
        script("node { checkout scm; gitopsBuild name: '" + nobody + "/shop' }");
        assertNothingAsked("could not push " + nobody + "/shop:", "Check the image's name and the registry " + nobody);
    }

    @Test
    void an_authority_that_is_not_the_clusters() throws Exception {
        cluster.setCaCertificate(Tokens.otherAuthority());
        assertRefused("is not trusted", "Give the cluster's certificate authority");
    }

    @Test
    void a_token_that_is_not_valid_any_more() throws Exception {
        String token = Tokens.of(shop.namespace, "leaver");
        Tokens.revoke(shop.namespace, "leaver");
        token(token);
        String log = assertRefused(
                "does not accept the credential: it is invalid or has expired",
                "Store a new token or client certificate");

        assertThat(log).doesNotContain(token);
    }

    @Test
    void a_token_without_rights() throws Exception {
        token(Tokens.of(shop.namespace, "weak"));
        assertRefused("cannot get resource \"configmaps\"", "");
    }

    @Test
    void a_token_that_may_read_but_not_change() throws Exception {
        token(Tokens.of(shop.namespace, "looker"));
        Tokens.grant(shop.namespace, "looker", "view");
        assertRefused("cannot patch resource \"deployments\"", "");
    }

    @Test
    void a_token_with_rights_in_its_namespace_is_enough() throws Exception {
        token(Tokens.of(shop.namespace, "deployer"));
        Tokens.grant(shop.namespace, "deployer", "admin");

        jenkins.buildAndAssertSuccess(shop.job(jenkins));
    }

    @Test
    void an_api_server_that_cannot_be_reached() throws Exception {
        cluster.setServerUrl("https://127.0.0.1:" + freePort());
        token("s3cr3t-token");
        assertRefused("cannot be reached", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "/etc"})
    void a_path_out_of_the_repository(String path) throws Exception {
        script("gitopsDeploy environment: 'staging', manifests: '" + path + "', images: ['" + image() + "']");
        assertRefused("The path '" + path + "' is not inside the repository", "Give a path relative to");
    }

    @Test
    void a_path_out_of_the_repository_in_the_jobs_configuration() throws Exception {
        script("gitopsDeploy environment: 'staging', images: ['" + image() + "']");
        GitopsJobProperty property = new GitopsJobProperty();
        property.setManifests("../secrets");
        assertRefused("The path '../secrets' is not inside the repository", "Give", job -> job.addProperty(property));
    }

    @Test
    void a_time_limit_that_is_none() throws Exception {
        script("gitopsDeploy environment: 'staging', manifests: 'k8s', timeoutSeconds: 100000, images: ['" + image()
                + "']");
        assertNotBegun("is not a time to wait", "up to a day");
    }

    @Test
    void an_image_without_a_digest() throws Exception {
        script("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['REGISTRY/shop:1']");
        assertNotBegun("digest", "");
    }

    @Test
    void tests_that_the_environment_asks_for_and_nobody_ran() throws Exception {
        staging.setRequireTests(true);
        assertRefused("The environment staging asks for a test run, and there was none", "Run the tests in gitopsTest");
    }

    @Test
    void a_test_block_that_fails_although_the_script_goes_on() throws Exception {
        script("""
                node {
                  catchError(buildResult: 'SUCCESS') {
                    gitopsTest(junit: 'r.xml') {
                      sh "echo '<testsuite><testcase name=\\"a\\"/></testsuite>' > r.xml; exit 3"
                    }
                  }
                  gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['IMAGE']
                }
                """.replace("IMAGE", image()));
        assertRefused(
                "The tests of this build did not pass (1 test, 0 failed, 0 skipped, exit code 1)", "Fix the tests");
    }

    @Test
    void an_unstable_test_block() throws Exception {
        script("""
                node {
                  gitopsTest(junit: 'r.xml') {
                    sh "echo '<testsuite><testcase name=\\"a\\"><failure/></testcase></testsuite>' > r.xml"
                  }
                  gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['IMAGE']
                }
                """.replace("IMAGE", image()));
        assertRefused("The tests of this build did not pass (1 test, 1 failed, 0 skipped)", "Fix the tests");
    }

    @Test
    void a_workspace_that_names_another_remote_is_not_believed() throws Exception {
        GitServer.BareRepository other = GitServer.shared().createRepository(Map.of("k8s/shop.yaml", "x: 1\n"));
        script("""
                node {
                  checkout scm
                  sh 'git remote set-url origin OTHER; git config remote.origin.pushurl OTHER'
                  gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['IMAGE']
                }
                """.replace("OTHER", other.url()).replace("IMAGE", image()));
        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(record(build).request().remote().url()).isEqualTo(shop.repository.url());
        assertThat(shop.commits()).isEqualTo(3);
        assertThat(other.git("rev-list", "--count", "main").strip()).isEqualTo("1");
    }

    @Test
    void a_cluster_that_an_administrator_moved_meanwhile_gets_nothing_of_a_delivery_that_began_before()
            throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));
        DeployRecord record = record(build);
        cluster.setCredentialsId("elsewhere");
        cluster.setServerUrl("https://elsewhere.example:6443");
        add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "elsewhere", "", Secret.fromString("s3cr3t-token")));

        assertThatThrownBy(() -> DeliveryContexts.open(build, record.request()))
                .isInstanceOf(GitopsException.class)
                .hasMessage("The environment 'staging' is at https://elsewhere.example:6443 now, and was at "
                        + ControlPlane.shared().apiServer() + " when this delivery began");
    }

    /** Before it was known what to deliver, so there is no delivery's record: the build's page says it. */
    private void assertNotBegun(String message, String remedy) throws Exception {
        WorkflowRun build = assertNothingAsked(message, remedy);

        NotDeliveredView refused =
                build.getAction(GitopsRunAction.class).getNotDelivered().get(0);
        assertThat(refused.getOutcome()).isEqualTo("refused");
        assertThat(refused.getReason()).contains(message);
        assertThat(refused.getRemedy()).contains(remedy);
    }

    private WorkflowRun assertNothingAsked(String message, String remedy) throws Exception {
        WorkflowRun build = failed(message, remedy, job -> {});

        assertThat(new BuildRecords(build).store().ids()).isEmpty();
        return build;
    }

    private String assertRefused(String message, String remedy) throws Exception {
        return assertRefused(message, remedy, job -> {});
    }

    private String assertRefused(String message, String remedy, Setting setting) throws Exception {
        WorkflowRun build = failed(message, remedy, setting);

        DeliveryEnding ending = record(build).ending().orElseThrow();
        assertThat(ending.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(ending.reason()).contains(message);
        assertThat(record(build).commit()).isEmpty();
        return JenkinsRule.getLog(build);
    }

    private interface Setting {
        void of(WorkflowJob job) throws Exception;
    }

    private WorkflowRun failed(String message, String remedy, Setting setting) throws Exception {
        int commits = shop.commits();
        WorkflowJob job = shop.job(jenkins);
        setting.of(job);
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains(message);
        assertThat(log).contains("-> ");
        assertThat(log).contains(remedy);
        assertThat(log).doesNotContain("\tat ");
        assertThat(log).doesNotContain("Exception");
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(ControlPlane.shared()
                        .kubectl(shop.namespace, "get", "deployments,configmaps", "-o", "name")
                        .succeeded()
                        .strip())
                .isEqualTo("configmap/kube-root-ca.crt");
        return build;
    }

    private static DeployRecord record(Run<?, ?> build) {
        BuildRecords records = new BuildRecords(build);
        return records.store().read(records.store().ids().get(0));
    }

    private void script(String jenkinsfile) {
        shop.repository.commit("main", "Another script", Map.of("Jenkinsfile", Shop.withRegistry(jenkinsfile)));
    }

    private static String image() {
        return ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    private void token(String token) {
        cluster.setCaCertificate(Tokens.authority());
        add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(token)));
        cluster.setCredentialsId("token");
    }

    private static void add(Credentials credential) {
        SystemCredentialsProvider.getInstance().getCredentials().add(credential);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
