package io.jenkins.plugins.gitops.cli.status;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the manifests of what was delivered are, and where their objects may be. */
public final class PlaceOptions {

    @Option(
            names = "--manifests",
            paramLabel = "PATH",
            description =
                    "Path of the manifests in the repository (default: what the newest delivery's commit says of it).")
    private String path;

    @Option(
            names = "--values",
            paramLabel = "FILE",
            description = "Path of a chart's values file in the repository; may be repeated.")
    private List<String> values = List.of();

    @Option(
            names = "--allow-namespace",
            paramLabel = "NAME",
            description = "Another namespace that objects may be in; may be repeated.")
    private List<String> namespaces = List.of();

    @Option(names = "--allow-cluster-scoped", description = "Allow objects outside namespaces, such as ClusterRoles.")
    private boolean clusterScoped;

    /** Where they are, where that is said. */
    public Optional<ManifestSource> manifests() {
        return Optional.ofNullable(path).map(named -> new ManifestSource(named, values));
    }

    /** @param namespace of objects that name none */
    public DeployScope scope(String namespace) {
        return DeployScope.of(namespace).withAllowed(namespaces).withClusterScoped(clusterScoped);
    }
}
