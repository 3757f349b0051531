package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What messages tell people to write is there. */
class ErrorRemedyTest {

    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private static final Set<String> OPTIONS = GitopsCommand.commandLine().getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().optionsMap().keySet().stream())
            .collect(Collectors.toSet());

    @ParameterizedTest
    @EnumSource
    void names_an_option_of_a_command(ErrorRemedy way) {
        Matcher option = OPTION.matcher(way.words("Job/migrate"));

        assertThat(option.find()).isTrue();
        assertThat(OPTIONS).contains(option.group());
    }
}
