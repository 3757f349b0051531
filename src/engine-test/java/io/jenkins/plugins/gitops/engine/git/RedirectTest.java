package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that sends us elsewhere. */
class RedirectTest {

    @TempDir
    Path caches;

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final List<String> here = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void the_credentials_do_not_go_to_another_host() throws Exception {
        int other = server(elsewhere, 404, "");
        int first = server(here, 302, "http://localhost:" + other);

        assertThatThrownBy(() -> fetchTip(first)).isInstanceOf(GitopsException.class);

        assertThat(here).isNotEmpty().allMatch(header -> header.startsWith("Basic "));
        assertThat(elsewhere).isNotEmpty().allMatch(header -> header.equals("null"));
    }

    @Test
    void the_credentials_do_not_go_to_another_port_of_the_same_host() throws Exception {
        int other = server(elsewhere, 401, "");
        int first = server(here, 302, "http://127.0.0.1:" + other);

        assertThatThrownBy(() -> fetchTip(first))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(
                        "http://127.0.0.1:" + first + "/shop.git sends us on to http://127.0.0.1:" + other)
                .hasMessageContaining("HTTP 401")
                .hasMessageNotContaining("s3cr3t");

        assertThat(here).isNotEmpty().allMatch(header -> header.startsWith("Basic "));
        assertThat(elsewhere).isNotEmpty().allMatch(header -> header.equals("null"));
    }

    @Test
    void the_credentials_do_not_go_on_where_the_second_server_sends_us_back_by_another_name() throws Exception {
        int last = server(elsewhere, 403, "");
        int second = server(elsewhere, 307, "http://127.0.0.1:" + last);
        int first = server(here, 302, "http://127.0.0.1:" + second);

        assertThatThrownBy(() -> fetchTip(first)).hasMessageContaining("sends us on to http://127.0.0.1:" + last);

        assertThat(elsewhere).hasSizeGreaterThan(1).allMatch(header -> header.equals("null"));
    }

    @Test
    void what_anybody_may_read_is_read_elsewhere_and_a_push_is_refused() throws Exception {
        BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
        String server = origin.url().substring(0, origin.url().indexOf("/", "http://".length()));
        int first = server(here, 302, server);

        try (RemoteBranch branch = RemoteBranch.open(
                caches,
                new GitRemote(origin.url().replace(server, "http://127.0.0.1:" + first), "main"),
                TestBranch.credentials(origin),
                TestBranch.TIMEOUT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(TestBranch.text(branch, tip, "web.yaml")).isEqualTo("image: a\n");
            assertThatThrownBy(() -> branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("sends us on to " + server);
        }
    }

    private void fetchTip(int port) {
        try (RemoteBranch branch = RemoteBranch.open(
                caches,
                new GitRemote("http://127.0.0.1:" + port + "/shop.git", "main"),
                new GitCredentials.UsernamePassword("jenkins", "s3cr3t"),
                TestBranch.TIMEOUT)) {
            branch.fetchTip();
        }
    }

    /**
     * Returns its port.
     *
     * @param headers takes each request's {@code Authorization}
     */
    private int server(List<String> headers, int status, String base) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().add("Location", base + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }
}
