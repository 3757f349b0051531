package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway before the API server whose error page shows the request that it did not let through. */
class EchoingGatewayTest {

    private volatile String page = "";
    private volatile int code = 403;
    private HttpServer gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            byte[] answer = page.formatted(exchange.getRequestHeaders().getFirst("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void the_token_that_it_shows_is_masked(int status) {
        code = status;
        page = "{\"kind\": \"Status\", \"message\": \"denied:\\u001b[31m %s\"}";

        assertThat(ask(Optional.of("s3cr3t-token"), Optional.empty(), Optional.empty()))
                .contains("denied:")
                .doesNotContain("s3cr3t-token")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void the_password_that_it_shows_is_masked(int status) {
        code = status;
        page = "<html>you sent %s, which is s3cr3t-password</html>";

        assertThat(ask(Optional.empty(), Optional.of("jane"), Optional.of("s3cr3t-password")))
                .contains("you sent Basic")
                .doesNotContain("s3cr3t-password")
                .doesNotContain("amFuZTpzM2NyM3");
    }

    /** What a message would show of the answer. */
    private String ask(Optional<String> token, Optional<String> user, Optional<String> password) {
        ClusterAccess access = new ClusterAccess(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                token,
                user,
                password,
                Optional.empty());
        try (ApiServer server = new ApiServer(access, Duration.ofSeconds(20))) {
            return server.send(ApiCall.get("/api")).message();
        } catch (ClusterUnreachableException unavailable) {
            return unavailable.getMessage();
        }
    }
}
