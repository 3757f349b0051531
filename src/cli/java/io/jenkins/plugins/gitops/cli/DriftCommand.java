package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.util.Optional;
import java.util.concurrent.Callable;
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
                    + " and when. Changes nothing. The exit code is 1 when something differs, and 3 when something could"
                    + " not be compared."
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
    private ResultOptions result;

    @Override
    public Integer call() {
        result.requireWritable();
        ClusterAccess access = cluster.access();
        DesiredStateLocation place = new DesiredStateLocation(
                new DeliveryTarget(application, environment.name()),
                git.remote(),
                manifests.source(),
                manifests.scope(cluster.namespace(access)));
        try (RemoteBranch branch = git.open(place.remote(), state);
                Cluster connected = ClusterOptions.connect(access)) {
            DriftReport report = DriftReport.of(place, DeliveryRun.site(branch, connected, state));
            Optional<CommandError> error = error(report);
            if (error.isPresent()) {
                return result.write(spec, report, report.text(), error.get());
            }
            result.write(spec, report, report.text());
            return ExitCode.OK.number();
        }
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
