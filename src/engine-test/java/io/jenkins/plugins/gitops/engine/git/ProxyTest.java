package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.ForwardProxy;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Git server that can only be reached through a proxy: its name is known to nobody else. */
class ProxyTest {

    @TempDir
    Path folder;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final URI address = URI.create(origin.url());
    private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();

    @AfterEach
    void restore() {
        HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }

    @Test
    void a_push_goes_through_it() {
        try (ForwardProxy proxy = new ForwardProxy()) {
            deliver(url("http", address.getPort()), new HttpProxy("127.0.0.1", proxy.port(), none(), none()));

            assertThat(proxy.asked())
                    .anyMatch(line -> line.startsWith("POST http://git.invalid:") && line.contains("git-receive-pack"));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void a_push_goes_through_it_with_its_password() {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            deliver(
                    url("http", address.getPort()),
                    new HttpProxy("127.0.0.1", proxy.port(), Optional.of("jane"), Optional.of("pr0xy")));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void with_tls_it_is_a_tunnel_and_its_password_is_sent_there_too() throws Exception {
        try (TlsTerminator front = new TlsTerminator(address, "git.invalid", folder);
                ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            HttpsURLConnection.setDefaultSSLSocketFactory(front.trusting());
            deliver(
                    url("https", front.port()),
                    new HttpProxy("127.0.0.1", proxy.port(), Optional.of("jane"), Optional.of("pr0xy")));

            assertThat(proxy.asked())
                    .isNotEmpty()
                    .allMatch(line -> line.equals("CONNECT git.invalid:" + front.port() + " HTTP/1.1"));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void the_servers_certificate_is_checked_in_the_tunnel() throws Exception {
        try (TlsTerminator front = new TlsTerminator(address, "other.invalid", folder);
                ForwardProxy proxy = new ForwardProxy()) {
            HttpProxy route = new HttpProxy("127.0.0.1", proxy.port(), none(), none());
            assertFailure(url("https", front.port()), route, "does not prove who it is");
            HttpsURLConnection.setDefaultSSLSocketFactory(front.trusting());
            assertFailure(url("https", front.port()), route, "does not prove who it is");
        }
    }

    @Test
    void a_wrong_password_of_the_proxy_is_told_and_not_repeated() throws Exception {
        try (TlsTerminator front = new TlsTerminator(address, "git.invalid", folder);
                ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            HttpProxy route = new HttpProxy("127.0.0.1", proxy.port(), Optional.of("jane"), Optional.of("wr0ng"));
            assertFailure(url("http", address.getPort()), route, "HTTP 407");
            assertFailure(url("https", front.port()), route, "makes no tunnel: HTTP/1.1 407");
        }
    }

    @Test
    void without_it_the_name_is_unknown() {
        try (RemoteBranch branch = RemoteBranch.open(
                folder.resolve("caches"),
                new GitRemote(url("http", address.getPort()), "main"),
                TestBranch.credentials(origin),
                TestBranch.TIMEOUT)) {
            assertThatThrownBy(branch::fetchTip).isInstanceOf(RemoteUnreachableException.class);
        }
    }

    private void deliver(String url, HttpProxy proxy) {
        try (RemoteBranch branch = open(url, proxy)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
    }

    private void assertFailure(String url, HttpProxy proxy, String text) {
        try (RemoteBranch branch = open(url, proxy)) {
            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining(text)
                    .hasMessageNotContaining("wr0ng");
        }
    }

    private RemoteBranch open(String url, HttpProxy proxy) {
        return RemoteBranch.open(
                folder.resolve("caches"),
                new GitRemote(url, "main"),
                TestBranch.credentials(origin),
                TestBranch.TIMEOUT,
                Optional.of(proxy));
    }

    private String url(String scheme, int port) {
        return scheme + "://git.invalid:" + port + address.getPath();
    }

    private static Optional<String> none() {
        return Optional.empty();
    }
}
