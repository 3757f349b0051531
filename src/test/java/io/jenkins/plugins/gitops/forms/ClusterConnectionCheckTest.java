package io.jenkins.plugins.gitops.forms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import hudson.ProxyConfiguration;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ForwardProxy;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.steps.Tokens;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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
        FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig", null);

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage()).startsWith("Connected: Kubernetes v1.");
    }

    @Test
    void a_credential_that_the_server_takes_for_anonymous_is_no_success() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "basic", "", "jane", "s3cr3t-passw0rd"));

        FormValidation answer = test("basic");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage())
                .contains("it takes it for system:anonymous")
                .doesNotContain("s3cr3t");
    }

    @Test
    void an_account_is_named_and_so_are_the_rights_that_it_lacks_in_the_namespace() {
        String namespace = cluster.freshNamespace();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "token", "", Secret.fromString(Tokens.of(namespace, "deployer"))));
        String name = "system:serviceaccount:" + namespace + ":deployer";
        GitopsConfiguration.get().setClusters(List.of(entry("token")));

        assertThat(test("token").getMessage()).contains("as " + name);
        EnvironmentForm environments = Jenkins.get().getDescriptorByType(EnvironmentForm.class);
        FormValidation without = environments.doTestCluster("main", namespace);
        assertThat(without.kind).as(without.getMessage()).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(without.getMessage())
                .contains("In the namespace " + namespace + " it may not: get configmaps,")
                .contains("patch deployments.apps");

        Tokens.grant(namespace, "deployer", "edit");
        FormValidation with = environments.doTestCluster("main", namespace);
        assertThat(with.kind).as(with.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(with.getMessage()).contains("It may do what every delivery does in the namespace " + namespace);
    }

    @Test
    void a_registry_tells_whether_it_accepts_the_credential() throws Exception {
        RegistryForm form = Jenkins.get().getDescriptorByType(RegistryForm.class);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "login", "", "jane", "s3cr3t-right"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        String right = "Basic " + Base64.getEncoder().encodeToString("jane:s3cr3t-right".getBytes(UTF_8));
        AtomicReference<String> accepted = new AtomicReference<>(right);
        server.createContext("/v2/", exchange -> {
            boolean in = accepted.get().equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
            exchange.sendResponseHeaders(in ? 200 : 401, -1);
            exchange.close();
        });
        server.start();
        try {
            String host = "127.0.0.1:" + server.getAddress().getPort();
            assertThat(form.doTestRegistry(host, null, true).getMessage()).contains("wants a login");
            FormValidation good = form.doTestRegistry(host, "login", true);
            assertThat(good.kind).as(good.getMessage()).isEqualTo(FormValidation.Kind.OK);
            accepted.set("another");
            FormValidation bad = form.doTestRegistry(host, "login", true);
            assertThat(bad.kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(bad.getMessage())
                    .contains("does not accept the credential: it answered 401")
                    .doesNotContain("s3cr3t");
        } finally {
            server.stop(0);
        }
        FormValidation open = form.doTestRegistry(ImageRegistry.shared().address(), null, true);
        assertThat(open.kind).as(open.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doTestRegistry("127.0.0.1:1", null, true).getMessage()).contains("cannot be reached");
    }

    private FormValidation test(String credential) {
        ClusterEntry entry = entry(credential);
        return descriptor.doTestConnection(
                "main",
                entry.getServerUrl(),
                entry.getCaCertificate(),
                entry.getCredentialsId(),
                entry.getServiceAccount());
    }

    private ClusterEntry entry(String credential) {
        ClusterEntry entry = new ClusterEntry("main");
        entry.setServerUrl(cluster.apiServer());
        entry.setCaCertificate(Tokens.authority());
        entry.setCredentialsId(credential);
        return entry;
    }

    @Test
    void an_authority_that_is_not_the_servers_is_said() {
        FormValidation answer = descriptor.doTestConnection("main", cluster.apiServer(), null, "stale", null);

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains("is not trusted");
        assertThat(answer.getMessage()).doesNotContain("s3cr3t");
    }

    @Test
    void it_goes_through_the_controllers_proxy_with_its_password() throws Exception {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            Jenkins.get().setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), "jane", "pr0xy"));
            FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig", null);

            assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
            String address = cluster.apiServer().replace("https://", "");
            assertThat(proxy.asked()).contains("CONNECT " + address + " HTTP/1.1");
        }
    }

    @Test
    void a_host_that_is_left_out_is_reached_without_the_proxy() throws Exception {
        Jenkins.get().setProxy(new ProxyConfiguration("127.0.0.1", 1, null, null, "127.0.0.*"));
        FormValidation answer = descriptor.doTestConnection("main", null, null, "kubeconfig", null);

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void without_a_credential_nothing_is_sent() {
        FormValidation answer = descriptor.doTestConnection("main", cluster.apiServer(), null, "", null);

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).startsWith("Choose a credential");
    }

    @Test
    void what_it_says_is_escaped() {
        FormValidation answer = descriptor.doTestConnection("<script>", "<script>", null, "stale", null);

        assertThat(answer.getMessage()).doesNotContain("<script>");
    }
}
