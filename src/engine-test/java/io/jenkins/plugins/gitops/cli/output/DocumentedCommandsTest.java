package io.jenkins.plugins.gitops.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.GitopsCommand;
import io.jenkins.plugins.gitops.cli.cluster.MadeAccount;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.version.BuildVersion;
import io.jenkins.plugins.gitops.engine.application.check.CheckedTarget;
import io.jenkins.plugins.gitops.engine.cluster.inventory.StoredInventory;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The pages of the commands say what is there. */
class DocumentedCommandsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `?([^|`]+?)`? \\| (.+) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(?<=\\s)--?[a-z][a-z-]*");
    private static final Path FOLDER = Path.of("docs");

    static Stream<CommandLine> commands() {
        return GitopsCommand.commandLine().getSubcommands().values().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_has_an_example_with_options_that_it_has(CommandLine command) throws IOException {
        String name = command.getCommandName();
        String section = sections("commands.md").get(name);

        assertThat(section).as("section of " + name + " in docs/commands.md").isNotNull();
        Matcher example = EXAMPLE.matcher(section);
        assertThat(example.find()).as("example of " + name).isTrue();
        for (String line : example.group(1).split("\n")) {
            assertThat(line).startsWith("gitops " + name);
            String[] words = line.split(" ");
            CommandSpec spec = command.getSubcommands().isEmpty()
                    ? command.getCommandSpec()
                    : command.getSubcommands().get(words[2]).getCommandSpec();
            Matcher option = OPTION.matcher(line.replaceFirst(" -- .*", ""));
            while (option.find()) {
                assertThat(spec.optionsMap()).as(line).containsKey(option.group());
            }
        }
        assertThat(Files.readString(FOLDER.resolve("command-line.md"))).contains("\n| `" + name + "` |");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_prints_documents(CommandLine command) {
        Stream<CommandLine> all =
                command.getSubcommands().isEmpty() ? Stream.of(command) : command.getSubcommands().values().stream();
        all.forEach(each -> assertThat(
                        each.getCommandSpec().optionsMap().keySet().containsAll(List.of("-o", "--json", "-q", "-v")))
                .as(each.getCommandName())
                .isEqualTo(!each.getCommandName().equals("metrics")));
    }

    @Test
    void the_exit_codes_are_those_of_the_page() throws IOException {
        String page = Files.readString(FOLDER.resolve("command-line.md"));
        String table = page.substring(page.indexOf("| exit code | meaning |"));

        Map<String, String> expected = Arrays.stream(ExitCode.values())
                .collect(Collectors.toMap(
                        code -> "" + code.number(), ExitCode::meaning, (a, b) -> a, LinkedHashMap::new));
        Map<String, String> documented = rows(table);
        documented.remove("exit code");
        assertThat(documented).containsExactlyEntriesOf(expected);
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of("An error", names(CommandError.class)),
                Arguments.of("status", names(TargetStatus.class)),
                Arguments.of("diff", names(DeliveryPreview.class)),
                Arguments.of("drift", names(DriftReport.class)),
                Arguments.of("history", names(HistoryEntry.class)),
                Arguments.of("check", names(CheckedTarget.class)),
                Arguments.of("inventory list", names(StoredInventory.class)),
                Arguments.of("version", names(BuildVersion.class)),
                Arguments.of("deploy", printed("deploy-failed")),
                Arguments.of("delete", printed("delete")),
                // A stored result lacks what came later.
                Arguments.of("build", names(BuildResult.class)),
                Arguments.of("kubeconfig", names(MadeAccount.class)),
                Arguments.of("test", printed("test-of-an-image")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void the_fields_are_those_of_the_page(String section, Set<String> fields) throws IOException {
        Map<String, String> documented = rows(sections("commands-output.md").get(section));
        documented.remove("field");

        assertThat(documented.keySet()).isEqualTo(fields);
    }

    private static Set<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** StoredOutputTest compares these with what is printed. */
    private static Set<String> printed(String file) {
        JsonNode document = StoredFormats.json("output/" + file + ".json");
        Set<String> names = new TreeSet<>();
        document.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, String> rows(String text) {
        Map<String, String> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            rows.put(row.group(1), row.group(2));
        }
        rows.remove("---");
        return rows;
    }

    private static Map<String, String> sections(String page) throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        for (String section : Files.readString(FOLDER.resolve(page)).split("(?m)^## ")) {
            sections.put(section.lines().findFirst().orElse(""), section);
        }
        return sections;
    }
}
