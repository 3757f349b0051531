package io.jenkins.plugins.gitops.engine.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values are what kubectl 1.33 makes of the same text ({@code kubectl annotate --local -o json}). */
class YamlToJsonTest {

    private static JsonNode json(String text) {
        YamlFile file = YamlFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8));
        return YamlToJson.of(file, file.documents().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "yes, true",
                "y, true",
                "On, true",
                "NO, false",
                "off, false",
                "yEs, \"yEs\"",
                "0o17, 15",
                "0755, 493",
                "0x1F, 31",
                "-0x1f, -31",
                "0b11, 3",
                "+5, 5",
                "-0, 0",
                "089, 89",
                "1_000, 1000",
                "1e3, 1000",
                "1.10, 1.1",
                ".5, 0.5",
                "1., 1",
                "1_0.5, 10.5",
                ".5e-3, 5.0E-4",
                "18446744073709551615, 18446744073709551615",
                "123456789012345678901234567890, 123456789012345678901234567890",
                "12:30, \"12:30\"",
                "2020-01-01, \"2020-01-01\"",
                "2001-12-14t21:59:43.10-05:00, \"2001-12-14t21:59:43.10-05:00\"",
                "~, null",
                "Null, null",
                "~x, \"~x\"",
                "'~', \"~\"",
                "\"yes\", \"yes\"",
                "-, \"-x\"",
                "!!str 12, \"12\"",
                "!!int \"3\", 3",
                "1e999, \"1e999\"",
                "0xFFFFFFFFFFFFFFFFF, \"0xFFFFFFFFFFFFFFFFF\""
            })
    void scalars_mean_what_they_mean_to_kubectl(String written, String expected) {
        String text = written.equals("-") ? "-x" : written;
        assertThat(json("v: " + text + "\n").get("v").toString()).isEqualTo(expected);
    }

    @Test
    void keys_that_look_like_something_else_are_strings() {
        assertThat(json("{on: 1, 12: 2, 1.5: 3}")).hasToString("{\"true\":1,\"12\":2,\"1.5\":3}");
        assertThatThrownBy(() -> json("a: 1\n~: 2\n")).hasMessageContaining("a.yaml:2: a key must be a string");
    }

    @Test
    void merges_and_aliases_are_resolved() {
        assertThat(json("base: &b {a: 2, b: 3}\nuse: {<<: *b, a: 1}\n").get("use"))
                .hasToString("{\"a\":1,\"b\":3}");
        assertThat(json("use: {<<: [{a: 1}, {a: 2, b: 2}]}").get("use")).hasToString("{\"a\":1,\"b\":2}");
        assertThat(json("a: &x [1]\nb: [*x, *x]\n").get("b")).hasToString("[[1],[1]]");
    }

    @Test
    void what_tools_read_differently_is_refused() {
        assertThatThrownBy(() -> json("a: 1\na: 2\n")).hasMessageContaining("a.yaml:2: the key 'a' is written twice");
        assertThatThrownBy(() -> json("{true: 1, yes: 2}")).hasMessageContaining("the key 'true' is written twice");
        assertThatThrownBy(() -> json("{a: 1, <<: {a: 2}}")).hasMessageContaining("tools disagree");
        assertThatThrownBy(() -> json("a: .inf")).hasMessageContaining("not a number that JSON knows");
        assertThatThrownBy(() -> json("a: !!javax.script.ScriptEngineManager []"))
                .hasMessageContaining("tag is not allowed");
        assertThatThrownBy(() -> json("a: !Ref b")).hasMessageContaining("the tag '!Ref'");
    }

    @Test
    void bombs_are_refused_before_they_cost_anything() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        StringBuilder merges = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
            merges.append("a%d: &a%d {<<: [*a%d, *a%d, *a%d]}\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        for (String text : List.of(
                bomb.toString(),
                merges.toString(),
                "&a [*a]",
                "&a {b: *a}",
                "&a {*a : b}",
                "[".repeat(100_000),
                "- ".repeat(100_000),
                "x".repeat(2 * 1024 * 1024),
                "- x\n".repeat(1024 * 1024))) {
            // Of this thread's own time: a busy machine makes nothing a bomb.
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertThatThrownBy(() -> json(text)).isInstanceOf(GitopsException.class);
            long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            assertThat(Duration.ofNanos(spent)).as(text.substring(0, 7)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_limit_is_named_with_its_line() {
        assertThatThrownBy(() -> json("a: 1\n" + "x".repeat(2 * 1024 * 1024)))
                .hasMessageContaining("a.yaml:2: the line is longer than 1048576 characters");
        assertThatThrownBy(() -> json("b: &a [*a]")).hasMessageContaining("an alias refers to what contains it");
        assertThatThrownBy(() -> json("[".repeat(300))).hasMessageContaining("Nesting Depth exceeded");
    }

    @Test
    void other_encodings_and_characters_are_named() {
        byte[] utf16 = "a: 1\n".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> YamlFile.parse("a.yaml", utf16)).hasMessageContaining("UTF-16");
        assertThatThrownBy(() -> YamlFile.parse("a.yaml", new byte[] {'a', (byte) 0xE4}))
                .hasMessage("a.yaml: it is not UTF-8");
        assertThatThrownBy(() -> json("a: 1\nb: \u0007\n"))
                .hasMessageContaining("a.yaml:2")
                .hasMessageContaining("U+0007");
        assertThat(json("\uFEFFa: 1\r\nb: 🎉\r\n")).hasToString("{\"a\":1,\"b\":\"🎉\"}");
    }

    @Test
    void an_error_is_one_line_with_its_place() {
        assertThatThrownBy(() -> json("a:\n  - b\n c: d\n"))
                .isInstanceOf(GitopsException.class)
                .message()
                .startsWith("a.yaml:3: not valid YAML: ")
                .doesNotContain("\n");
    }
}
