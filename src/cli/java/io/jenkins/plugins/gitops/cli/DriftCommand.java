package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.drift.DriftWatching;
import io.jenkins.plugins.gitops.cli.drift.IgnoreOption;
import io.jenkins.plugins.gitops.cli.drift.WatchOptions;
import io.jenkins.plugins.gitops.cli.drift.WatchPlace;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.notification.DeliveryNotices;
import io.jenkins.plugins.gitops.cli.notification.NotifyOption;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.DeliveredManifests;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops drift}: compares the live state with the environment's newest commit. */
@Command(
        name = "drift",
        description = {
            "Compares the cluster with the commit of the newest delivery, field by field, and shows who changed what"
                    + " and when. Changes nothing, unless --self-heal is given. The exit code is 1 when something differs,"
                    + " and 3 when something could not be compared.",
            "With --watch it looks again and again, and says what began, changed and ended."
        },
        mixinStandardHelpOptions = true)
final class DriftCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Mixin
    private EnvironmentOption environment;

    @Mixin
    private ManifestOptions manifests;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private IgnoreOption ignored;

    @Mixin
    private WatchOptions watch;

    @Mixin
    private NotifyOption notify;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws InterruptedException {
        result.requireWritable();
        ClusterAccess access = cluster.access();
        DesiredStateLocation place = new DesiredStateLocation(
                new DeliveryTarget(application, environment.name()),
                git.remote(),
                manifests.source(),
                manifests.scope(cluster.namespace(access)));
        if (watch.on(notify.isGiven())) {
            result.requireNoFile();
            return code(watch(access, place)).number();
        }
        try (RemoteBranch branch = git.open(place.remote(), state);
                Cluster connected = ClusterOptions.connect(access)) {
            DriftReport report = DriftReport.of(
                    place, ignored.rules(), new DeliveredManifests(), DeliveryRun.site(branch, connected, state));
            Optional<CommandError> error = error(report);
            if (error.isPresent()) {
                return result.write(spec, report, report.text(), error.get());
            }
            result.write(spec, report, report.text());
            return ExitCode.OK.number();
        }
    }

    private DriftWatching.End watch(ClusterAccess access, DesiredStateLocation place) throws InterruptedException {
        Consumer<GitopsException> warnings =
                DeliveryConsole.warningsTo(spec.commandLine().getErr());
        try (Outbox outbox =
                DeliveryNotices.outbox(notify.subscriptions(), state.notifications(), state.records(), warnings)) {
            DriftWatching.End end = new DriftWatching(
                            opened(access),
                            watch,
                            ignored.rules(),
                            outbox,
                            line -> result.printOneOfMany(spec, line, line.line()))
                    .run(watch.places(place));
            DeliveryNotices.settle(outbox, warnings);
            return end;
        }
    }

    /** As of one comparison. */
    private static ExitCode code(DriftWatching.End end) {
        if (end.drifted()) {
            return ExitCode.FAILED;
        }
        return end.trouble() ? ExitCode.REFUSED : ExitCode.OK;
    }

    private WatchPlace opened(ClusterAccess access) {
        return new WatchPlace() {
            @Override
            public RemoteBranch open(GitRemote remote) {
                return git.open(remote, state);
            }

            @Override
            public Cluster connect() {
                return ClusterOptions.connect(access);
            }

            @Override
            public DeliveryContext context(RemoteBranch branch, Cluster connected) {
                return DeliveryRun.site(branch, connected, state);
            }

            @Override
            public Path folder() {
                return state.drift();
            }

            @Override
            public RecordStore syncs() {
                return state.syncs();
            }

            @Override
            public String server() {
                return access.server().toString();
            }

            @Override
            public void warn(GitopsException warning) {
                DeliveryConsole.warningsTo(spec.commandLine().getErr()).accept(warning);
            }
        };
    }

    private static Optional<CommandError> error(DriftReport report) {
        if (report.drift().found()) {
            return Optional.of(new CommandError(
                    ExitCode.FAILED,
                    "The cluster differs from the commit of the newest delivery",
                    "Set it back (gitops sync), or commit what was changed and deliver that"));
        }
        return report.drift().problems().isEmpty()
                ? Optional.empty()
                : Optional.of(new CommandError(
                        ExitCode.REFUSED,
                        "Something could not be compared:\n"
                                + String.join("\n", report.drift().problems()),
                        "Do what is said of each, and compare again"));
    }
}
