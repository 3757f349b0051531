package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import java.util.List;
import picocli.CommandLine.Option;

/** Which manifests are meant, and where their objects may be. */
final class ManifestOptions {

    @Option(
            names = "--manifests",
            required = true,
            paramLabel = "PATH",
            description =
                    "Path of its manifests in the repository: plain YAML, a kustomization, a Helm chart or its values.")
    private String path;

    @Option(
            names = "--allow-namespace",
            paramLabel = "NAME",
            description = "Another namespace that objects may go to; may be repeated.")
    private List<String> namespaces = List.of();

    @Option(names = "--allow-cluster-scoped", description = "Objects without a namespace may be applied.")
    private boolean clusterScoped;

    String path() {
        return path.replaceFirst("^\\./", "").replaceFirst("/+$", "");
    }

    /** @param namespace for objects that name none */
    DeployScope scope(String namespace) {
        return DeployScope.of(namespace).withAllowed(namespaces).withClusterScoped(clusterScoped);
    }
}
