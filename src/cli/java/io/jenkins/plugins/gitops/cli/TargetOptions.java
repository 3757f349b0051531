package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which manifests are delivered, and how. */
final class TargetOptions {

    @Mixin
    private ManifestOptions manifests;

    @Option(
            names = "--on-failure",
            defaultValue = "rollback",
            paramLabel = "WHAT",
            description =
                    "After a failed rollout: go back with images and the environment's own manifests, with images alone, or"
                            + " leave it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OnFailure onFailure;

    @Option(
            names = "--timeout",
            defaultValue = "10m",
            paramLabel = "TIME",
            description = "How long the rollout may take (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--grace",
            defaultValue = "0s",
            paramLabel = "TIME",
            description = "How long a failure has to last before it counts (default: ${DEFAULT-VALUE}).")
    private Duration grace;

    @Option(names = "--force-conflicts", description = "Take over fields that another manager owns.")
    private boolean force;

    @Option(
            names = "--new-place",
            description = "Deliver to this namespace although the environment's deliveries before went to another one.")
    private boolean newPlace;

    @Option(names = "--prune", description = "Delete objects of earlier deliveries that the manifests no longer have.")
    private boolean prune;

    @Option(
            names = "--prune-limit",
            defaultValue = "20",
            paramLabel = "NUMBER",
            description = "How many objects --prune may delete; when there are more, none is deleted (default:"
                    + " ${DEFAULT-VALUE}).")
    private PruneLimit pruneLimit;

    @Mixin
    private ExistingOptions existing;

    @Option(
            names = "--tags",
            defaultValue = "drop",
            paramLabel = "WHAT",
            description =
                    "What to do with the images' tags in the manifests: drop them, keep them beside the digest, or"
                            + " write them in a comment: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TagStyle tags;

    @Mixin
    private CommitOptions commits;

    @Option(
            names = "--notes",
            description = "At the end, write the result as a Git note at the commit, on refs/notes/gitops.")
    private boolean notes;

    ManifestSource manifests() {
        return manifests.source();
    }

    /** @param namespace for objects that name none */
    DeployOptions options(String namespace) {
        return DeployOptions.in(namespace)
                .with(manifests.scope(namespace))
                .with(onFailure)
                .with(DeployOptions.Patience.USUAL.withTimeout(timeout).withGrace(grace))
                .with(DeployOptions.Safety.USUAL.withForce(force).withNewPlace(newPlace))
                .with(new Pruning(prune, pruneLimit))
                .with(tags)
                .with(commits.style(notes))
                .with(existing.objects());
    }

    GitIdentity author() {
        return commits.author();
    }
}
