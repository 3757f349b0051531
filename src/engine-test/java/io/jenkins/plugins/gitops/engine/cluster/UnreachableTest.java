package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnreachableTest {

    private static final String SHOP = Place.read("shop.yaml");

    @Test
    void a_killed_API_server_is_unreachable_and_not_a_refusal() {
        try (Place place = new Place()) {
            place.apply(SHOP);
            place.plane.killApiServer();
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> place.plan(SHOP)).isInstanceOf(ClusterUnreachableException.class);
                assertThatThrownBy(() -> place.cluster.inventory(place.id))
                        .isInstanceOf(ClusterUnreachableException.class)
                        .hasMessageContaining("127.0.0.1");
                assertThat(System.nanoTime() - start).isLessThan(Place.TIMEOUT.toNanos());
            } finally {
                place.plane.restartApiServer();
            }
            assertThat(place.plan(SHOP).problems()).isEmpty();
        }
    }

    @Test
    void a_server_that_never_answers_costs_the_time_limit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Cluster cluster = connect("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofSeconds(1))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> cluster.inventory(new InventoryId("a", "b", "c")))
                    .isInstanceOf(ClusterUnreachableException.class);
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
        }
    }

    @Test
    void a_request_that_a_server_breaks_off_is_named() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Cluster cluster = connect("http://127.0.0.1:" + door.getLocalPort(), Place.TIMEOUT)) {
            Thread server = new Thread(() -> breakOff(door));
            server.start();

            assertThatThrownBy(() -> cluster.inventory(new InventoryId("a", "b", "c")))
                    .isInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("broke off GET /api/v1/namespaces/c/configmaps/gitops.a.b alone");
        }
    }

    /** Takes the client's offer to speak HTTP/2, and resets its first stream with INTERNAL_ERROR (RFC 9113, 6.4). */
    private static void breakOff(ServerSocket door) {
        byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        byte[] reset = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2};
        try (Socket client = door.accept()) {
            OutputStream out = client.getOutputStream();
            client.getInputStream().read(new byte[8192]);
            out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(settings);
            out.write(reset);
            out.flush();
            while (client.getInputStream().read() >= 0) {
                // Until the client hangs up.
            }
        } catch (IOException hungUp) {
            throw new UncheckedIOException(hungUp);
        }
    }

    @Test
    void an_invalid_token_is_a_refusal_that_says_so() {
        try (Place place = new Place();
                Cluster cluster = place.withToken("wrong", Place.TIMEOUT)) {
            assertThatThrownBy(() -> cluster.plan(place.request(SHOP)))
                    .isInstanceOf(GitopsException.class)
                    .isNotInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("is invalid or has expired")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void a_certificate_of_another_authority_is_a_refusal_that_says_so() {
        try (Place place = new Place();
                Cluster cluster = connect(place.plane.apiServer(), Place.TIMEOUT)) {
            assertThatThrownBy(() -> cluster.plan(place.request(SHOP)))
                    .isNotInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("is not trusted");
        }
    }

    @Test
    void what_the_process_is_set_up_with_does_not_redirect_it() {
        System.setProperty("kubernetes.master", "https://127.0.0.1:1");
        System.setProperty("kubernetes.auth.token", "another");
        try (Place place = new Place()) {
            assertThat(place.plan(SHOP).problems()).isEmpty();
        } finally {
            System.clearProperty("kubernetes.master");
            System.clearProperty("kubernetes.auth.token");
        }
    }

    @Test
    void a_certificate_that_is_none_is_a_refusal_that_says_so() {
        assertThatThrownBy(() -> Cluster.connect(
                        new ClusterAccess(
                                URI.create("https://127.0.0.1:1"),
                                Optional.of("no certificate"),
                                true,
                                Optional.of("none"),
                                Optional.of("s3cr3t"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Place.TIMEOUT))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("cannot be used")
                .hasMessageNotContaining("s3cr3t");
    }

    private static Cluster connect(String server, Duration timeout) {
        return Cluster.connect(
                new ClusterAccess(
                        URI.create(server),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("token"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                timeout);
    }
}
