package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.logs.LogLine;
import io.jenkins.plugins.gitops.engine.cluster.logs.LogOptions;
import io.jenkins.plugins.gitops.engine.cluster.logs.LogSource;
import io.jenkins.plugins.gitops.engine.cluster.logs.WorkloadLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops logs}: what the application's containers write. */
@Command(
        name = "logs",
        description = {
            "Prints the logs of all pods that the deliveries of an application to an environment made, found by the inventory"
                    + " in the cluster, each line with its pod before it. What seems to be a secret is masked, and of a line"
                    + " 500 characters are shown.",
            "The exit code is 3 when there is no pod, or no log could be read."
        },
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    private static final int ALL = -1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what they write, and with pods that come, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            description =
                    "How many of the last lines of each container; -1 for all (default: 20, and all with --since).")
    private Integer tail;

    @Option(names = "--since", paramLabel = "TIME", description = "Only what is not older, such as 90s or 2h.")
    private Duration since;

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "Only this container of each pod, also an init container (default: all but those).")
    private String container;

    @Option(names = "--pod", paramLabel = "NAME", description = "Only this pod.")
    private String pod;

    @Option(
            names = {"-p", "--previous"},
            description = "The logs of the run before, of containers that were restarted.")
    private boolean previous;

    @Option(names = "--timestamps", description = "When each line was written, before it.")
    private boolean timestamps;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InterruptedException {
        output.format();
        LogOptions options = options();
        ClusterAccess access = cluster.access();
        InventoryId id = new InventoryId(application, environment.name(), cluster.namespace(access));
        try (Cluster connected = ClusterOptions.connect(access)) {
            WorkloadLogs logs = connected.logs(options, this::print, this::remark);
            if (follow) {
                logs.follow(() -> logs.sources(inventory(connected, id)));
                return ExitCode.OK.number();
            }
            List<LogSource> sources = logs.sources(inventory(connected, id));
            if (sources.isEmpty()) {
                throw new GitopsException(
                        id + " has no such pod in namespace " + id.namespace(),
                        "See 'gitops status' for what runs there, and take --pod and --container out");
            }
            if (logs.read(sources) == 0) {
                throw new CommandFailure(
                        ExitCode.REFUSED,
                        new GitopsException(
                                "No log of " + id + " could be read",
                                "See why above; a container that was not started has none, and --previous is for those"
                                        + " that were restarted"));
            }
            return ExitCode.OK.number();
        }
    }

    private LogOptions options() {
        if (tail != null && tail < ALL) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '--tail': it must be -1 or a number of lines");
        }
        if (follow && previous) {
            throw new ParameterException(
                    spec.commandLine(), "--previous is of runs that are over, and --follow of those that go on");
        }
        int lines = tail != null ? tail : since != null || previous ? ALL : 20;
        return new LogOptions(
                Optional.ofNullable(container),
                Optional.ofNullable(pod),
                lines == ALL ? OptionalInt.empty() : OptionalInt.of(lines),
                Optional.ofNullable(since),
                previous);
    }

    private static Inventory inventory(Cluster connected, InventoryId id) {
        return connected
                .inventory(id)
                .orElseThrow(() -> new GitopsException(
                        "Namespace " + id.namespace() + " has no inventory of " + id,
                        "See 'gitops inventory list' for those that there are"));
    }

    /** A line of the JSON; scripts depend on its fields. */
    private record Printed(String namespace, String pod, String container, Optional<Instant> time, String text) {}

    private void print(LogLine line) {
        LogSource source = line.source();
        String time = timestamps ? line.time().map(written -> written + " ").orElse("") : "";
        output.printOneOfMany(
                spec,
                new Printed(source.namespace(), source.pod(), source.container(), line.time(), line.text()),
                "[" + source.name() + "] " + time + line.text());
    }

    private void remark(String text) {
        spec.commandLine().getErr().println("warning: " + text);
        spec.commandLine().getErr().flush();
    }
}
