package io.jenkins.plugins.gitops.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command connects ahead, and that is never what fails or what asks twice. */
class EarlyConnectionTest {

    private static final String KINDS =
            "{\"resources\":[{\"name\":\"configmaps\",\"kind\":\"ConfigMap\",\"namespaced\":true}]}";

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int code = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] answer = KINDS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, answer.length);
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
    void the_delivery_uses_its_connection_and_asks_nothing_again() throws Exception {
        try (Cluster delivery = ClusterOptions.connect(access())) {
            ended(ClusterOptions.connectAhead(access()).orElseThrow());
            delivery.meet();
        }
        assertThat(asked).containsExactly("GET /api/v1");
    }

    @Test
    void a_refusal_is_left_to_the_delivery_to_tell() throws Exception {
        code = 401;
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            ended(ClusterOptions.connectAhead(access()).orElseThrow());
        } finally {
            System.setErr(before);
        }
        assertThat(asked).containsExactly("GET /api/v1");
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void a_program_is_left_to_the_delivery() throws Exception {
        Path started = folder.resolve("started");
        ExecProgram program = new ExecProgram(
                "the test",
                ExecProgram.V1,
                "/bin/sh",
                List.of("-c", "touch " + started),
                Map.of(),
                ExecProgram.Interaction.NEVER,
                "",
                Optional.empty());
        ClusterAccess access = access().as(new ExecCredentials(program, folder, new PrintWriter(System.err)));

        assertThat(ClusterOptions.connectAhead(access)).isEmpty();
        assertThat(started).doesNotExist();
    }

    private static void ended(Thread connecting) throws InterruptedException {
        assertThat(connecting.isDaemon())
                .as("never holds up the end of the process")
                .isTrue();
        connecting.join(Duration.ofSeconds(20).toMillis());
        assertThat(connecting.isAlive()).isFalse();
    }

    private ClusterAccess access() {
        String kubeconfig =
                """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: t0ken-t0ken}}]
                """
                        .formatted(server.getAddress().getPort());
        return ClusterAccess.fromKubeconfig(kubeconfig, "kubeconfig", Optional.empty());
    }
}
