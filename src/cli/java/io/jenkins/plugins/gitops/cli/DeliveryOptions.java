package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.notification.NotifyOption;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.workspace.LocalCheckout;
import io.jenkins.plugins.gitops.cli.workspace.UnpushedManifests;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.changes.ChangeDetector;
import io.jenkins.plugins.gitops.engine.delivery.changes.WatchedApplication;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of all commands that deliver: where to, how, for whom, and where the result is written. */
final class DeliveryOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Option(
            names = "--build-url",
            paramLabel = "URL",
            description = "URL of the build that asks for the delivery (default: $BUILD_URL).")
    private String buildUrl;

    @Option(names = "--dry-run", description = "Show the plan and change nothing.")
    private boolean dryRun;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private NotifyOption receivers;

    @Mixin
    private ResultOptions result;

    DeployRequest.Destination destination(DeliveryTarget of, ClusterAccess access) {
        return new DeployRequest.Destination(
                of, git.remote(), target.manifests(), access.server().toString());
    }

    DeployRequest.Requester requester() {
        return new DeployRequest.Requester(
                target.author(),
                Optional.ofNullable(buildUrl)
                        .or(() -> Optional.ofNullable(System.getenv("BUILD_URL")))
                        .map(BuildLink::new));
    }

    ClusterAccess access() {
        return cluster.access();
    }

    /** To another cluster, of a kubeconfig of its own or of another context in the same one. */
    ClusterAccess access(Optional<Path> kubeconfig, Optional<String> context) {
        return cluster.access(kubeconfig, context);
    }

    DeployOptions options(ClusterAccess access) {
        return target.options(cluster.namespace(access));
    }

    RecordStore records() {
        return state.records();
    }

    /** All deliveries of an application to an environment, newest first. */
    List<DeliveryHistory.Delivered> history(DeliveryTarget of) {
        try (RemoteBranch branch = git.open(git.remote(), state)) {
            return DeliveryHistory.list(
                    branch,
                    branch.fetchTipOfHistory(),
                    trailers -> trailers.target().equals(of),
                    Integer.MAX_VALUE);
        }
    }

    /** The delivery that a rollback returns to. Prints its warnings. */
    RollbackTarget earlier(DeliveryTarget of, String to, DeployOptions options) {
        try (RemoteBranch branch = git.open(git.remote(), state)) {
            RollbackTarget earlier =
                    RollbackTarget.choose(of, branch, target.manifests(), to, options, state.renderer());
            warn(earlier.warnings());
            return earlier;
        }
    }

    /** What a promotion brings into the manifests of this delivery. Prints what it leaves. */
    List<ImageReference> promoted(PromotionCandidate promotion) {
        try (RemoteBranch branch = git.open(git.remote(), state)) {
            EnvironmentImages images = promotion.images(
                    branch,
                    new EnvironmentImages.Destination(branch, branch.fetchTip(), target.manifests(), state.renderer()));
            warn(images.left());
            return images.images();
        }
    }

    /**
     * What touches an application since its newest healthy delivery.
     *
     * @param built the files and folders that it is built from
     * @throws GitopsException when the commit that is checked out here was not pushed
     */
    ApplicationChanges changes(DeliveryTarget of, Set<String> built, Set<String> manifests, ClusterAccess access) {
        GitRemote remote = git.remote();
        WatchedApplication application =
                new WatchedApplication(of, remote, target.manifests(), cluster.namespace(access), built, manifests);
        try (RemoteBranch branch = git.open(remote, state);
                Cluster connected = ClusterOptions.connect(access)) {
            Revision tip = branch.fetchTip();
            Optional<Revision> head = checkedOut().map(DeliverySource::revision);
            head.filter(here -> !branch.knows(here)).ifPresent(here -> {
                throw new GitopsException(
                        "The commit that is checked out here, " + here + ", was not pushed, so nothing can be compared"
                                + " with it",
                        "Push it first");
            });
            return new ChangeDetector(DeliveryRun.site(branch, connected, state), tip, head.orElse(tip))
                    .of(application);
        }
    }

    /** The commit that is checked out here, where it is of the repository with the manifests. */
    Optional<DeliverySource> checkedOut() {
        GitRemote remote = git.remote();
        return LocalCheckout.here()
                .filter(here -> here.origin()
                        .filter(url -> new GitRemote(url, remote.branch()).key().equals(remote.key()))
                        .isPresent())
                .flatMap(here -> here.head().map(commit -> new DeliverySource(remote.url(), commit, here.committed())));
    }

    /** Says which manifests here are not in what is delivered, where this is a clone of that repository. */
    void warnUnpushed() {
        try {
            checkedOut()
                    .flatMap(here -> UnpushedManifests.in(
                            new File("").getAbsoluteFile(),
                            git.remote().branch(),
                            target.manifests().normalized().path()))
                    .map(found -> found.text(git.remote().branch()))
                    .ifPresent(text -> warn(List.of(text)));
        } catch (GitopsException unreadable) {
            // It is a hint. What is wrong of the repository or the path is told where that is needed.
        }
    }

    private void warn(List<String> warnings) {
        warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
    }

    /** Shows what a delivery would do. Returns the exit code: 1 where it would change something. */
    int compare(DeployRequest request, ClusterAccess access) throws InterruptedException {
        return new DeliveryRun(spec, git, access, state, receivers).compare(request, result);
    }

    boolean dryRun() {
        return dryRun;
    }

    ResultOptions result() {
        return result;
    }

    /** One of several. */
    DeliveryRun one(ClusterAccess access) {
        return new DeliveryRun(spec, git, access, state, receivers);
    }

    /** Delivers, or shows what a delivery would do. Returns the exit code. */
    int run(DeployRequest request, ClusterAccess access) throws InterruptedException {
        DeliveryRun run = one(access);
        return dryRun ? run.preview(request, result) : run.deliver(request, result);
    }
}
