package io.jenkins.plugins.gitops.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.GitopsCommand;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command has a page, and each option is on it and in the completion of each shell. */
class ManualTest {

    private static final Map<String, String> FILES = Manual.files("1.2.3");

    static Stream<DescribedCommand> commands() {
        return DescribedCommand.of(GitopsCommand.commandLine()).all();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_option_is_on_the_page_of_its_command(DescribedCommand command) {
        String page = FILES.get("man/man1/" + command.name("-") + ".1");

        assertThat(page).contains(".SH \"NAME\"", "1.2.3").doesNotContain("${", "%n");
        assertThat(command.spec().options()).allSatisfy(option -> {
            String name = "\\fB" + option.longestName().replace("-", "\\-") + "\\fR";
            assertThat(page.contains(name)).isEqualTo(!option.hidden());
        });
        assertThat(command.subcommands()).allSatisfy(each -> assertThat(page)
                .contains("\\fB" + each.simpleName().replace("-", "\\-") + "\\fR, see "));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_option_is_completed(DescribedCommand command) {
        String zsh = FILES.get("zsh/site-functions/_gitops");
        String function = zsh.substring(zsh.indexOf("_" + command.name("_") + "() {"));
        String fish = FILES.get("fish/vendor_completions.d/gitops.fish");
        String bash = FILES.get("bash-completion/completions/gitops");

        assertThat(command.options()).allSatisfy(option -> {
            String name = option.longestName();
            assertThat(function.substring(0, function.indexOf("\n}\n"))).contains(name + "[");
            assertThat(fish).contains(" -l " + name.substring(2) + " ");
            assertThat(bash).contains("'" + name + "'");
        });
        assertThat(command.subcommands()).allSatisfy(each -> assertThat(fish)
                .contains("-a '" + each.simpleName() + "' -d '" + each.summary().replace("'", "\\'") + "'"));
    }
}
