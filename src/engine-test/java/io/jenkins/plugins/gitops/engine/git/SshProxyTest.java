package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.SshTestBranch;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.ForwardProxy;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SSH server that can only be reached through a proxy: its name is known to nobody else. */
class SshProxyTest {

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final SshServer server = SshServer.shared();
    private final String path = URI.create(origin.url()).getPath();
    private final GitCredentials.SshKey writer = SshTestBranch.with(
            server.key(SshServer.May.WRITE),
            server.knownHosts().replace("[127.0.0.1]:" + server.port(), "git.invalid,[git.invalid]:" + server.port()));

    @Test
    void a_push_goes_through_its_tunnel_with_its_password_and_the_server_is_known_by_its_own_name() {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            deliver("ssh://" + server.user() + "@git.invalid:" + server.port() + path, route(proxy, "pr0xy"));

            assertThat(proxy.asked())
                    .isNotEmpty()
                    .allMatch(line -> line.equals("CONNECT git.invalid:" + server.port() + " HTTP/1.1"));
        }
    }

    @Test
    void an_address_as_scp_writes_it_is_at_port_22() {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy").leading(22, server.port())) {
            deliver(server.user() + "@git.invalid:" + path.substring(1), route(proxy, "pr0xy"));

            assertThat(proxy.asked()).contains("CONNECT git.invalid:22 HTTP/1.1");
        }
    }

    @Test
    void a_wrong_password_is_told_and_not_repeated() {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy");
                RemoteBranch branch =
                        SshTestBranch.of("git@git.invalid:shop.git", writer, caches, route(proxy, "wr0ng"))) {
            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining("makes no tunnel: HTTP/1.1 407")
                    .hasMessageNotContaining("wr0ng");
        }
    }

    @Test
    void a_proxy_that_is_not_there_is_told() {
        try (RemoteBranch branch = SshTestBranch.of(
                "git@git.invalid:shop.git",
                writer,
                caches,
                new HttpProxy("127.0.0.1", 1, Optional.empty(), Optional.empty()))) {
            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining("refuses the connection");
        }
    }

    @Test
    void a_greeting_that_comes_together_with_the_proxys_answer_is_not_lost() {
        try (LateProxy proxy = new LateProxy()) {
            HttpProxy route = new HttpProxy("127.0.0.1", proxy.door.port(), Optional.empty(), Optional.empty());
            try (RemoteBranch branch =
                    SshTestBranch.of(server.user() + "@git.invalid:" + path.substring(1), writer, caches, route)) {
                assertThat(branch.fetchTip().id())
                        .isEqualTo(origin.git("rev-parse", "main").strip());
            }
        }
    }

    /** Waits for the server's greeting, and sends it together with its own answer. */
    private final class LateProxy implements AutoCloseable {

        private final LoopbackServer door = new LoopbackServer("late-proxy", this::serve);

        private void serve(Socket client) throws IOException {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            try (Socket behind = door.connect("127.0.0.1", server.port())) {
                byte[] greeting = new byte[8192];
                int length = behind.getInputStream().read(greeting);
                LoopbackServer.head(in);
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.writeBytes("HTTP/1.1 200 Tunnel\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                both.write(greeting, 0, length);
                both.writeTo(out);
                OutputStream up = behind.getOutputStream();
                door.background(() -> LoopbackServer.copy(in, up));
                LoopbackServer.copy(behind.getInputStream(), out);
            }
        }

        @Override
        public void close() {
            door.close();
        }
    }

    private void deliver(String url, HttpProxy proxy) {
        try (RemoteBranch branch = SshTestBranch.of(url, writer, caches, proxy)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    private static HttpProxy route(ForwardProxy proxy, String password) {
        return new HttpProxy("127.0.0.1", proxy.port(), Optional.of("jane"), Optional.of(password));
    }
}
