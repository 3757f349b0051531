package io.jenkins.plugins.gitops.engine.cluster.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** API servers, or what stands in their place, whose answers have no end. */
class EndlessAnswerTest {

    private static final int LIMIT = 1024 * 1024;
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n%s\r\n";

    private final CountDownLatch cut = new CountDownLatch(1);

    @Test
    void an_answer_without_an_end_is_cut() throws Exception {
        assertTooLong(client -> {
            OutputStream out = client.getOutputStream();
            out.write(HEAD.formatted("").getBytes(ISO_8859_1));
            while (true) {
                chunk(out, new byte[64 * 1024]);
            }
        });
    }

    @Test
    void a_zipped_answer_counts_as_it_is_unzipped() throws Exception {
        assertTooLong(client -> {
            OutputStream out = client.getOutputStream();
            out.write(HEAD.formatted("Content-Encoding: gzip\r\n").getBytes(ISO_8859_1));
            try (GZIPOutputStream zipped = new GZIPOutputStream(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    chunk(out, new byte[] {(byte) one});
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    chunk(out, java.util.Arrays.copyOfRange(bytes, from, from + length));
                }
            })) {
                while (true) {
                    zipped.write(new byte[64 * 1024]);
                }
            }
        });
    }

    @Test
    void an_error_page_without_an_end_is_cut() throws Exception {
        assertTooLong(client -> {
            OutputStream out = client.getOutputStream();
            out.write(HEAD.replace("200 OK", "403 Forbidden").formatted("").getBytes(ISO_8859_1));
            while (true) {
                chunk(out, "a".repeat(64 * 1024).getBytes(ISO_8859_1));
            }
        });
    }

    @Test
    void an_answer_byte_by_byte_ends_with_the_time() throws Exception {
        Instant start = Instant.now();
        try (LoopbackServer server = new LoopbackServer(
                        "slow",
                        client -> serve(client, out -> {
                            out.write(HEAD.formatted("").getBytes(ISO_8859_1));
                            while (true) {
                                chunk(out, new byte[1]);
                                pause();
                            }
                        }));
                ApiServer api = new ApiServer(
                        ClusterScene.plain(URI.create("http://127.0.0.1:" + server.port())),
                        Duration.ofSeconds(1),
                        LIMIT)) {
            assertThatThrownBy(() -> api.send(ApiCall.get("/api")))
                    .isInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("did not answer within 1 s");

            assertThat(cut.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("the connection is closed")
                    .isTrue();
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void an_answer_up_to_the_limit_is_read() throws Exception {
        String json = "{\"a\": \"" + "x".repeat(LIMIT - 9) + "\"}";
        try (LoopbackServer server = new LoopbackServer("good", client -> {
                    LoopbackServer.head(client.getInputStream());
                    OutputStream out = client.getOutputStream();
                    out.write(HEAD.formatted("Connection: close\r\n").getBytes(ISO_8859_1));
                    chunk(out, json.getBytes(ISO_8859_1));
                    out.write("0\r\n\r\n".getBytes(ISO_8859_1));
                });
                ApiServer api = new ApiServer(
                        ClusterScene.plain(URI.create("http://127.0.0.1:" + server.port())),
                        Duration.ofSeconds(20),
                        LIMIT)) {
            assertThat(api.send(ApiCall.get("/api")).length()).isEqualTo(LIMIT);
        }
    }

    private void assertTooLong(LoopbackServer.Handler answer) throws Exception {
        try (LoopbackServer server =
                        new LoopbackServer("endless", client -> serve(client, out -> answer.serve(client)));
                ApiServer api = new ApiServer(
                        ClusterScene.plain(URI.create("http://127.0.0.1:" + server.port())),
                        Duration.ofSeconds(20),
                        LIMIT)) {
            assertThatThrownBy(() -> api.send(ApiCall.get("/api/v1/pods")))
                    .isInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("does not stop to answer GET /api/v1/pods")
                    .hasMessageContaining("more than 1 MiB");

            assertThat(cut.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("the connection is closed")
                    .isTrue();
        }
    }

    private interface Answer {
        void to(OutputStream out) throws IOException;
    }

    private void serve(Socket client, Answer answer) throws IOException {
        LoopbackServer.head(client.getInputStream());
        try {
            answer.to(client.getOutputStream());
        } finally {
            cut.countDown();
        }
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
