package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where in a cluster objects may go.
 *
 * @param namespace for objects that name none; the inventory is kept there
 * @param allowed all namespaces that objects may go to; the one above always belongs to them
 * @param clusterScoped whether objects outside namespaces may be deployed (the Namespace of an allowed name always may)
 */
public record DeployScope(
        String namespace, @JsonProperty("allowedNamespaces") SortedSet<String> allowed, boolean clusterScoped) {

    public DeployScope {
        SortedSet<String> all = allowed == null ? new TreeSet<>() : new TreeSet<>(allowed);
        all.add(namespace);
        allowed = Collections.unmodifiableSortedSet(all);
    }

    /** One namespace, and nothing outside of namespaces. */
    public static DeployScope of(String namespace) {
        return new DeployScope(namespace, Collections.emptySortedSet(), false);
    }

    /** With these namespaces beside the default one, in place of those before. */
    public DeployScope withAllowed(Collection<String> namespaces) {
        return new DeployScope(namespace, new TreeSet<>(namespaces), clusterScoped);
    }

    /** Whether what may go to the other places may go here: all its namespaces, and outside of namespaces. */
    public boolean covers(DeployScope other) {
        return allowed.containsAll(other.allowed) && (clusterScoped || !other.clusterScoped);
    }

    public DeployScope withClusterScoped(boolean may) {
        return new DeployScope(namespace, allowed, may);
    }
}
