package io.jenkins.plugins.gitops.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a process of its own: on a terminal of {@code script}, in a pipe, in a locale without letters. */
class TerminalTest {

    private static final String ESCAPE = "\u001b";

    @TempDir
    Path folder;

    /** Runs a line of a shell; {@code $gitops} is the command line. */
    private DevScript.Output shell(String line, Map<String, String> environment) {
        String gitops = String.join(
                " ",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1 -Xshare:auto -cp",
                System.getProperty("java.class.path"),
                "io.jenkins.plugins.gitops.cli.GitopsCommand");
        Map<String, String> all = new TreeMap<>(environment);
        all.put("gitops", gitops);
        return DevScript.run(List.of("bash", "-c", "cd " + folder + "; " + line), all, new byte[0]);
    }

    private String onTerminal(String command, Map<String, String> environment) {
        DevScript.Output said =
                shell("script --quiet --return --command \"stty cols 60; " + command + "\" typescript", environment);
        return said.out();
    }

    @ParameterizedTest
    @CsvSource({"TERM, xterm, true", "TERM, dumb, false", "NO_COLOR, 1, false"})
    void colours_are_for_a_person_on_a_terminal_that_has_them(String variable, String value, boolean coloured) {
        Map<String, String> environment = new TreeMap<>(Map.of("TERM", "xterm"));
        environment.put(variable, value);
        String said = onTerminal("$gitops deploy --nonsense", environment);

        assertThat(said).contains("error: ");
        assertThat(said.contains(ESCAPE)).as(said).isEqualTo(coloured);
    }

    @Test
    void a_pipe_and_a_file_get_plain_text() throws IOException {
        DevScript.Output said = shell("$gitops deploy --nonsense | cat", Map.of("TERM", "xterm"));
        assertThat(said.err()).contains("error: ").doesNotContain(ESCAPE);

        onTerminal("$gitops deploy --nonsense 2> errors", Map.of("TERM", "xterm"));
        assertThat(Files.readString(folder.resolve("errors")))
                .contains("error: ")
                .doesNotContain(ESCAPE);
    }

    @Test
    void a_reader_that_goes_away_is_no_error() {
        DevScript.Output said = shell("set -o pipefail; $gitops deploy --help | head -1", Map.of());

        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).startsWith("Usage: gitops deploy");
        assertThat(said.err()).isEmpty();
    }

    @Test
    void a_narrow_terminal_gets_shorter_lines() {
        String said = onTerminal("$gitops deploy --help", Map.of("TERM", "dumb"));

        assertThat(said).contains("--environment");
        assertThat(said.lines().skip(1).map(String::strip)).allMatch(line -> line.length() <= 60);
    }

    @Test
    void a_line_may_be_as_wide_as_the_terminal_and_as_long_as_it_is_elsewhere() {
        String width = "${gitops%GitopsCommand}terminal.WidthProgram";

        assertThat(onTerminal(width, Map.of())).contains("width 60");
        assertThat(onTerminal(width + " < /dev/null", Map.of()))
                .as("its input is another one")
                .contains("width 60");
        assertThat(onTerminal(width + " | cat", Map.of())).contains("width " + Integer.MAX_VALUE);
        assertThat(onTerminal(width + " > file", Map.of())).contains("width " + Integer.MAX_VALUE);
        assertThat(shell(width, Map.of()).out()).contains("width " + Integer.MAX_VALUE);
    }

    @Test
    void letters_of_all_languages_come_out_in_a_locale_without_them() throws IOException {
        Files.writeString(
                folder.resolve("gitops.yaml"),
                "version: 1\napplications: {shop: {manifests: k8s}}\nenvironments: {staging: {\u540D\u524D: x}}\n",
                StandardCharsets.UTF_8);

        DevScript.Output said = shell("$gitops drift -e staging", Map.of("LC_ALL", "C"));

        assertThat(said.err()).contains("\u540D\u524D");
    }

    @Test
    void the_conventions() {
        assertThat(Terminal.allowsColours(Map.of("TERM", "xterm"), true)).isTrue();
        assertThat(Terminal.allowsColours(Map.of("TERM", "xterm"), false)).isFalse();
        assertThat(Terminal.allowsColours(Map.of("TERM", "dumb"), true)).isFalse();
        assertThat(Terminal.allowsColours(Map.of("TERM", "xterm", "NO_COLOR", "1"), true))
                .isFalse();
        assertThat(Terminal.allowsColours(Map.of("TERM", "xterm", "CLICOLOR", "0"), true))
                .isFalse();
    }
}
