package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has too much to do, and says for how long it wants to be left alone. */
class ThrottlingTest {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile int refused;
    private volatile String retryAfter = "1";
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean refuses = asked.incrementAndGet() <= refused;
            byte[] answer = (refuses
                            ? "{\"kind\":\"Status\",\"code\":429,\"message\":\"Too many requests, please try again later.\"}"
                            : "{\"kind\":\"APIVersions\"}")
                    .getBytes(StandardCharsets.UTF_8);
            if (refuses) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            exchange.sendResponseHeaders(refuses ? 429 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void it_is_asked_again_when_the_time_is_over_that_it_asks_for() {
        refused = 3;
        long begin = System.nanoTime();

        assertThat(ask().code()).isEqualTo(200);

        assertThat(asked).hasValue(4);
        // One second each time, where a pause of our own would have been 0.2, 0.4 and 0.8.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void one_that_asks_for_a_long_time_is_left_alone_at_once() {
        refused = 1;
        retryAfter = "120";

        assertThatThrownBy(this::ask)
                .isInstanceOf(ClusterUnreachableException.class)
                .hasMessageContaining("429 Too many requests")
                .hasMessageContaining("it asks to wait 120 s");
        assertThat(asked).hasValue(1);
    }

    @Test
    void one_that_never_has_time_is_given_up() {
        refused = Integer.MAX_VALUE;
        retryAfter = "Wed, 21 Oct 2026 07:28:00 GMT";

        assertThatThrownBy(this::ask).isInstanceOf(ClusterUnreachableException.class);

        assertThat(asked).hasValue(6);
    }

    private ApiAnswer ask() {
        ClusterAccess access = ClusterScene.plain(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        try (ApiServer api = new ApiServer(access, Duration.ofSeconds(60))) {
            return api.send(ApiCall.get("/api"));
        }
    }
}
