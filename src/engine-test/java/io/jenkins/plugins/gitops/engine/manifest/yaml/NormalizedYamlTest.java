package io.jenkins.plugins.gitops.engine.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizedYamlTest {

    private static YamlFile parse(String text) {
        return YamlFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String normalized(String text) {
        return NormalizedYaml.of(parse(text), Map.of());
    }

    @Test
    void comments_anchors_aliases_merges_and_styles_are_gone() {
        assertThat(
                        normalized(
                                "# c\nbase: &b {a: text, num: 1.10}\nuse:\n- <<: *b\n  num: 2 # c\n- *b\n- |\n  a\n  b\n- []\n- {}\n"))
                .isEqualTo(
                        """
                        "base":
                         "a": "text"
                         "num": 1.10
                        "use":
                         -
                          "a": "text"
                          "num": 2
                         -
                          "a": "text"
                          "num": 1.10
                         - "a\\nb\\n"
                         - []
                         - {}
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "y",
                "NULL",
                "~",
                "0755",
                "0x1F",
                "1_000",
                "1e3",
                ".5",
                "-1",
                "12:30",
                "2020-01-01",
                "1.10",
                "2001-12-14 21:59:43.10 -5"
            })
    void what_may_be_no_text_stays_as_it_was_written(String value) {
        assertThat(normalized("a: " + value)).isEqualTo("\"a\": " + value + "\n");
        assertThat(normalized("a: '" + value + "'")).isEqualTo("\"a\": \"" + value + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x", "github.com", "-x", "a b", "a#b", "=", "1:", "é"})
    void a_text_stands_in_quotes(String value) {
        String written = value.endsWith(":") ? "'" + value + "'" : value;

        assertThat(normalized(written + ": " + written)).isEqualTo("\"" + value + "\": \"" + value + "\"\n");
    }

    @Test
    void what_yaml_reads_differently_inside_quotes_is_escaped() {
        assertThat(normalized("\"\\x85 \\u2028 \\u2029 \\ufeff \\x07 \\\" \\\\ \\n 🎉\""))
                .isEqualTo("\"\\u0085 \\u2028 \\u2029 \\uFEFF \\u0007 \\\" \\\\ \\n 🎉\"\n");
        assertThatThrownBy(() -> normalized("\"\\ud800\"")).hasMessageContaining("a surrogate without the other");
    }

    @Test
    void documents_that_hold_nothing_are_left_out() {
        assertThat(normalized("---\n# c\n---\na: !!int '3'\n---\n---\n[b]\n")).isEqualTo("\"a\": 3\n---\n- \"b\"\n");
        assertThat(normalized("")).isEmpty();
    }

    @Test
    void it_is_the_same_value_and_the_same_text_again() {
        for (String text : List.of(
                "a: &x {b: [1, 'two', {c: ~}], d: }\ne: *x\n",
                "- - - a\n  - b: c\n- {}\n",
                "a: \"x\\ty\"\nb: |\n  ---\n  c: d\n",
                "on: off\n12: 1.5\n")) {
            String once = normalized(text);
            List<JsonNode> values = YamlToJson.all(parse(text));

            assertThat(YamlToJson.all(parse(once))).as(text).isEqualTo(values);
            assertThat(normalized(once)).isEqualTo(once);
        }
    }

    @Test
    void what_is_not_clear_is_refused() {
        for (String text : List.of("a: 1\na: 2\n", "{a: 1, <<: {a: 2}}", "a: !!binary YQ==", "a: .inf", "? [a]\n: b")) {
            assertThatThrownBy(() -> normalized(text)).as(text).isInstanceOf(GitopsException.class);
        }
        assertThatThrownBy(() -> normalized("? " + "k".repeat(2000) + "\n: b"))
                .hasMessage("a.yaml:1: a key is longer than 1000 characters");
    }

    @Test
    void indentation_does_not_make_it_large_without_end() {
        String deep = "[".repeat(190) + "1, ".repeat(100_000) + "1" + "]".repeat(190);

        assertThatThrownBy(() -> normalized(deep)).hasMessageContaining("written out, the file is longer than");
    }
}
