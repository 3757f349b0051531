package io.jenkins.plugins.gitops.cli.manual;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of one command for {@code man}, in its macros (man(7)). It has no date, so that each build writes the same bytes. */
final class ManualPage {

    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    static String of(DescribedCommand command, String version) {
        ManualPage page = new ManualPage();
        page.write(command, version);
        return page.page.toString();
    }

    private void write(DescribedCommand command, String version) {
        String file = command.name("-");
        line(".TH " + quoted(file.toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("gitops " + version) + " \"GitOps\"");
        section("NAME");
        line(roff(file) + " \\- " + roff(command.summary()));
        section("SYNOPSIS");
        line("\\fB" + roff(command.name(" ")) + "\\fR " + synopsis(command));
        section("DESCRIPTION");
        line(roff(command.description()));
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            command.subcommands()
                    .forEach(each -> item(
                            "\\fB" + roff(each.simpleName()) + "\\fR, see \\fB" + roff(each.name("-")) + "\\fR(1)",
                            each.description()));
        }
        if (!command.spec().positionalParameters().isEmpty()) {
            section("ARGUMENTS");
            command.spec()
                    .positionalParameters()
                    .forEach(each ->
                            item("\\fI" + roff(each.paramLabel()) + "\\fR", DescribedCommand.text(each.description())));
        }
        section("OPTIONS");
        command.options().forEach(option -> item(names(option), DescribedCommand.text(option.description())));
        String footer = DescribedCommand.text(command.spec().usageMessage().footer());
        if (!footer.isEmpty()) {
            section("NOTES");
            line(roff(footer));
        }
        section("EXIT STATUS");
        command.spec().root().usageMessage().exitCodeList().forEach((code, meaning) -> item(roff(code), meaning));
        section("SEE ALSO");
        line(
                command.spec().parent() == null
                        ? command.subcommands().stream()
                                .map(each -> "\\fB" + roff(each.name("-")) + "\\fR(1)")
                                .collect(Collectors.joining(", "))
                        : "\\fBgitops\\fR(1)");
    }

    private static String synopsis(DescribedCommand command) {
        String options = command.subcommands().isEmpty() ? "[\\fIOPTIONS\\fR]" : "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR";
        return options
                + command.spec().positionalParameters().stream()
                        .map(ManualPage::positional)
                        .collect(Collectors.joining());
    }

    private static String positional(PositionalParamSpec argument) {
        String label = "\\fI" + roff(argument.paramLabel()) + "\\fR"
                + (argument.arity().max() > 1 ? "..." : "");
        return " " + (argument.arity().min() == 0 ? "[" + label + "]" : label);
    }

    private static String names(OptionSpec option) {
        return Arrays.stream(option.names())
                        .map(name -> "\\fB" + roff(name) + "\\fR")
                        .collect(Collectors.joining(", "))
                + value(option);
    }

    private static String value(ArgSpec option) {
        String label = DescribedCommand.label(option);
        return label.isEmpty() ? "" : " \\fI" + roff(label) + "\\fR";
    }

    private void section(String title) {
        line(".SH " + quoted(title));
    }

    private void item(String term, String description) {
        line(".TP");
        line(term);
        line(roff(description));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String quoted(String text) {
        return '"' + roff(text).replace("\"", "\\(dq") + '"';
    }

    /** Hyphens stay hyphens, so that an option can be copied; and no text begins a request. */
    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
