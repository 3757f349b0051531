package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that sends us elsewhere. */
class RedirectTest {

    @TempDir
    Path caches;

    @Test
    void the_credentials_do_not_go_where_a_server_sends_us() throws Exception {
        List<String> here = new CopyOnWriteArrayList<>();
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        HttpServer other = server(elsewhere, 404, "");
        HttpServer first =
                server(here, 302, "http://localhost:" + other.getAddress().getPort());
        try (RemoteBranch branch = RemoteBranch.open(
                caches,
                new GitRemote("http://127.0.0.1:" + first.getAddress().getPort() + "/shop.git", "main"),
                new GitCredentials.UsernamePassword("jenkins", "s3cr3t"),
                TestBranch.TIMEOUT)) {
            assertThatThrownBy(branch::fetchTip).isInstanceOf(GitopsException.class);
        } finally {
            first.stop(0);
            other.stop(0);
        }

        assertThat(here).isNotEmpty().allMatch(header -> header.startsWith("Basic "));
        assertThat(elsewhere).isNotEmpty().allMatch(header -> header.equals("null"));
    }

    /** @param headers takes each request's {@code Authorization} */
    private static HttpServer server(List<String> headers, int status, String base) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().add("Location", base + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
