package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that can only be reached through a proxy: its name is known to nobody else. */
class ProxyTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer proxy;

    @BeforeEach
    void start() throws Exception {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] answer = "{\"gitVersion\": \"v1.33.1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    @Test
    void requests_go_through_it() {
        HttpProxy viaProxy =
                new HttpProxy("127.0.0.1", proxy.getAddress().getPort(), Optional.empty(), Optional.empty());
        try (Cluster cluster = Cluster.connect(access().through(viaProxy), Duration.ofSeconds(5))) {
            assertThat(cluster.version()).isEqualTo("v1.33.1");
        }
        assertThat(asked).containsExactly("http://cluster.invalid/version");
    }

    @Test
    void without_it_the_connection_is_direct() {
        try (Cluster cluster = Cluster.connect(access(), Duration.ofSeconds(5))) {
            assertThatThrownBy(cluster::version).isInstanceOf(ClusterUnreachableException.class);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void its_password_is_not_in_its_text_and_half_a_pair_is_refused() {
        HttpProxy viaProxy = new HttpProxy("proxy.example", 3128, Optional.of("jane"), Optional.of("pr0xy"));

        assertThat(access().through(viaProxy).toString())
                .contains("proxy proxy.example:3128")
                .doesNotContain("pr0xy");
        assertThatThrownBy(() -> new HttpProxy("proxy.example", 3128, Optional.of("jane"), Optional.empty()))
                .isInstanceOf(GitopsException.class);
        assertThatThrownBy(() -> new HttpProxy("proxy.example", 0, Optional.empty(), Optional.empty()))
                .isInstanceOf(GitopsException.class);
    }

    private static ClusterAccess access() {
        return new ClusterAccess(
                URI.create("http://cluster.invalid"),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of("s3cr3t"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
