package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that is read line by line, from a server that does what a real one does at a bad time. */
class AnswerInLinesTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile String accepted = "";
    private volatile boolean stuck;
    private Runnable whenRejected = () -> {};

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            boolean known = accepted.isEmpty() || ("Bearer " + accepted).equals(token);
            exchange.sendResponseHeaders(known ? 200 : 401, 0);
            exchange.getResponseBody().write((known ? "one\n" : "{}").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (stuck) {
                try {
                    over.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void one_that_brings_nothing_more_ends() {
        stuck = true;
        assertThatThrownBy(() -> ask(() -> "t", Optional.of(Duration.ofSeconds(1))))
                .hasCauseInstanceOf(ClusterUnreachableException.class)
                .hasMessageContaining("sent nothing more within 1 s");
        assertThat(lines).containsExactly("one");
    }

    @Test
    void a_token_that_is_no_longer_accepted_is_told_and_the_next_one_is_tried() throws Exception {
        accepted = "next";
        assertThat(ask(new Supplier<>() {
                            private int asked;

                            @Override
                            public String get() {
                                return asked++ == 0 ? "old" : "next";
                            }
                        })
                        .ok())
                .isTrue();
        assertThat(lines).containsExactly("one");
        assertThatThrownBy(() -> ask(() -> "wrong")).hasCauseInstanceOf(CredentialRejectedException.class);
    }

    @Test
    void without_a_credential_the_answer_fails_and_nothing_is_thrown() {
        assertThatThrownBy(() -> ask(() -> {
                    throw new GitopsException("The token file is gone", "Write it");
                }))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("The token file is gone");
    }

    @Test
    void a_token_that_is_not_accepted_and_cannot_be_had_anew_ends_it() {
        accepted = "other";
        whenRejected = () -> {
            throw new GitopsException("The token file is gone", "Write it");
        };
        assertThatThrownBy(() -> ask(() -> "old"))
                .hasCauseInstanceOf(ClusterAccessException.class)
                .hasMessageContaining("The token file is gone");
    }

    private ApiAnswer ask(Supplier<String> tokens) throws Exception {
        return ask(tokens, Optional.empty());
    }

    private ApiAnswer ask(Supplier<String> tokens, Optional<Duration> idle) throws Exception {
        CredentialSource source = new CredentialSource() {
            @Override
            public ClientCredential current() {
                return ClientCredential.token(tokens.get());
            }

            @Override
            public boolean rejected(ClientCredential credential) {
                whenRejected.run();
                return true;
            }
        };
        ClusterAccess access = new ClusterAccess(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .as(source);
        try (ApiServer asked = new ApiServer(access, Duration.ofSeconds(10))) {
            return asked.lines(ApiCall.get("/log"), idle, lines::add).get(20, TimeUnit.SECONDS);
        }
    }
}
