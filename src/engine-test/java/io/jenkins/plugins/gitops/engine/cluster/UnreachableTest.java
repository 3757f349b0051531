package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccessException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.engine.parts.SelfSigned;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreachableTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");

    /** Of a client that speaks HTTP/2: {@code PRI * HTTP/2.0} and so on. */
    private static final int PREFACE = 24;

    private static final byte HEADERS = 1;
    private static final byte RST_STREAM = 3;
    private static final byte SETTINGS = 4;
    private static final int INTERNAL_ERROR = 2;

    @Test
    void a_killed_API_server_is_unreachable_and_not_a_refusal() {
        try (ClusterScene place = new ClusterScene()) {
            place.apply(SHOP);
            place.plane.killApiServer();
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> place.plan(SHOP)).isInstanceOf(ClusterUnreachableException.class);
                assertThatThrownBy(() -> place.cluster.inventory(place.id))
                        .isInstanceOf(ClusterUnreachableException.class)
                        .hasMessageContaining("127.0.0.1");
                assertThat(System.nanoTime() - start).isLessThan(ClusterScene.TIMEOUT.toNanos());
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
    void a_request_that_a_server_breaks_off_is_named(@TempDir Path folder) throws Exception {
        SSLContext tls = SelfSigned.context("localhost", folder);
        try (LoopbackServer door = new LoopbackServer(
                        "breaks-off",
                        (port, backlog, address) -> http2(tls, port, backlog, address),
                        UnreachableTest::breakOff);
                Cluster cluster = connect("https://127.0.0.1:" + door.port(), false, ClusterScene.TIMEOUT)) {

            assertThatThrownBy(() -> cluster.inventory(new InventoryId("a", "b", "c")))
                    .isInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("broke off GET /api/v1/namespaces/c/configmaps/gitops.a.b alone");
        }
    }

    private static ServerSocket http2(SSLContext tls, int port, int backlog, InetAddress address) throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(port, backlog, address);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Resets the first stream that the client opens, with INTERNAL_ERROR (RFC 9113, 4.1 and 6.4). */
    private static void breakOff(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        in.readNBytes(PREFACE);
        out.write(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
        while (true) {
            int length = (in.readUnsignedByte() << 16) + in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readByte();
            int stream = in.readInt();
            in.readNBytes(length);
            if (type == HEADERS) {
                out.write(new byte[] {0, 0, 4, RST_STREAM, 0});
                out.writeInt(stream);
                out.writeInt(INTERNAL_ERROR);
            }
        }
    }

    @Test
    void an_invalid_token_is_a_refusal_that_says_so() {
        try (ClusterScene place = new ClusterScene();
                Cluster cluster = place.withToken("wrong", ClusterScene.TIMEOUT)) {
            assertThatThrownBy(() -> cluster.plan(place.request(SHOP)))
                    .isInstanceOf(GitopsException.class)
                    .isNotInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("is invalid or has expired")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void a_certificate_of_another_authority_is_a_refusal_that_says_so() {
        try (ClusterScene place = new ClusterScene();
                Cluster cluster = connect(place.plane.apiServer(), ClusterScene.TIMEOUT)) {
            assertThatThrownBy(() -> cluster.plan(place.request(SHOP)))
                    .isNotInstanceOf(ClusterUnreachableException.class)
                    .hasMessageContaining("is not trusted");
        }
    }

    @Test
    void what_the_process_is_set_up_with_does_not_redirect_it() {
        System.setProperty("kubernetes.master", "https://127.0.0.1:1");
        System.setProperty("kubernetes.auth.token", "another");
        try (ClusterScene place = new ClusterScene()) {
            assertThat(place.plan(SHOP).problems()).isEmpty();
        } finally {
            System.clearProperty("kubernetes.master");
            System.clearProperty("kubernetes.auth.token");
        }
    }

    @Test
    void a_certificate_that_is_none_is_a_refusal_that_says_so() {
        ClusterAccess access = new ClusterAccess(
                URI.create("https://127.0.0.1:1"),
                Optional.of("no certificate"),
                true,
                Optional.of("none"),
                Optional.of("s3cr3t"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (Cluster cluster = Cluster.connect(access, ClusterScene.TIMEOUT)) {
            assertThatThrownBy(cluster::version)
                    .isInstanceOf(ClusterAccessException.class)
                    .hasMessageContaining("cannot be used")
                    .hasMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void after_the_last_user_nothing_is_asked() {
        Cluster cluster = connect("https://127.0.0.1:1", Duration.ofSeconds(1));
        cluster.close();

        assertThatThrownBy(cluster::version)
                .isInstanceOf(ClusterUnreachableException.class)
                .hasMessageContaining("are closed");
    }

    private static Cluster connect(String server, Duration timeout) {
        return connect(server, true, timeout);
    }

    private static Cluster connect(String server, boolean verify, Duration timeout) {
        return Cluster.connect(
                new ClusterAccess(
                        URI.create(server),
                        Optional.empty(),
                        verify,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("token"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                timeout);
    }
}
