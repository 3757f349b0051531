package io.jenkins.plugins.gitops.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for zsh: a function for each command, with its options for {@code _arguments}. */
final class ZshCompletion {

    private ZshCompletion() {}

    static String of(DescribedCommand root) {
        return "#compdef gitops\n# Completion of gitops for zsh.\n\n"
                + root.all().map(ZshCompletion::function).collect(Collectors.joining("\n"))
                + "\n_gitops \"$@\"\n";
    }

    private static String function(DescribedCommand command) {
        StringBuilder text = new StringBuilder("_" + command.name("_") + "() {\n");
        List<DescribedCommand> below = command.subcommands();
        if (!below.isEmpty()) {
            text.append("  if (( CURRENT > 2 )); then\n    case $words[2] in\n");
            below.forEach(each -> text.append("      ")
                    .append(each.simpleName())
                    .append(") shift words; (( CURRENT-- )); _")
                    .append(each.name("_"))
                    .append("; return ;;\n"));
            text.append("    esac\n  fi\n  local -a commands=(\n");
            below.forEach(each -> text.append("    ")
                    .append(quoted(each.simpleName() + ":" + each.summary()))
                    .append('\n'));
            text.append("  )\n  _describe -t commands command commands\n");
        }
        text.append("  _arguments");
        command.options().forEach(option -> text.append(" \\\n    ").append(option(option)));
        command.spec().positionalParameters().forEach(each -> text.append(" \\\n    ")
                .append(quoted("*:" + escaped(each.paramLabel()) + ":" + values(each))));
        return text.append("\n}\n").toString();
    }

    private static String option(OptionSpec option) {
        String value =
                option.arity().max() == 0 ? "" : ":" + escaped(DescribedCommand.label(option)) + ":" + values(option);
        String description = "[" + escaped(DescribedCommand.summary(option)) + "]" + value;
        String repeated = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
        return Arrays.stream(option.names())
                .map(name -> quoted(repeated + name + description))
                .collect(Collectors.joining(" "));
    }

    private static String values(ArgSpec argument) {
        List<String> choices = DescribedCommand.choices(argument);
        if (!choices.isEmpty()) {
            return "(" + String.join(" ", choices) + ")";
        }
        return DescribedCommand.namesFile(argument) ? "_files" : " ";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
