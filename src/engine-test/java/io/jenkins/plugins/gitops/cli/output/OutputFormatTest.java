package io.jenkins.plugins.gitops.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class OutputFormatTest {

    @ParameterizedTest
    @CsvSource({
        "deploy --json, JSON",
        "deploy -o json, JSON",
        "deploy -ojson, JSON",
        "deploy -o=json, JSON",
        "deploy --output json, JSON",
        "deploy --output=yaml --nonsense, YAML",
        "deploy -o YAML, YAML",
        "metrics --output json, JSON"
    })
    void a_wrong_command_line_still_says_what_it_wants(String line, OutputFormat wanted) {
        assertThat(OutputFormat.documentWantedBy(List.of(line.split(" ")))).contains(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "deploy -o", "deploy -o wide", "deploy -o jsno", "test -- run -o json"})
    void or_that_it_wants_text(String line) {
        assertThat(OutputFormat.documentWantedBy(List.of(line.split(" ")))).isEmpty();
    }

    @Test
    void yaml_says_the_same_as_json() throws Exception {
        JsonNode value = new ObjectMapper()
                .readTree("{\"a\":[1,{\"b\":\"no\"},\"x: y\\n  z\",\"2026-11-27T01:02:03Z\"],\"c\":{},\"d\":null}");

        String yaml = OutputFormat.YAML.print(value);

        assertThat(yaml).startsWith("---\n");
        assertThat(new ObjectMapper().<JsonNode>valueToTree(new Yaml().load(yaml)))
                .isEqualTo(value);
        assertThat(OutputFormat.JSON.printOneOfMany(value).lines()).hasSize(1);
    }

    @Test
    void a_table_has_its_columns_below_each_other_and_is_cut_where_it_is_too_wide() {
        TextTable table = new TextTable(List.of("A", "B"));
        table.add(List.of("a very long name that nobody can read to its end", "1"));
        table.add(List.of("", "22"));

        assertThat(table.text())
                .isEqualTo("A" + " ".repeat(49) + "B\n"
                        + "a very long name that nobody can read to its end  1\n"
                        + "-" + " ".repeat(49) + "22");
        assertThat(table.text(40).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        assertThat(table.text(40)).contains("a very long name that nobody can ...");
    }

    @Test
    void a_document_has_the_fields_of_its_value() {
        assertThat(OutputFormat.JSON.print(new ObjectMapper().valueToTree(Map.of("x", 1))))
                .contains("\"x\" : 1");
    }
}
