package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.Optional;

/**
 * Where in Kubernetes a delivery goes.
 *
 * @param cluster the name that the administrator gave it; the server's host and port where it has none any more
 */
public record ClusterPlace(String cluster, String namespace) {

    public static ClusterPlace of(DeployRecord record) {
        String server = record.request().cluster();
        String name = GitopsConfiguration.get().getClusters().stream()
                .filter(entry -> isAt(entry, server))
                .findFirst()
                .map(ClusterEntry::getName)
                .orElseGet(() -> withoutSlash(server.replaceFirst("^https?://", "")));
        return new ClusterPlace(name, record.request().options().scope().namespace());
    }

    private static boolean isAt(ClusterEntry entry, String server) {
        return entry.getServerUrl() != null
                && withoutSlash(entry.getServerUrl()).equals(withoutSlash(server));
    }

    private static String withoutSlash(String url) {
        return url.replaceFirst("/+$", "");
    }

    /** As it is configured now; empty when there is no such environment any more. */
    public static Optional<ClusterPlace> ofEnvironment(String name) {
        return GitopsConfiguration.get()
                .environment(name)
                .filter(entry -> entry.getCluster() != null)
                .map(ClusterPlace::of);
    }

    private static ClusterPlace of(EnvironmentEntry entry) {
        return new ClusterPlace(entry.getCluster(), entry.scope().namespace());
    }

    public String text() {
        return Messages.ClusterPlace_text(cluster, namespace);
    }
}
