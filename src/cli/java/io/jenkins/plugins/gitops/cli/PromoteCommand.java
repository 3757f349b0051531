package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.FileOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops promote}: delivers the images that are healthy in one environment to another one. */
@Command(
        name = "promote",
        description =
                "Delivers the images that are healthy in one environment to another one, by the same digests and as"
                        + " one commit. Whether they are healthy is read from the branch, from the records here, and from"
                        + " the first environment's cluster when --from-namespace is given.",
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Option(names = "--from", required = true, paramLabel = "NAME", description = "Environment where it is healthy.")
    private String from;

    @Option(
            names = {"-e", "--environment", "--to"},
            required = true,
            paramLabel = "NAME",
            description = "Environment to deliver to.")
    private String to;

    @Mixin
    private FileOption file;

    @Option(
            names = "--delivery",
            paramLabel = "ID",
            description = "Deploy id or commit of the delivery to promote (default: the newest healthy one).")
    private String delivery;

    @Option(
            names = "--from-namespace",
            paramLabel = "NAME",
            description = "Namespace of the --from environment, so that its cluster is asked as well.")
    private String fromNamespace;

    @Option(
            names = "--from-kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig of the --from environment's cluster (default: the same cluster).")
    private Path fromKubeconfig;

    @Option(names = "--from-context", paramLabel = "NAME", description = "Context in that kubeconfig.")
    private String fromContext;

    @Mixin
    private DeliveryOptions common;

    @Override
    public Integer call() throws Exception {
        if (from.equals(to)) {
            throw new ParameterException(spec.commandLine(), "--from and --environment name the same environment");
        }
        if (fromNamespace == null && (fromKubeconfig != null || fromContext != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--from-kubeconfig and --from-context need --from-namespace");
        }
        DeliveryTarget source = new DeliveryTarget(application, from);
        ClusterAccess access = common.access();
        KnownResults here = KnownResults.of(common.records());
        InventoryState cluster = remembered(source, access);
        PromotionCandidate promotion = PromotionCandidate.choose(
                source,
                common.history(source),
                delivered -> PromotionCandidate.remembered(cluster, delivered)
                        .or(delivered::result)
                        .or(() -> here.of(delivered.trailers().id()).map(KnownResults.Ended::result)),
                Optional.ofNullable(delivery));
        DeployTrailers healthy = promotion.delivery();
        DeployRequest request = DeployRequest.promotion(
                        common.destination(new DeliveryTarget(application, to), access),
                        common.requester(),
                        common.promoted(promotion),
                        healthy.id(),
                        from,
                        common.options(access))
                .withSource(healthy.source());
        return common.run(request, access);
    }

    /** The state in the inventory of the --from environment, if its cluster is to be asked. */
    private InventoryState remembered(DeliveryTarget source, ClusterAccess destination) {
        if (fromNamespace == null) {
            return InventoryState.NONE;
        }
        ClusterAccess access = fromKubeconfig == null && fromContext == null
                ? destination
                : common.access(Optional.ofNullable(fromKubeconfig), Optional.ofNullable(fromContext));
        try (Cluster cluster = ClusterOptions.connect(access)) {
            return cluster.evidence(new InventoryId(source.application(), source.environment(), fromNamespace));
        }
    }
}
