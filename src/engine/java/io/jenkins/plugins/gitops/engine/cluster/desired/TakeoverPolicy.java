package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What may be done to existing objects, beyond a change of their fields; by default nothing.
 *
 * @param adopt whether what {@code kubectl apply} made is taken over: its fields become ours, and those that the manifests
 *     do not have are removed
 * @param adoptHelm objects of Helm releases that are taken over likewise; all others are refused
 * @param replace objects that are deleted and recreated when a field has to change that cannot be changed
 */
public record TakeoverPolicy(boolean adopt, SortedSet<ObjectSelector> adoptHelm, SortedSet<ObjectSelector> replace) {

    public static final TakeoverPolicy NONE =
            new TakeoverPolicy(false, Collections.emptySortedSet(), Collections.emptySortedSet());

    public TakeoverPolicy {
        adoptHelm = Collections.unmodifiableSortedSet(new TreeSet<>(adoptHelm));
        replace = Collections.unmodifiableSortedSet(new TreeSet<>(replace));
    }

    public boolean adoptsFromHelm(ObjectRef ref) {
        return anyNames(adoptHelm, ref);
    }

    public boolean replaces(ObjectRef ref) {
        return anyNames(replace, ref);
    }

    private static boolean anyNames(Collection<ObjectSelector> named, ObjectRef ref) {
        return named.stream().anyMatch(each -> each.matches(ref));
    }
}
