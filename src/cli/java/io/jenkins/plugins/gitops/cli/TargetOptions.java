package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.OnFailure;
import io.jenkins.plugins.gitops.engine.git.Person;
import io.jenkins.plugins.gitops.engine.manifest.TagStyle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which manifests a delivery is of and how it is done. */
final class TargetOptions {

    @Option(
            names = "--manifests",
            required = true,
            paramLabel = "PATH",
            description =
                    "Path of its manifests in the repository: plain YAML, a kustomization, a Helm chart or its values.")
    private String manifests;

    @Option(
            names = "--allow-namespace",
            paramLabel = "NAME",
            description = "Another namespace that objects may go to; may be repeated.")
    private List<String> namespaces = List.of();

    @Option(names = "--allow-cluster-scoped", description = "Objects without a namespace may be applied.")
    private boolean clusterScoped;

    @Option(
            names = "--on-failure",
            defaultValue = "rollback",
            paramLabel = "WHAT",
            description = "After a failed rollout: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
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
            description = "How long a failure that may pass is waited out (default: ${DEFAULT-VALUE}).")
    private Duration grace;

    @Option(names = "--force-conflicts", description = "Take over fields that another manager owns.")
    private boolean force;

    @Option(names = "--prune", description = "Delete objects of this application that are not wanted any more.")
    private boolean prune;

    @Mixin
    private ExistingOptions existing;

    @Option(
            names = "--tags",
            defaultValue = "drop",
            paramLabel = "WHAT",
            description =
                    "The images' tags in the manifests, where the digest decides: drop them, keep them beside it, or"
                            + " name them in a comment: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TagStyle tags;

    @Option(
            names = "--author",
            paramLabel = "'NAME <EMAIL>'",
            description = "Who asks for it; the commit's author (default: as Git is configured here).")
    private String author;

    String manifests() {
        return manifests.replaceFirst("^\\./", "").replaceFirst("/+$", "");
    }

    DeployOptions options(String namespace, boolean requireTests, boolean allowNewerManifests, boolean releaseHold) {
        return new DeployOptions(
                namespace,
                new TreeSet<>(namespaces),
                clusterScoped,
                onFailure,
                timeout,
                grace,
                requireTests,
                allowNewerManifests,
                force,
                releaseHold,
                prune,
                tags,
                existing.objects());
    }

    Person author() {
        if (author != null) {
            return People.parse(author);
        }
        PersonIdent person = Checkout.here()
                .map(Checkout::person)
                .orElseGet(() -> new PersonIdent(System.getProperty("user.name"), ""));
        return new Person(
                person.getName(), Optional.ofNullable(person.getEmailAddress()).orElse(""));
    }
}
