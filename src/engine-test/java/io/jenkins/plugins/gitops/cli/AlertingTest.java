package io.jenkins.plugins.gitops.cli;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.Alertmanager;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.Prometheus;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The loop without Jenkins: real deliveries by the command line, their metrics scraped by a real Prometheus with the rules of
 * examples/monitoring, and a real Alertmanager that tells a webhook of this test. Only addresses and waiting times are others.
 */
class AlertingTest {

    private static final String BUILD = "https://ci.example/job/shop/";

    @FreshScene
    private CommandLineScene scene;

    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private HttpServer here;
    private Alertmanager alertmanager;
    private Prometheus prometheus;

    @BeforeEach
    void start() throws IOException {
        here = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        here.createContext("/metrics", this::giveMetrics);
        here.createContext("/alerts", this::hear);
        here.start();
        Path monitoring = Files.createDirectories(scene.folder.resolve("monitoring/rules"))
                .getParent();
        String own = "127.0.0.1:" + here.getAddress().getPort();
        alertmanager = new Alertmanager(
                Files.writeString(
                        monitoring.resolve("alertmanager.yml"),
                        example("alertmanager.yml")
                                .replace("on-call.example", own)
                                .replaceAll("group_wait: \\w+", "group_wait: 0s")
                                .replaceAll("group_interval: \\w+", "group_interval: 1s")),
                monitoring);
        for (String rules : List.of("rules/recording.yml", "rules/alerts.yml")) {
            Files.writeString(
                    monitoring.resolve(rules),
                    example(rules).replaceAll("for: \\w+", "for: 0s").replace("interval: 1m", "interval: 1s"));
        }
        prometheus = new Prometheus(
                Files.writeString(
                        monitoring.resolve("prometheus.yml"),
                        example("prometheus.yml")
                                .replace("interval: 30s", "interval: 1s")
                                .replace("builder.example:9100", own)
                                .replace(
                                        "127.0.0.1:9093", alertmanager.address().getAuthority())),
                monitoring);
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (alertmanager != null) {
            alertmanager.close();
        }
        here.stop(0);
    }

    @Test
    void a_failed_delivery_is_told_with_its_build_and_resolved_by_the_next_good_one_and_the_dashboard_shows_it()
            throws IOException {
        interrupted();
        deliver(0, "1", Map.of());
        eventually("the first delivery is scraped twice")
                .until(() -> count("count_over_time(gitops_deployments_total[1m]) >= 2") > 0);
        deliver(1, "2", Map.of("io.jenkins.gitops.stand-in", "crash"), "--on-failure", "stop");
        drift();

        JsonNode firing = heard("firing");
        JsonNode alert = firing.path("alerts").path(0);
        assertThat(alert.path("labels").path("application").asText()).isEqualTo("shop");
        assertThat(alert.path("labels").path("environment").asText()).isEqualTo("staging");
        assertThat(alert.path("annotations").path("commit").asText()).isEqualTo(scene.tip());
        assertThat(alert.path("annotations").path("build").asText()).isEqualTo(BUILD + "2/");
        // The others are of the delivery that was interrupted a long time ago, and of Jenkins, which is not there.
        eventually("no other alert fires").untilAsserted(() -> assertThat(prometheus.firing())
                .containsExactlyInAnyOrder("GitopsDeliveryFailed", "GitopsDeliveryStuck", "GitopsMetricsMissing"));
        everyQueryOfTheDashboardGivesRows();

        deliver(0, "3", Map.of());

        assertThat(heard("resolved").path("alerts").path(0).path("labels").path("alertname"))
                .hasToString("\"GitopsDeliveryFailed\"");
        assertThat(number("sum(gitops_deployments_total)")).isEqualTo(3);
        assertThat(number("gitops_test_cases_total{result=\"passed\"}")).isEqualTo(3);
        assertThat(number("gitops_build_duration_seconds_sum")).isEqualTo(12);
        assertThat(number("gitops_write_back_pushes_total")).isEqualTo(3);
        assertThat(number("gitops_failures_total{phase=\"wait\"}")).isEqualTo(1);
        assertThat(number("sum(gitops_phase_duration_seconds_sum)"))
                .isLessThanOrEqualTo(number("gitops_deployment_duration_seconds_sum"))
                .isGreaterThan(0.9 * number("gitops_deployment_duration_seconds_sum"));
        eventually("the lead time of the third delivery is known")
                .until(
                        () -> number("application_environment:gitops_lead_time_seconds:p50_7d"),
                        seconds -> seconds > 0 && seconds < 300);
    }

    /** As Grafana asks, of everything and over all of the time that there is. */
    private void everyQueryOfTheDashboardGivesRows() {
        List<String> queries = MonitoringExampleTest.dashboard().findValuesAsText("expr").stream()
                .map(query -> query.replace("$application", ".*")
                        .replace("$environment", ".*")
                        .replace("$__range", "10m"))
                .toList();

        assertThat(queries).hasSizeGreaterThan(30);
        for (String query : queries) {
            // What was just written comes with the next scrape.
            eventually("there are rows of " + query).until(() -> count(query) > 0);
        }
    }

    /** A delivery whose process was killed long ago, as an earlier version left it. */
    private void interrupted() throws IOException {
        Files.copy(
                StoredFormats.path("records/wait/01m89yht00yfa249tq0qp2tbat.json"),
                Files.createDirectories(scene.state().resolve("deliveries"))
                        .resolve("01m89yht00yfa249tq0qp2tbat.json"));
    }

    private void deliver(int exitCode, String tag, Map<String, String> labels, String... more) throws IOException {
        ImageReference image = ImageRegistry.shared().push("shop", tag, labels.isEmpty() ? Map.of("v", tag) : labels);
        Path built = Files.writeString(
                scene.folder.resolve("image.json"),
                """
                {"image": "%s", "source": {"repository": "%s", "revision": "%s"}, "builder": "buildah", "duration": "PT4S"}
                """
                        .formatted(image, scene.repository.url(), scene.tip()));
        List<String> arguments = new ArrayList<>(
                List.of("deploy", "--environment", "staging", "--manifests", "k8s", "--timeout", "40s"));
        arguments.addAll(List.of("--build-url", BUILD + tag + "/", "--build-result", built.toString()));
        arguments.addAll(
                List.of("--tests", StoredFormats.path("output/test.json").toString()));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        Said said = scene.run(arguments);
        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(exitCode);
    }

    private void drift() {
        List<String> arguments = new ArrayList<>(
                List.of("drift", "--application", "shop", "--environment", "staging", "--manifests", "k8s"));
        arguments.addAll(List.of("--result", driftResult().toString()));
        arguments.addAll(scene.places());
        Said said = scene.run(arguments);
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
    }

    private Path driftResult() {
        return scene.folder.resolve("drift.json");
    }

    private JsonNode heard(String status) {
        return eventually("the webhook is told that it is " + status)
                .until(
                        () -> told.stream()
                                .filter(message ->
                                        message.path("status").asText().equals(status))
                                .toList(),
                        messages -> !messages.isEmpty())
                .get(0);
    }

    private int count(String query) {
        return prometheus.query(query).size();
    }

    private double number(String query) {
        return prometheus.query(query).stream()
                .mapToDouble(row -> Double.parseDouble(row.path("value").path(1).asText()))
                .sum();
    }

    private void giveMetrics(HttpExchange exchange) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("metrics", "--state", scene.state().toString()));
        if (Files.exists(driftResult())) {
            arguments.addAll(List.of("--drift", driftResult().toString()));
            // More deliveries than this test can make in its time.
            arguments.addAll(List.of(
                    "--figures", StoredFormats.path("output/figures.json").toString()));
        }
        byte[] text = scene.run(arguments).out().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private void hear(HttpExchange exchange) throws IOException {
        told.add(StoredFormats.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static String example(String file) throws IOException {
        return Files.readString(MonitoringExampleTest.EXAMPLE.resolve(file));
    }
}
