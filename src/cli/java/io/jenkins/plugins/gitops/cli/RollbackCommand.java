package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gitops rollback}: returns to an earlier delivery, by a commit. */
@Command(
        name = "rollback",
        description =
                "Puts an environment back to an earlier delivery, by a commit: all its images, and the files of its own"
                        + " manifests. With --on-failure images, the images alone.",
        mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private EnvironmentOption environment;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Option(
            names = "--to-delivery",
            paramLabel = "ID",
            defaultValue = RollbackTarget.PREVIOUS,
            description = "Delivery to go back to: its id, or at least seven digits of its commit; by default"
                    + " '${DEFAULT-VALUE}', the newest healthy one with other images or manifests.")
    private String to;

    @Mixin
    private DeliveryOptions common;

    @Override
    public Integer call() throws Exception {
        DeliveryTarget what = new DeliveryTarget(application, environment.name());
        ClusterAccess access = common.access();
        DeployOptions options = common.options(access);
        RollbackTarget earlier = common.earlier(what, to, options);
        DeployRequest request = DeployRequest.rollback(
                        common.destination(what, access),
                        common.requester(),
                        earlier.images(),
                        earlier.current(),
                        options)
                .restoring(earlier.restores())
                .withSource(earlier.source());
        return common.run(request, access);
    }
}
