package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a server says beside its answer. */
class WarningHeaderTest {

    @Test
    void the_text_is_read_out_of_its_quotes_and_the_same_is_told_once() {
        assertThat(WarningHeader.texts(List.of(
                        "299 - \"would violate PodSecurity \\\"restricted:latest\\\": hostPath \\\\ volumes\"",
                        "299 - \"would violate PodSecurity \\\"restricted:latest\\\": hostPath \\\\ volumes\"")))
                .containsExactly("would violate PodSecurity \"restricted:latest\": hostPath \\ volumes");
    }

    @Test
    void one_header_may_have_several_with_their_dates_and_what_a_gateway_says_of_its_cache_is_no_matter() {
        assertThat(WarningHeader.texts(
                        List.of("110 proxy \"Response is Stale\" \"Wed, 21 Oct 2026 07:28:00 GMT\", 299 - \"one, 299\""
                                + " \"Wed, 21 Oct 2026 07:28:00 GMT\",299 api.example:443 \"two\"")))
                .containsExactly("one, 299", "two");
    }

    @Test
    void what_is_none_is_none() {
        assertThat(WarningHeader.texts(List.of("", "299 - text", "299 - \"\"", "\"", "299 - \"\u001b\u202e\"")))
                .isEmpty();
        assertThat(WarningHeader.texts(List.of("299 - \"never ends", "299 - \"ends in \\")))
                .containsExactly("never ends", "ends in \\");
    }

    @Test
    void neither_their_number_nor_their_length_is_without_a_limit_and_nothing_is_hidden_in_them() {
        assertThat(WarningHeader.texts(IntStream.range(0, 1000)
                        .mapToObj(i -> "299 - \"" + i + "\"")
                        .toList()))
                .hasSize(10);
        assertThat(WarningHeader.texts(Collections.nCopies(3, "299 - \"" + "x".repeat(1_000_000) + "\"")))
                .singleElement()
                .satisfies(text -> assertThat(text).hasSize(603).endsWith("..."));
        assertThat(WarningHeader.texts(List.of("299 - \"\u001b[31mred\u202e\"")))
                .containsExactly("[31mred");
    }

    /** A gateway may repeat the request, as on its error page. */
    @Test
    void the_token_is_masked_in_it() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .add(
                            "Warning",
                            "299 - \"sent: " + exchange.getRequestHeaders().getFirst("Authorization") + "\"");
            exchange.getResponseHeaders().add("Warning", "299 - \"deprecated\"");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        ClusterAccess plain = ClusterScene.plain(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        ClusterAccess access = new ClusterAccess(
                plain.server(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of("s3cr3t-token"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (ApiServer api = new ApiServer(access, Duration.ofSeconds(20))) {
            assertThat(api.send(ApiCall.get("/api")).warnings()).containsExactly("sent: Bearer (masked)", "deprecated");
        } finally {
            server.stop(0);
        }
    }
}
