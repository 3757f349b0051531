package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the manifests are, and which namespaces their objects may go to. */
final class ManifestOptions {

    @Option(
            names = "--manifests",
            paramLabel = "PATH",
            description = "Path of the manifests in the repository: plain YAML, a kustomization, or a Helm chart or its"
                    + " values. It is needed; gitops.yaml may say it.")
    private String path;

    @Option(
            names = "--values",
            paramLabel = "FILE",
            description =
                    "Path of a chart's values file in the repository, laid over the chart's own; may be repeated, and"
                            + " each is laid over those before it.")
    private List<String> values = List.of();

    @Option(names = "--set", hidden = true, paramLabel = "KEY=VALUE", description = "Refused: see below.")
    private List<String> set = List.of();

    @Option(
            names = "--allow-namespace",
            paramLabel = "NAME",
            description = "Another namespace that objects may go to; may be repeated.")
    private List<String> namespaces = List.of();

    @Option(names = "--allow-cluster-scoped", description = "Allow objects outside namespaces, such as ClusterRoles.")
    private boolean clusterScoped;

    /** @throws GitopsException when the path is missing, or values are given that are in no file */
    ManifestSource source() {
        if (path == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    new GitopsException(
                            "Missing required option: '--manifests=PATH'",
                            "Name the manifests' path in the repository, or write it into gitops.yaml"));
        }
        if (!set.isEmpty()) {
            throw new GitopsException(
                    "--set gives a value that Git does not have, so no rollback and no later delivery would know it",
                    "Write it into a values file in the repository, and name that (" + ErrorRemedy.VALUES.words("FILE")
                            + ")");
        }
        return new ManifestSource(
                clean(path), values.stream().map(ManifestOptions::clean).toList());
    }

    private static String clean(String given) {
        return given.replaceFirst("^\\./", "").replaceFirst("/+$", "");
    }

    /** @param namespace for objects that name none */
    DeployScope scope(String namespace) {
        return DeployScope.of(namespace).withAllowed(namespaces).withClusterScoped(clusterScoped);
    }
}
