package io.jenkins.plugins.gitops.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.ChartRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Charts of a real registry with a login, pushed by a real Helm; and of registries that misbehave. */
class ChartRegistriesTest {

    private static final String CONTENT = "chart";
    private static final String DIGEST = ChartCache.digest(CONTENT.getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path cache;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> logins = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private ChartRegistries with(String host, Optional<String> password) {
        return new ChartRegistries(
                cache,
                asked -> Optional.of(
                                new RegistryHost(host, true, password.map(any -> ChartRegistry.USERNAME), password))
                        .filter(any -> asked.equals(host)),
                HttpClient::newBuilder,
                Duration.ofSeconds(2));
    }

    private static ChartReference db(String host) {
        return ChartReference.of("oci://" + host + "/charts", "db", "1.2.3+4");
    }

    private static String pushed() {
        return ChartRegistry.shared()
                .push(
                        "charts",
                        Map.of(
                                "Chart.yaml",
                                "apiVersion: v2\nname: db\nversion: 1.2.3+4\n",
                                "templates/a.yaml",
                                "kind: ConfigMap\napiVersion: v1\nmetadata: {name: db}\n"));
    }

    @Test
    void a_chart_comes_with_the_login_and_its_digest_and_is_kept() throws IOException {
        String digest = pushed();
        String host = ChartRegistry.shared().address();

        PulledChart pulled = with(host, Optional.of(ChartRegistry.PASSWORD)).pull(db(host));

        assertThat(pulled.digest()).isEqualTo(digest);
        assertThat(ChartCache.digest(pulled.content())).isEqualTo(digest);
        assertThat(pulled.pinned()).isEqualTo("oci://" + host + "/charts/db:1.2.3+4@" + digest);
        // From the cache: the registry would not take this password.
        assertThat(with(host, Optional.of("another")).pull(db(host)).digest()).isEqualTo(digest);
        refused(
                () -> with(host, Optional.empty()).pull(db(host)),
                "The registry " + host + " wants a login (401), and none is configured");
        try (Stream<Path> files = Files.list(cache)) {
            Files.writeString(files.findFirst().orElseThrow(), "damaged");
        }
        assertThat(with(host, Optional.of(ChartRegistry.PASSWORD))
                        .pull(db(host))
                        .digest())
                .isEqualTo(digest);
    }

    @Test
    void what_is_in_the_way_is_told_without_the_password() {
        String host = ChartRegistry.shared().address();
        pushed();
        ChartRegistries good = with(host, Optional.of(ChartRegistry.PASSWORD));

        refused(
                () -> good.pull(ChartReference.of("oci://" + host + "/charts", "cache", "1.0.0")),
                "There is no chart oci://" + host + "/charts/cache:1.0.0");
        refused(
                () -> with(host, Optional.of("wr0ng-secret")).pull(db(host)),
                "The registry " + host + " does not let the user reader in (401)");
        refused(() -> with(host, Optional.empty()).pull(db(host)), "The registry " + host + " wants a login (401)");
        refused(
                () -> good.pull(ChartReference.of("oci://other.example/charts", "db", "1.2.3")),
                "The chart oci://other.example/charts/db:1.2.3 is in a registry that is not configured here");
        refused(
                () -> ChartReference.of("oci://" + host + "/charts", "db", "^1.2"),
                "The version '^1.2' of the chart 'db' is none that is exact");
        refused(() -> ChartReference.of("oci://user:secret@" + host, "db", "1.2.3"), "The chart 'db' at");
    }

    private static void refused(ThrowingCallable pull, String message) {
        assertThatThrownBy(pull)
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.getMessage() + e.remedy())
                        .startsWith(message)
                        .doesNotContain("wr0ng-secret", ChartRegistry.PASSWORD));
    }

    /** A registry on loopback: each request is answered by this; what logins it saw is kept. */
    private String server(Function<HttpExchange, Answer> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            synchronized (logins) {
                logins.add(server.getAddress().getPort() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
            }
            Answer answer = answers.apply(exchange);
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(answer.code(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private record Answer(int code, Map<String, String> headers, byte[] body) {
        static Answer of(String text) {
            return new Answer(200, Map.of(), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Answer manifest(String digest) {
        return Answer.of("{\"layers\": [{\"mediaType\": \"application/vnd.cncf.helm.chart.content.v1.tar+gzip\","
                + " \"digest\": \"" + digest + "\", \"size\": 5}]}");
    }

    private static boolean isManifest(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().contains("/manifests/");
    }

    @Test
    void another_host_to_which_it_redirects_gets_no_login() throws IOException {
        String storage = server(exchange -> Answer.of(CONTENT));
        String host = server(exchange -> {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                return new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), new byte[0]);
            }
            return isManifest(exchange)
                    ? manifest(DIGEST)
                    : new Answer(307, Map.of("Location", "http://" + storage + "/blob"), new byte[0]);
        });

        assertThat(with(host, Optional.of("secret")).pull(db(host)).content())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(CONTENT);
        assertThat(logins)
                .filteredOn(seen -> seen.startsWith(storage.substring(10)))
                .containsExactly(storage.substring(10) + " null");
    }

    @Test
    void a_token_service_gets_the_login_and_the_registry_its_token() throws IOException {
        String host = server(exchange -> {
            String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String own = exchange.getRequestHeaders().getFirst("Host");
            if (exchange.getRequestURI().getPath().equals("/token")) {
                return exchange.getRequestURI().getQuery().equals("service=s&scope=repository:charts/db:pull")
                                && login.startsWith("Basic ")
                        ? Answer.of("{\"token\": \"t0ken\"}")
                        : new Answer(403, Map.of(), new byte[0]);
            }
            if (!login.equals("Bearer t0ken")) {
                String challenge = "Bearer realm=\"http://" + own + "/token\",service=\"s\"";
                return new Answer(401, Map.of("WWW-Authenticate", challenge), new byte[0]);
            }
            return isManifest(exchange) ? manifest(DIGEST) : Answer.of(CONTENT);
        });

        assertThat(with(host, Optional.of("secret")).pull(db(host)).digest()).isEqualTo(DIGEST);
    }

    @Test
    void a_token_service_of_another_domain_gets_no_login() throws IOException {
        String host = server(exchange ->
                new Answer(401, Map.of("WWW-Authenticate", "Bearer realm=\"http://evil.example/token\""), new byte[0]));

        refused(
                () -> with(host, Optional.of("wr0ng-secret")).pull(db(host)),
                "The registry " + host + " has its tokens from another domain, which gets no login from us");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "large", "no chart", "no json", "slow", "loop", "no address", "error"})
    void what_a_registry_does_wrong_is_bounded_and_told(String fault) throws IOException {
        String host = server(exchange -> {
            if (isManifest(exchange)) {
                return switch (fault) {
                    case "no chart" -> Answer.of("{\"layers\": [{\"mediaType\": \"x\"}]}");
                    case "no json" -> Answer.of("<html>");
                    case "error" -> new Answer(503, Map.of(), new byte[0]);
                    default -> manifest(DIGEST);
                };
            }
            return switch (fault) {
                case "large" -> new Answer(200, Map.of(), new byte[21 * 1024 * 1024]);
                case "loop" ->
                    new Answer(307, Map.of("Location", exchange.getRequestURI().toString()), new byte[0]);
                case "no address" -> new Answer(307, Map.of("Location", "https://[x y"), new byte[0]);
                case "slow" -> {
                    try {
                        Thread.sleep(3000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    yield Answer.of(CONTENT);
                }
                default -> Answer.of("other");
            };
        });
        Map<String, String> words = Map.of(
                "other", "What " + host + " sent of the chart",
                "large", "The registry " + host + " cannot be read: it sent more than",
                "no chart",
                        "What is at oci://" + host
                                + "/charts/db:1.2.3+4 is no chart: it has no content of a Helm chart",
                "no json", "What is at oci://" + host + "/charts/db:1.2.3+4 is no chart: its manifest is no JSON",
                "slow", "The registry " + host + " cannot be read: ",
                "loop", "The registry " + host + " answered 307",
                "no address", "The registry " + host + " names an address that is none",
                "error", "The registry " + host + " answered 503");

        refused(() -> with(host, Optional.empty()).pull(db(host)), words.get(fault));
    }
}
