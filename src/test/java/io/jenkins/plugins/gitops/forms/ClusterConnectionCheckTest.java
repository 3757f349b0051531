package io.jenkins.plugins.gitops.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ProxyConfiguration;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ForwardProxy;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The button Test connection, against a real API server. */
@WithSharedJenkins
class ClusterConnectionCheckTest {

    private final ControlPlane cluster = ControlPlane.shared();
    private ClusterForm descriptor;

    @BeforeEach
    void jenkins(JenkinsRule rule) {
        descriptor = rule.jenkins.getDescriptorByType(ClusterForm.class);
        var global = SystemCredentialsProvider.getInstance().getCredentials();
        global.add(new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "kubeconfig",
                "",
                "kubeconfig",
                SecretBytes.fromBytes(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8))));
        global.add(new StringCredentialsImpl(
                CredentialsScope.GLOBAL, "stale", "", Secret.fromString("s3cr3t-stale-token")));
    }

    @Test
    void a_cluster_that_answers_tells_its_version() {
        FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage()).startsWith("Connected: Kubernetes v1.");
    }

    @Test
    void an_authority_that_is_not_the_servers_is_said() {
        FormValidation answer = descriptor.doTestConnection("main", cluster.apiServer(), null, "stale");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains("is not trusted");
        assertThat(answer.getMessage()).doesNotContain("s3cr3t");
    }

    @Test
    void it_goes_through_the_controllers_proxy_with_its_password() throws Exception {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            Jenkins.get().setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), "jane", "pr0xy"));
            FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig");

            assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
            String address = cluster.apiServer().replace("https://", "");
            assertThat(proxy.asked()).contains("CONNECT " + address + " HTTP/1.1");
        }
    }

    @Test
    void a_host_that_is_left_out_is_reached_without_the_proxy() throws Exception {
        Jenkins.get().setProxy(new ProxyConfiguration("127.0.0.1", 1, null, null, "127.0.0.*"));
        FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void without_a_credential_nothing_is_sent() {
        FormValidation answer = descriptor.doTestConnection("main", cluster.apiServer(), null, "");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).startsWith("Choose a credential");
    }

    @Test
    void what_it_says_is_escaped() {
        FormValidation answer = descriptor.doTestConnection("<script>", "<script>", null, "stale");

        assertThat(answer.getMessage()).doesNotContain("<script>");
    }
}
