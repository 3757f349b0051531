package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.cluster.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.Deliveries;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.EarlierDelivery;
import io.jenkins.plugins.gitops.engine.delivery.Kind;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import io.jenkins.plugins.gitops.engine.git.Remote;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops rollback}: the images of an earlier delivery again, by a commit. */
@Command(
        name = "rollback",
        description = "Puts an environment back to the images of an earlier delivery, by a commit.",
        mixinStandardHelpOptions = true)
final class Rollback implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Option(
            names = "--to",
            paramLabel = "ID",
            description = "Deploy id or commit to go back to (default: the newest healthy one with other images).")
    private String to;

    @Option(names = "--dry-run", description = "Only show the plan.")
    private boolean dryRun;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws Exception {
        Remote remote = git.remote();
        Target what = new Target(application, target.environment());
        ClusterAccess access = cluster.access();
        List<Deliveries.Delivered> history;
        try (RemoteBranch branch = git.open(remote, state)) {
            history = Deliveries.list(
                    branch, branch.fetchTip(), trailers -> trailers.target().equals(what), Integer.MAX_VALUE);
        }
        EarlierDelivery earlier = EarlierDelivery.choose(what, history, Optional.ofNullable(to));
        DeployRequest request = new DeployRequest(
                Kind.ROLLBACK,
                what,
                remote,
                target.manifests(),
                access.server().toString(),
                earlier.images(),
                earlier.source(),
                Optional.empty(),
                Optional.of(earlier.current()),
                target.author(),
                Optional.empty(),
                target.options(cluster.namespace(access), false, true, true));
        DeliveryRun run = new DeliveryRun(spec, git, access, state);
        return dryRun ? run.preview(request, result) : run.deliver(request, result);
    }
}
