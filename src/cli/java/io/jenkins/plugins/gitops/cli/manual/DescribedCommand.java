package io.jenkins.plugins.gitops.cli.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command as its page and its completions show it. What is hidden is left out. */
record DescribedCommand(CommandSpec spec) {

    static DescribedCommand of(CommandLine commandLine) {
        return new DescribedCommand(commandLine.getCommandSpec());
    }

    /** The whole name, as {@code gitops inventory list}; with another separator, as {@code gitops-inventory-list}. */
    String name(String separator) {
        return spec.qualifiedName(separator);
    }

    String simpleName() {
        return spec.name();
    }

    /** This one and all below it. */
    Stream<DescribedCommand> all() {
        return Stream.concat(Stream.of(this), subcommands().stream().flatMap(DescribedCommand::all));
    }

    List<DescribedCommand> subcommands() {
        return spec.subcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(DescribedCommand::of)
                .toList();
    }

    List<OptionSpec> options() {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
    }

    String description() {
        return text(spec.usageMessage().description());
    }

    /** The first sentence, without the stop at its end. */
    String summary() {
        return firstSentence(description());
    }

    static String summary(ArgSpec argument) {
        return firstSentence(text(argument.description()));
    }

    /** In one line, whatever lines there are in the code. */
    static String text(String... lines) {
        return Arrays.stream(lines)
                .map(line -> line.replace("%n", " ").replace("%%", "%"))
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** What one value of it is called; empty for a switch. */
    static String label(ArgSpec argument) {
        return argument.arity().max() == 0 ? "" : argument.paramLabel();
    }

    static boolean namesFile(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        return Path.class.isAssignableFrom(type) || File.class.isAssignableFrom(type);
    }

    /** The values to choose from; empty where anything may stand. */
    static List<String> choices(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
    }
}
