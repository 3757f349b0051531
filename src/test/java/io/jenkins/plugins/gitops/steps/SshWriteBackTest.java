package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.Map;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;
import org.jenkinsci.plugins.gitclient.verifier.NoHostKeyVerificationStrategy;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The write-back over SSH. */
@WithSharedJenkins
class SshWriteBackTest {

    private static final String PASSPHRASE = "correct horse";

    private final SshServer server = SshServer.shared();
    private JenkinsRule jenkins;
    private Shop shop;
    private BasicSSHUserPrivateKey credential;

    @BeforeEach
    void a_shop_that_is_written_back_over_ssh(JenkinsRule rule) throws Exception {
        jenkins = rule;
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        shop = new Shop("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']");
        shop.configure();
        String key = server.key(SshServer.May.WRITE, "-t", "ed25519", "-N", PASSPHRASE);
        credential = new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL,
                "key",
                server.user(),
                new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(key),
                PASSPHRASE,
                "");
        SystemCredentialsProvider.getInstance().getCredentials().add(credential);
        EnvironmentEntry staging =
                GitopsConfiguration.get().environment("staging").orElseThrow();
        staging.setRepository(server.url(shop.repository));
        staging.setBranch("main");
        staging.setCredentialsId("key");
    }

    @Test
    void a_delivery_is_written_back_with_a_private_key_whose_use_is_tracked() throws Exception {
        GitopsConfiguration.get().setKnownHosts(server.knownHosts());

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(shop.commits()).isEqualTo(2);
        assertThat(shop.running()).contains("/shop@sha256:");
        assertThat(JenkinsRule.getLog(build)).doesNotContain(PASSPHRASE);
        assertThat(CredentialsProvider.getOrCreateFingerprintOf(credential).getJobs())
                .contains("shop");
    }

    @Test
    void keys_that_are_provided_to_the_git_client_plugin_are_believed_too() throws Exception {
        GitHostKeyVerificationConfiguration.get()
                .setSshHostKeyVerificationStrategy(new ManuallyProvidedKeyVerificationStrategy(server.knownHosts()));

        jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(shop.commits()).isEqualTo(2);
    }

    @Test
    void a_server_that_nobody_made_known_is_not_believed_although_the_git_client_plugin_verifies_nothing()
            throws Exception {
        GitHostKeyVerificationConfiguration.get()
                .setSshHostKeyVerificationStrategy(new NoHostKeyVerificationStrategy());

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        String log = JenkinsRule.getLog(build);
        assertThat(log)
                .contains("The SSH host key of 127.0.0.1:" + server.port()
                        + " is not known: it shows ssh-ed25519 SHA256:");
        assertThat(log).contains("Manage Jenkins > System > GitOps > Known hosts of SSH");
        assertThat(log).doesNotContain("\tat ");
        assertThat(shop.commits()).isEqualTo(1);
    }
}
