package io.jenkins.plugins.gitops.engine.parts;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Prometheus on loopback. */
public final class Prometheus implements AutoCloseable {

    private final LoopbackProgram program;

    /**
     * @param configuration its file; what it names is beside it
     * @param data a folder for its data and its log
     */
    public Prometheus(Path configuration, Path data) {
        program = new LoopbackProgram(
                List.of(
                        DevScript.printed("prometheus"),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + data.resolve("tsdb"),
                        "--log.level=warn"),
                "--web.listen-address=",
                "/-/ready",
                data.resolve("prometheus.log"));
    }

    public URI address() {
        return program.address();
    }

    /** The rows that a query gives now: each with {@code metric} (its labels) and {@code value} (time and number). */
    public List<JsonNode> query(String expression) {
        JsonNode answer = StoredFormats.parse(
                program.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(expression + ": " + answer);
        }
        return List.copyOf(answer.path("data").path("result").findParents("metric"));
    }

    /** The alerts that fire now, by their names. */
    public List<String> firing() {
        return StoredFormats.parse(program.get("/api/v1/alerts"))
                .path("data")
                .path("alerts")
                .findParents("labels")
                .stream()
                .filter(alert -> alert.path("state").asText().equals("firing"))
                .map(alert -> alert.path("labels").path("alertname").asText())
                .toList();
    }

    /** What is wrong with a text that is to be scraped; empty when nothing is. */
    public static String complaints(String metrics) {
        DevScript.Output checked = DevScript.run(
                List.of(DevScript.printed("promtool"), "check", "metrics"),
                Map.of(),
                metrics.getBytes(StandardCharsets.UTF_8));
        return checked.exitCode() == 0 ? "" : checked.exitCode() + ": " + checked.out() + checked.err();
    }

    @Override
    public void close() {
        program.close();
    }
}
