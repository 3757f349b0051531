package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the manifests are, and which namespaces their objects may go to. */
final class ManifestOptions {

    @Option(
            names = "--manifests",
            required = true,
            paramLabel = "PATH",
            description =
                    "Path of the manifests in the repository: plain YAML, a kustomization, or a Helm chart or its values.")
    private String path;

    @Option(
            names = "--allow-namespace",
            paramLabel = "NAME",
            description = "Another namespace that objects may go to; may be repeated.")
    private List<String> namespaces = List.of();

    @Option(names = "--allow-cluster-scoped", description = "Allow objects outside namespaces, such as ClusterRoles.")
    private boolean clusterScoped;

    String path() {
        return path.replaceFirst("^\\./", "").replaceFirst("/+$", "");
    }

    /** @param namespace for objects that name none */
    DeployScope scope(String namespace) {
        return DeployScope.of(namespace).withAllowed(namespaces).withClusterScoped(clusterScoped);
    }
}
