package io.jenkins.plugins.gitops.engine.git.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Git servers that send without an end, or so slowly that no timeout of a connection ends them. */
@Timeout(60)
class EndlessServerTest {

    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final TransferLimits SMALL =
            new TransferLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), 256 * 1024, 256 * 1024);

    private static final String ADVERTISEMENT = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
            + "Content-Type: application/x-git-upload-pack-advertisement\r\n%s\r\n";
    private static final String ID = "ab".repeat(20);

    @Test
    void branches_without_an_end_are_too_many() {
        assertCut("sent more than 0 MiB beside the files", client -> {
            OutputStream out = begin(client);
            for (int i = 0; ; i++) {
                packet(out, ID + " refs/heads/branch-" + i + "\n");
            }
        });
    }

    @Test
    void zipped_they_are_counted_as_they_are_unzipped() {
        assertCut("sent more than 0 MiB beside the files", client -> {
            OutputStream out = new GZIPOutputStream(head(client, "Content-Encoding: gzip\r\n"));
            beginBranches(out);
            for (int i = 0; i < 2_000_000; i++) {
                packet(out, ID + " refs/heads/branch-" + i + "\n");
            }
        });
    }

    @Test
    void a_byte_now_and_then_ends_with_the_time() {
        assertCut("did not come to an end within 2 s", client -> {
            OutputStream out = begin(client);
            out.write("fff0".getBytes(ISO_8859_1));
            drip(out, "x");
        });
    }

    @Test
    void so_do_headers_without_an_end() {
        assertCut("did not come to an end within 2 s", client -> {
            LoopbackServer.head(client.getInputStream());
            OutputStream out = client.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            drip(out, "X");
        });
    }

    /** The JDK's client does not let itself be closed there. */
    @Test
    void so_does_the_frame_of_a_chunk_without_end() {
        assertCut("did not come to an end within 2 s", client -> {
            OutputStream out = head(client, "Transfer-Encoding: chunked\r\n");
            out.write("5\r\n001e#\r\n".getBytes(ISO_8859_1));
            drip(out, "0");
        });
    }

    @Test
    void so_does_a_server_of_gits_own_protocol() {
        try (LoopbackServer server = new LoopbackServer("slow", client -> {
            client.getOutputStream().write("fff0".getBytes(ISO_8859_1));
            drip(client.getOutputStream(), "x");
        })) {
            RemoteConnection connection = new RemoteConnection(
                    new GitRemote("git://127.0.0.1:" + server.port() + "/shop.git", "main"),
                    "refs/heads/main",
                    GitCredentials.NONE,
                    SILENCE,
                    Optional.empty(),
                    SMALL);
            assertEnds(connection, "did not come to an end within 2 s");
        }
    }

    @Test
    void so_does_a_login_over_ssh() {
        try (LoopbackServer server = new LoopbackServer("slow", client -> drip(client.getOutputStream(), "x\r\n"))) {
            RemoteConnection connection = new RemoteConnection(
                    new GitRemote("ssh://git@127.0.0.1:" + server.port() + "/shop.git", "main"),
                    "refs/heads/main",
                    SshTestBranch.writer(),
                    Duration.ofSeconds(2),
                    Optional.empty(),
                    SMALL);
            assertEnds(connection, "");
        }
    }

    private static void assertCut(String words, LoopbackServer.Handler answer) {
        try (LoopbackServer server = new LoopbackServer("endless", answer)) {
            RemoteConnection connection = new RemoteConnection(
                    new GitRemote("http://127.0.0.1:" + server.port() + "/shop.git", "main"),
                    "refs/heads/main",
                    GitCredentials.NONE,
                    SILENCE,
                    Optional.empty(),
                    SMALL);
            assertEnds(connection, words);
        }
    }

    private static void assertEnds(RemoteConnection connection, String words) {
        Instant start = Instant.now();
        try (Repository nothing = new InMemoryRepository(new DfsRepositoryDescription())) {
            assertThatThrownBy(() -> connection.tryPush(nothing))
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining(words);
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    private static OutputStream begin(Socket client) throws IOException {
        OutputStream out = head(client, "");
        beginBranches(out);
        return out;
    }

    private static OutputStream head(Socket client, String header) throws IOException {
        LoopbackServer.head(client.getInputStream());
        OutputStream out = client.getOutputStream();
        out.write(ADVERTISEMENT.formatted(header).getBytes(ISO_8859_1));
        return out;
    }

    private static void beginBranches(OutputStream out) throws IOException {
        packet(out, "# service=git-upload-pack\n");
        out.write("0000".getBytes(ISO_8859_1));
        packet(out, ID + " refs/heads/other\0agent=git/2\n");
    }

    private static void packet(OutputStream out, String line) throws IOException {
        out.write(String.format("%04x%s", line.length() + 4, line).getBytes(ISO_8859_1));
    }

    private static void drip(OutputStream out, String drop) throws IOException {
        while (true) {
            out.write(drop.getBytes(ISO_8859_1));
            out.flush();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
