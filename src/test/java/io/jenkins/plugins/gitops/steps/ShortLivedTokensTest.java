package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A cluster whose credential does not last. */
@WithSharedJenkins
class ShortLivedTokensTest {

    /** With what the tokens of Kubernetes begin. */
    private static final String TOKEN = "eyJ";

    private JenkinsRule jenkins;
    private Shop shop;
    private WorkflowJob job;

    @BeforeEach
    void a_shop(JenkinsRule rule) throws Exception {
        jenkins = rule;
        shop = new Shop("");
        shop.configure();
        job = shop.jobWithoutCheckout(jenkins);
    }

    @Test
    void a_credential_that_may_only_request_tokens_delivers_as_the_service_account() throws Exception {
        Tokens.of(shop.namespace, "deployer");
        Tokens.grant(shop.namespace, "deployer", "admin");
        kubectl("create", "role", "issuer", "--verb=create", "--resource=serviceaccounts/token");
        secret(Tokens.of(shop.namespace, "issuer"));
        kubectl("create", "rolebinding", "issuer", "--role=issuer", "--serviceaccount=" + shop.namespace + ":issuer");
        cluster(shop.namespace + "/deployer");

        deliverTo(ImageRegistry.shared().push("shop", "1", Map.of()));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        assertThat(shop.running()).contains("@sha256:");
        assertNoToken(build);
    }

    @Test
    void a_secret_text_that_is_replaced_during_the_wait_is_read_again() throws Exception {
        secret(Tokens.of(shop.namespace, "before"));
        Tokens.grant(shop.namespace, "before", "admin");
        cluster(null);
        deliverTo(ImageRegistry.shared().push("shop", "1", Map.of("io.jenkins.gitops.stand-in", "slow=12")));

        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        eventually("applied").untilAsserted(() -> assertThat(shop.running()).contains("@sha256:"));
        secret(Tokens.of(shop.namespace, "after"));
        Tokens.grant(shop.namespace, "after", "admin");
        Tokens.revoke(shop.namespace, "before");

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertNoToken(build);
    }

    private void secret(String token) throws IOException {
        var store = SystemCredentialsProvider.getInstance();
        store.getCredentials().removeIf(each -> each instanceof StringCredentialsImpl);
        store.getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(token)));
        store.save();
    }

    private static void cluster(String serviceAccount) {
        ClusterEntry cluster = new ClusterEntry("test");
        cluster.setServerUrl(ControlPlane.shared().apiServer());
        cluster.setCaCertificate(Tokens.authority());
        cluster.setCredentialsId("token");
        cluster.setServiceAccount(serviceAccount);
        GitopsConfiguration.get().setClusters(List.of(cluster));
    }

    private void deliverTo(ImageReference image) {
        try {
            job.setDefinition(new CpsFlowDefinition(
                    "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']", true));
        } catch (hudson.model.Descriptor.FormException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertNoToken(WorkflowRun build) throws IOException {
        try (Stream<Path> files = Files.walk(build.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(TOKEN);
            }
        }
    }

    private void kubectl(String... arguments) {
        ControlPlane.shared().kubectl(shop.namespace, arguments).succeeded();
    }
}
