package io.jenkins.plugins.gitops.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish: one {@code complete} for each command and each option. */
final class FishCompletion {

    private FishCompletion() {}

    static String of(DescribedCommand root) {
        StringBuilder script = new StringBuilder("# Completion of gitops for fish.\ncomplete -c gitops -f\n");
        root.all().forEach(command -> write(command, script));
        return script.toString();
    }

    private static void write(DescribedCommand command, StringBuilder script) {
        String begin = "complete -c gitops -n " + quoted(seen(command));
        for (DescribedCommand below : command.subcommands()) {
            script.append(begin)
                    .append(" -a ")
                    .append(quoted(below.simpleName()))
                    .append(" -d ")
                    .append(quoted(below.summary()))
                    .append('\n');
        }
        for (OptionSpec option : command.options()) {
            script.append(begin).append(option(option)).append('\n');
        }
        if (command.spec().positionalParameters().stream().anyMatch(DescribedCommand::namesFile)) {
            script.append(begin).append(" -F\n");
        }
    }

    /** The condition that this command is the one that is being written. */
    private static String seen(DescribedCommand command) {
        String below = names(command);
        if (command.spec().parent() == null) {
            return "not __fish_seen_subcommand_from " + below;
        }
        String own = "__fish_seen_subcommand_from " + command.simpleName();
        // What is below "inventory" may have the name of another command.
        String parent = command.spec().parent().parent() == null
                ? ""
                : "__fish_seen_subcommand_from " + command.spec().parent().name() + "; and ";
        return parent + own + (below.isEmpty() ? "" : "; and not __fish_seen_subcommand_from " + below);
    }

    private static String names(DescribedCommand command) {
        return command.subcommands().stream().map(DescribedCommand::simpleName).collect(Collectors.joining(" "));
    }

    private static String option(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        List<String> choices = DescribedCommand.choices(option);
        if (!choices.isEmpty()) {
            text.append(" -x -a ").append(quoted(String.join(" ", choices)));
        } else if (option.arity().max() > 0) {
            text.append(DescribedCommand.namesFile(option) ? " -r -F" : " -x");
        }
        return text.append(" -d ")
                .append(quoted(DescribedCommand.summary(option)))
                .toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
