package io.jenkins.plugins.gitops.engine.manifest.render;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a chart sees of a cluster ({@code .Capabilities}), as the cluster was when it was asked.
 *
 * @param version the server's, {@code v1.33.1}
 * @param apiVersions what it serves of what the chart names: {@code group/version}, or {@code group/version/Kind}
 */
public record KubernetesApi(String version, SortedSet<String> apiVersions) {

    public KubernetesApi {
        apiVersions = Collections.unmodifiableSortedSet(new TreeSet<>(apiVersions));
    }

    public static KubernetesApi of(String version, Collection<String> apiVersions) {
        return new KubernetesApi(version, new TreeSet<>(apiVersions));
    }
}
