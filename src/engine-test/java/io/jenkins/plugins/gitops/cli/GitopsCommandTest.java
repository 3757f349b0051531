package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that is read alone is the same as among all others. */
class GitopsCommandTest {

    static Set<String> commands() {
        return GitopsCommand.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void has_the_same_help_alone(String name) {
        StringWriter out = new StringWriter();

        assertThat(GitopsCommand.execute(new PrintWriter(out), new PrintWriter(out), name, "--help"))
                .isZero();

        assertThat(out.toString())
                .isEqualTo(
                        GitopsCommand.commandLine().getSubcommands().get(name).getUsageMessage())
                .startsWith("Usage: gitops " + name);
    }

    /** Other words begin with it: {@code --to-delivery} of a rollback, {@code --to-application} of a rename. */
    @Test
    void where_a_command_has_to_it_names_the_environment_that_is_delivered_to() {
        assertThat(GitopsCommand.commandLine().getSubcommands().values().stream()
                        .map(command -> command.getCommandSpec().findOption("--to"))
                        .filter(Objects::nonNull))
                .isNotEmpty()
                .allMatch(option -> List.of(option.names()).contains("--environment"));
        StringWriter err = new StringWriter();
        assertThat(GitopsCommand.execute(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        "rollback",
                        "-e=x",
                        "--application=y",
                        "--manifests=k8s",
                        "--to=z"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--to-delivery");
    }
}
