package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * What {@code gitopsBuild} trusts an agent and a registry with: the registry's password reaches the registry alone, is on
 * the agent only while it is needed, and is in no log; and what an agent sends back cannot harm the controller.
 */
@WithSharedJenkins
class BuildAgentTest {

    private static final String PASSWORD = "s3cr3t&pass word";
    private static final String PAIR =
            Base64.getEncoder().encodeToString(("jenkins:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final String REPEATING =
            "{\"errors\": [{\"code\": \"DENIED\", \"message\": \"you sent %s, which is %s\"}]}";

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private JenkinsRule jenkins;
    private DumbSlave agent;
    private HttpServer registry;
    private UsernamePasswordCredentialsImpl credential;

    @BeforeEach
    void an_agent_and_a_registry_that_repeats_what_it_is_sent(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave();
        agent.setLabelString("builder");
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization == null) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"registry\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (exchange.getRequestURI().getPath().equals("/v2/")) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                sent.add(authorization);
                byte[] answer = REPEATING.formatted(authorization, PASSWORD).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(403, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void the_password_is_masked_when_the_registry_repeats_it_and_gone_from_the_agent_afterwards() throws Exception {
        WorkflowRun build = build("node('builder') { checkout scm; gitopsBuild name: '" + address() + "/shop' }");

        assertThat(sent).contains("Basic " + PAIR);
        String log = JenkinsRule.getLog(build);
        assertThat(log).contains("you sent Basic ****, which is ****");
        assertThat(log).contains("could not push " + address() + "/shop");
        assertNoSecret(log);
        assertThat(remains()).isEmpty();
    }

    @Test
    void a_build_that_cannot_start_leaves_no_password_on_the_agent() throws Exception {
        WorkflowRun build =
                build("node('builder') { checkout scm; gitopsBuild name: '" + address() + "/shop', tag: 'no tag' }");

        assertThat(sent).isEmpty();
        assertNoSecret(JenkinsRule.getLog(build));
        assertThat(remains()).isEmpty();
    }

    @Test
    void the_use_of_the_registrys_credential_is_tracked() throws Exception {
        build("node('builder') { checkout scm; gitopsBuild name: '" + address() + "/shop' }");

        assertThat(CredentialsProvider.getOrCreateFingerprintOf(credential).getJobs())
                .contains("shop");
    }

    @Test
    void a_digest_that_goes_on_and_on_is_one_message() throws Exception {
        assertLie(
                "head -c 100000000 /dev/zero > \"$3\"",
                "What the image build left on the agent is not what gitopsBuild");
    }

    @Test
    void a_digest_that_is_none_is_one_message() throws Exception {
        assertLie("printf 'sha256:\\033[31mred' > \"$3\"", "'sha256: [31mred' is not an image digest");
    }

    @Test
    void a_digest_that_is_not_there_is_one_message() throws Exception {
        assertLie(":", "What the image build left on the agent is not what gitopsBuild wrote there");
    }

    @Test
    void a_builder_that_nobody_knows_is_one_message() throws Exception {
        assertLie(
                "echo EVIL > \"$(dirname \"$3\")/builder\"",
                "What the image build left on the agent is not what gitopsBuild wrote there");
    }

    /** A program of that name on the agent's path, as somebody could put there who has the agent. */
    private void assertLie(String lie, String message) throws Exception {
        WorkflowRun build = build(
                "node('builder') { checkout scm; withEnv([\"PATH=$WORKSPACE/bin:/usr/bin:/bin\"]) {"
                        + " sh 'chmod +x bin/buildah'; gitopsBuild name: '" + address() + "/shop' } }",
                Map.of("bin/buildah", "#!/bin/sh\n[ \"$1\" = push ] || exit 0\n" + lie + "\n"));

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains(message);
        assertThat(log).contains("-> ");
        assertThat(log).doesNotContain("\tat ");
        assertThat(log).doesNotContain("\u001b[31m");
        assertThat(BuildFacts.of(build).builds()).isEmpty();
        assertThat(remains()).isEmpty();
    }

    private WorkflowRun build(String jenkinsfile) throws Exception {
        return build(jenkinsfile, Map.of());
    }

    private WorkflowRun build(String jenkinsfile, Map<String, String> files) throws Exception {
        Shop shop = new Shop(jenkinsfile);
        if (!files.isEmpty()) {
            shop.repository.commit("main", "More", files);
        }
        credential = new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "registry", "", "jenkins", PASSWORD);
        SystemCredentialsProvider.getInstance().getCredentials().add(credential);
        RegistryEntry entry = new RegistryEntry(address());
        entry.setPlainHttp(true);
        entry.setCredentialsId("registry");
        entry.setAllowedJobs("shop");
        GitopsConfiguration.get().setRegistries(List.of(entry));
        return jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));
    }

    private static void assertNoSecret(String text) {
        assertThat(text).doesNotContain(PASSWORD);
        assertThat(text).doesNotContain(PAIR);
        assertThat(text).doesNotContain("\tat ");
    }

    /** The builds' own folders on the agent, and any login wherever it is. */
    private List<String> remains() throws Exception {
        FilePath root = agent.getWorkspaceRoot();
        return List.of(root.list("**/gitops-*/**,**/config.json")).stream()
                .map(FilePath::getRemote)
                .toList();
    }

    private String address() {
        return "127.0.0.1:" + registry.getAddress().getPort();
    }
}
