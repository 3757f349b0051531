package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.drift.IgnoreOption;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gitops sync}: makes the cluster equal to the newest delivery again. */
@Command(
        name = "sync",
        description =
                "Makes the cluster equal to the commit of the newest delivery again, after drift or a lost namespace,"
                        + " and waits until it is healthy. Commits nothing, and rolls nothing back: options for commits"
                        + " have no effect.",
        mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {

    @Mixin
    private EnvironmentOption environment;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Mixin
    private IgnoreOption ignored;

    @Mixin
    private DeliveryOptions common;

    @Override
    public Integer call() throws Exception {
        ClusterAccess access = common.access();
        return common.run(
                DeployRequest.sync(
                        common.destination(new DeliveryTarget(application, environment.name()), access),
                        common.requester(),
                        common.options(access).with(SyncLimits.NONE.ignoring(ignored.rules()))),
                access);
    }
}
