package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
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
}
