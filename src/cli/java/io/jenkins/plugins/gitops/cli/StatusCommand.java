package io.jenkins.plugins.gitops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.application.FileArguments;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.drift.IgnoreOption;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import io.jenkins.plugins.gitops.cli.status.NamedTargets;
import io.jenkins.plugins.gitops.cli.status.PlaceOptions;
import io.jenkins.plugins.gitops.cli.status.StatusText;
import io.jenkins.plugins.gitops.cli.status.StatusWatch;
import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.StatusReader;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops status}: what runs where, and how it is. */
@Command(
        name = "status",
        description = {
            "Shows what runs where: of each application and environment in gitops.yaml, or of those that are named, the newest"
                    + " delivery and how it ended, health and drift now, what is held, and which commits wait in Git. Changes"
                    + " nothing.",
            "The exit code is 1 when something is not healthy, drifted, or its newest delivery did not end healthy; otherwise"
                    + " 3 when something could not be read, and 5 when a server gave no answer."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final int AT_A_TIME = 8;
    private static final String CLEAR = "\033[H\033[2J";

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", paramLabel = "NAME", description = "Only this application.")
    private String application;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only this environment.")
    private String environment;

    @Option(names = "--file", paramLabel = "FILE", description = "The gitops.yaml (default: the nearest one).")
    private Path file;

    @Option(names = "--no-file", description = "Read no gitops.yaml.")
    private boolean noFile;

    @Mixin
    private StatusWatch watch;

    @Mixin
    private PlaceOptions place;

    @Mixin
    private IgnoreOption ignored;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InterruptedException {
        output.format();
        boolean watching = watch.on();
        List<Opened> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (DeliveryTarget target : NamedTargets.of(
                    Optional.ofNullable(file),
                    noFile,
                    Path.of(""),
                    Optional.ofNullable(application),
                    Optional.ofNullable(environment))) {
                all.add(new Opened(of(target), target));
            }
            if (watching) {
                return end(watch.run(() -> look(all, threads), this::refresh, this::changed))
                        .map(CommandError::exitCode)
                        .orElse(ExitCode.OK.number());
            }
            return print(look(all, threads));
        } finally {
            threads.shutdownNow();
            all.forEach(Opened::close);
        }
    }

    /** The same command line about one of them, with what the file says of it. */
    private StatusCommand of(DeliveryTarget target) {
        List<String> arguments =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        if (application == null) {
            arguments.add("--application=" + target.application());
        }
        if (environment == null) {
            arguments.add("--environment=" + target.environment());
        }
        CommandLine again = GitopsCommand.commandLine(List.of(spec.name()));
        again.parseArgs(
                FileArguments.expand(() -> GitopsCommand.commandLine(List.of(spec.name())), arguments, Path.of(""))
                        .toArray(String[]::new));
        return (StatusCommand)
                again.getSubcommands().get(spec.name()).getCommandSpec().userObject();
    }

    private static List<TargetStatus> look(List<Opened> all, ExecutorService threads) {
        List<Future<TargetStatus>> pending = new ArrayList<>();
        all.forEach(each -> pending.add(threads.submit(each::read)));
        List<TargetStatus> found = new ArrayList<>();
        for (Future<TargetStatus> each : pending) {
            try {
                found.add(each.get());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new GitopsException("The look was interrupted", "Look again", stopped);
            } catch (ExecutionException fault) {
                throw new IllegalStateException(fault.getCause());
            }
        }
        return found;
    }

    private int print(List<TargetStatus> found) {
        ObjectNode document = RecordJson.MAPPER.valueToTree(Map.of("targets", found));
        Optional<CommandError> end = end(found);
        end.ifPresent(error -> document.set("error", RecordJson.MAPPER.valueToTree(error)));
        output.print(spec, document, text(found));
        return end.map(CommandError::exitCode).orElse(ExitCode.OK.number());
    }

    private String text(List<TargetStatus> found) {
        StatusText text = new StatusText(SteadyClock.SYSTEM.instant(), Terminal::width);
        return output.format() == OutputFormat.WIDE ? text.wide(found) : text.of(found);
    }

    private boolean onTerminal() {
        return System.console() != null
                && Ansi.AUTO.enabled()
                && !output.format().document();
    }

    private void refresh(List<TargetStatus> found) {
        if (onTerminal()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(CLEAR + text(found));
            out.flush();
        }
    }

    private void changed(TargetStatus status) {
        if (!onTerminal()) {
            output.printOneOfMany(spec, status, SteadyClock.SYSTEM.instant() + " " + StatusText.line(status));
        }
    }

    private static Optional<CommandError> end(List<TargetStatus> found) {
        List<String> ill = found.stream()
                .filter(TargetStatus::isIll)
                .map(each -> each.application() + " in " + each.environment())
                .toList();
        if (!ill.isEmpty()) {
            return Optional.of(new CommandError(
                    ExitCode.FAILED,
                    "Not as it should be: " + String.join(", ", ill),
                    "Look at 'gitops status -e NAME', 'gitops drift' and 'gitops logs'"));
        }
        List<TargetStatus.Problem> problems =
                found.stream().flatMap(each -> each.problem().stream()).toList();
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        boolean unanswered = problems.stream().anyMatch(TargetStatus.Problem::unanswered);
        return Optional.of(new CommandError(
                unanswered ? ExitCode.UNKNOWN : ExitCode.REFUSED,
                problems.stream().map(TargetStatus.Problem::reason).distinct().collect(Collectors.joining("\n")),
                problems.stream().map(TargetStatus.Problem::remedy).distinct().collect(Collectors.joining("\n"))));
    }

    /** One environment, with what is open for it. */
    private static final class Opened implements AutoCloseable {

        private final StatusCommand command;
        private final DeliveryTarget target;
        private StatusReader reader;
        private RemoteBranch branch;
        private Cluster connected;

        Opened(StatusCommand command, DeliveryTarget target) {
            this.command = command;
            this.target = target;
        }

        /** A failure to open it is tried again at the next look. */
        synchronized TargetStatus read() {
            try {
                if (reader == null) {
                    open();
                }
                return reader.read(DeliveryRun.site(branch, connected, command.state));
            } catch (GitopsException why) {
                return unopened(why);
            }
        }

        private void open() {
            ClusterAccess access = command.cluster.access();
            if (branch == null) {
                branch = command.git.open(command.git.remote(), command.state);
            }
            if (connected == null) {
                connected = ClusterOptions.connect(access);
            }
            reader = reader(command.cluster.namespace(access), access.server().toString());
        }

        private StatusReader reader(String namespace, String server) {
            return new StatusReader(
                    target,
                    command.git.remote(),
                    command.place.manifests(),
                    command.place.scope(namespace),
                    server,
                    command.ignored.rules(),
                    KnownResults.of(command.state.records()));
        }

        private TargetStatus unopened(GitopsException why) {
            return reader(command.cluster.namedNamespace().orElse("default"), "")
                    .unread(why);
        }

        @Override
        public void close() {
            if (branch != null) {
                branch.close();
            }
            if (connected != null) {
                connected.close();
            }
        }
    }
}
