package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.FileOption;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DurationConverter;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.output.TextTable;
import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops history}: the deliveries that the branch's commits record. */
@Command(
        name = "history",
        description = "Lists the deliveries of a branch, newest first, from its commits.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", paramLabel = "NAME", description = "Only deliveries of this application.")
    private String application;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only deliveries to this environment.")
    private String environment;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many to list at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private FileOption file;

    @Mixin
    private GitOptions git;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '--limit': it must be at least 1");
        }
        GitRemote remote = git.remote();
        try (RemoteBranch branch = git.open(remote, state)) {
            KnownResults here = KnownResults.of(state.records());
            List<HistoryEntry> entries =
                    DeliveryHistory.list(branch, branch.fetchTipOfHistory(), this::wanted, limit).stream()
                            .map(delivered -> HistoryEntry.of(delivered).knowing(here))
                            .toList();
            result.write(spec, entries, text(entries, result.format() == OutputFormat.WIDE));
        }
        return ExitCode.OK.number();
    }

    private boolean wanted(DeployTrailers trailers) {
        return (application == null || application.equals(trailers.target().application()))
                && (environment == null || environment.equals(trailers.target().environment()));
    }

    private static String text(List<HistoryEntry> entries, boolean wide) {
        if (entries.isEmpty()) {
            return "No deliveries.";
        }
        if (!wide) {
            TextTable table = new TextTable(List.of("TIME", "COMMIT", "DELIVERY", "RESULT", "WHO", "IMAGES"));
            entries.forEach(entry -> table.add(List.of(
                    TIME.format(entry.committed()),
                    entry.revision().abbreviated(),
                    entry.application() + " > " + entry.environment(),
                    entry.result().map(DeliveryResult::word).orElse("-"),
                    entry.author(),
                    shown(entry, HistoryCommand::brief))));
            return table.text(Terminal.width());
        }
        TextTable table =
                new TextTable(List.of("TIME", "COMMIT", "ID", "DELIVERY", "RESULT", "TOOK", "WHO", "IMAGES", "BUILD"));
        entries.forEach(entry -> table.add(List.of(
                TIME.format(entry.committed()),
                entry.revision().abbreviated(),
                entry.id().value(),
                entry.application() + " > " + entry.environment(),
                entry.result().map(DeliveryResult::word).orElse("-"),
                entry.duration().map(DurationConverter::text).orElse("-"),
                entry.author(),
                shown(entry, HistoryCommand::shown),
                entry.build().orElse("-"))));
        return table.text();
    }

    private static String shown(HistoryEntry entry, Function<ImageReference, String> form) {
        if (entry.removes()) {
            return "(removed)";
        }
        return entry.images().isEmpty()
                ? "(manifests alone)"
                : entry.images().stream().map(form).collect(Collectors.joining(" "));
    }

    /** Without its registry; the tag alone where there is one. */
    private static String brief(ImageReference image) {
        return image.name().substring(image.name().lastIndexOf('/') + 1)
                + image.tag()
                        .map(tag -> ":" + tag)
                        .or(() -> image.digest()
                                .map(digest -> "@" + digest.value().substring(0, 19)))
                        .orElse("");
    }

    /** A name and the first digits of a digest tell images apart; the whole is in the JSON. */
    private static String shown(ImageReference image) {
        return image.name()
                + image.tag().map(tag -> ":" + tag).orElse("")
                + image.digest()
                        .map(digest -> "@" + digest.value().substring(0, 19))
                        .orElse("");
    }
}
