package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The files of examples/monitoring, as the programs that read them see them. */
class MonitoringExampleTest {

    static final Path EXAMPLE = Path.of("examples/monitoring").toAbsolutePath();

    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)");

    @Test
    void prometheus_takes_the_configuration_and_the_rules() {
        check("promtool", "check", "config", "prometheus.yml");
    }

    @Test
    void the_rules_fire_when_they_should() {
        check("promtool", "test", "rules", "tests/alerts.yml", "tests/days.yml");
    }

    @Test
    void every_alert_has_a_test() throws IOException {
        String tests = Files.readString(EXAMPLE.resolve("tests/alerts.yml"))
                + Files.readString(EXAMPLE.resolve("tests/days.yml"));

        assertThat(found(TESTED, tests)).isEqualTo(found(ALERT, Files.readString(EXAMPLE.resolve("rules/alerts.yml"))));
    }

    @Test
    void the_document_names_every_alert_with_its_severity() throws IOException {
        Pattern row = Pattern.compile("\\| `(Gitops\\w+)` \\| (\\w+) \\|");
        Pattern rule =
                Pattern.compile("- alert: (\\w+)\\n(?:(?!- alert)[^\\n]*\\n){1,12}? +labels: \\{severity: (\\w+)}");

        assertThat(pairs(row, Files.readString(Path.of("docs/monitoring.md"))))
                .isEqualTo(pairs(rule, Files.readString(EXAMPLE.resolve("rules/alerts.yml"))))
                .hasSizeGreaterThan(10);
    }

    private static Set<String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void alertmanager_takes_its_configuration() {
        String amtool = DevScript.printed("alertmanager", "amtool");
        DevScript.run(List.of(amtool, "check-config", "" + EXAMPLE.resolve("alertmanager.yml")))
                .succeeded();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void alerts_go_to_who_is_to_hear_of_them(String labels, String receiver) {
        String amtool = DevScript.printed("alertmanager", "amtool");
        String file = "--config.file=" + EXAMPLE.resolve("alertmanager.yml");
        List<String> command = Stream.concat(
                        Stream.of(amtool, "config", "routes", "test", file), Stream.of(labels.split(" ")))
                .toList();

        assertThat(DevScript.run(command).succeeded().strip()).isEqualTo(receiver);
    }

    static Stream<Object[]> routes() {
        return Stream.of(
                new Object[] {"alertname=GitopsDeliveryFailed severity=critical", "on-call"},
                new Object[] {"alertname=GitopsDeliveryRolledBack severity=warning", "team"},
                new Object[] {"alertname=GitopsHeld severity=info", "team"});
    }

    @Test
    void grafana_is_given_a_data_source_and_a_dashboard_with_a_title_and_a_place_for_each_panel() throws IOException {
        Map<String, Object> sources = yaml("grafana/provisioning/datasources/prometheus.yml");
        Map<String, Object> providers = yaml("grafana/provisioning/dashboards/gitops.yml");
        JsonNode dashboard = dashboard();

        assertThat(sources).containsKeys("apiVersion", "datasources");
        assertThat(providers).containsKeys("apiVersion", "providers");
        assertThat(dashboard.path("uid").asText()).isEqualTo("gitops-deliveries");
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(20).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("gridPos").path("w").asInt()
                            + panel.path("gridPos").path("x").asInt())
                    .isBetween(1, 24);
        });
        assertThat(dashboard.findValuesAsText("url"))
                .contains("${__value.raw}", "${repository:raw}/commit/${__value.raw}");
    }

    static JsonNode dashboard() {
        try {
            return StoredFormats.parse(Files.readString(EXAMPLE.resolve("grafana/dashboards/deliveries.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> yaml(String file) throws IOException {
        return new Yaml().load(Files.readString(EXAMPLE.resolve(file)));
    }

    private static void check(String program, String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(DevScript.printed(program)),
                        Stream.of(arguments).map(each -> each.endsWith(".yml") ? "" + EXAMPLE.resolve(each) : each))
                .toList();
        DevScript.run(command).succeeded();
    }
}
