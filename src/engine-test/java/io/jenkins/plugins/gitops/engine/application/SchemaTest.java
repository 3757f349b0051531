package io.jenkins.plugins.gitops.engine.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema, beside what the program reads. */
class SchemaTest {

    private static final Path DOCS = Path.of("docs");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```yaml\\n((?:(?!```).*\\n)*?)```$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\|.*\\| `(--[a-z-]+)` \\|$");

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(DOCS.resolve("gitops.schema.json").toFile());
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(document());
    }

    private static List<String> mistakes(String yaml) throws IOException {
        return schema().validate(yaml, InputFormat.YAML).stream()
                .map(Object::toString)
                .toList();
    }

    /** Every block of a document that is a gitops.yaml. */
    static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(DOCS)) {
            for (Path each : files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                Matcher block = BLOCK.matcher(Files.readString(each));
                while (block.find()) {
                    if (block.group(1).contains("version: 1\napplications:")) {
                        examples.add(block.group(1));
                    }
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(1);
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void each_example_of_the_documents_is_right(String yaml) throws IOException {
        assertThat(mistakes(yaml)).isEmpty();
        ApplicationFile file = ApplicationFile.parse("gitops.yaml", "", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(file.applications()).isNotEmpty();
    }

    @Test
    void the_schema_has_the_keys_that_are_read_at_each_place() throws IOException {
        JsonNode schema = document();
        assertThat(keys(schema.at("/$defs/environment/properties"))).containsExactlyElementsOf(Setting.keys());
        assertThat(keys(schema.at("/$defs/application/properties")))
                .containsAll(Setting.keys())
                .hasSize(Setting.keys().size() + 5);
        assertThat(keys(schema.at("/properties")))
                .containsAll(Setting.keys())
                .hasSize(Setting.keys().size() + 3);
        for (Setting each : Setting.values()) {
            JsonNode defined = schema.at("/$defs/" + each.key());
            assertThat(defined.path("description").asText()).as(each.key()).isNotBlank();
            assertThat(defined.path("type").asText().equals("boolean"))
                    .as(each.key())
                    .isEqualTo(each.shape().flag());
            assertThat(defined.has("oneOf"))
                    .as(each.key())
                    .isEqualTo(each.shape().list());
            if (defined.has("enum")) {
                assertThat(defined.get("enum"))
                        .extracting(JsonNode::asText)
                        .isEqualTo(each.shape().words());
            }
        }
    }

    @Test
    void the_document_lists_the_settings_with_their_options() throws IOException {
        String rows = ROW.matcher(Files.readString(DOCS.resolve("application-file.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.joining("\n"));
        assertThat(rows)
                .isEqualTo(Stream.of(Setting.values())
                        .map(each -> each.key() + " " + each.option())
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void what_the_program_refuses_the_schema_refuses() throws IOException {
        String file = "version: 1\napplications: {shop: {manifests: k8s}}\nenvironments: {staging: {prune: true}}\n";
        assertThat(mistakes(file)).isEmpty();
        for (String[] change : new String[][] {
            {"version: 1", "version: 2"},
            {"version: 1", "versoin: 1"},
            {"prune: true", "prune: maybe"},
            {"prune: true", "prune-limit: 5"},
            {"prune: true", "pruneLimit: 0"},
            {"prune: true", "timeout: soon"},
            {"prune: true", "onFailure: undo"},
            {"prune: true", "namespace: Shop_1"},
            {"prune: true", "ignore: [replicas]"},
            {"prune: true", "ignore: []"},
            {"manifests: k8s", "manifests: /etc"},
            {"manifests: k8s", "tests: true"},
            {"{staging: {prune: true}}", "{Staging: {prune: true}}"},
            {"{staging: {prune: true}}", "{}"}
        }) {
            assertThat(mistakes(file.replace(change[0], change[1])))
                    .as(change[1])
                    .isNotEmpty();
        }
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys.stream()
                .sorted((a, b) -> Integer.compare(
                        Setting.keys().indexOf(a), Setting.keys().indexOf(b)))
                .toList();
    }
}
