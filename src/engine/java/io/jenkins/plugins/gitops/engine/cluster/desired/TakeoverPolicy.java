package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private static final int MOST_NAMES = 5;

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

    /**
     * What is named and is not in a delivery, in one line each: a name that is misspelt has no effect. Not an error, since one
     * gitops.yaml names the objects of several applications, and an earlier commit may not have them yet.
     *
     * @param refs all objects of the delivery
     */
    public List<String> unmatched(Collection<ObjectRef> refs) {
        List<String> warnings = new ArrayList<>();
        adoptHelm.forEach(named -> warn("adoptHelm", named, refs, warnings));
        replace.forEach(named -> warn("replace", named, refs, warnings));
        return warnings;
    }

    private static void warn(String setting, ObjectSelector named, Collection<ObjectRef> refs, List<String> warnings) {
        if (refs.stream().noneMatch(named::matches)) {
            warnings.add(setting + " names " + ShownText.line(named.text(), TextLimits.SHOWN)
                    + ", which is no object of this delivery, so it has no effect; " + present(named, refs));
        }
    }

    /** Those of the same kind or name, where there are such: one of them may be meant. */
    private static String present(ObjectSelector named, Collection<ObjectRef> refs) {
        List<ObjectRef> alike = refs.stream()
                .filter(ref -> named.kind().equalsIgnoreCase(ref.kind())
                        || named.name().equals(ref.name()))
                .toList();
        Collection<ObjectRef> shown = alike.isEmpty() ? refs : alike;
        if (shown.isEmpty()) {
            return "it has no objects";
        }
        Stream<String> more = shown.size() > MOST_NAMES ? Stream.of("...") : Stream.empty();
        return "it has "
                + Stream.concat(shown.stream().limit(MOST_NAMES).map(TakeoverPolicy::name), more)
                        .collect(Collectors.joining(", "));
    }

    /** As it is to be written. */
    private static String name(ObjectRef ref) {
        return ShownText.line(
                ref.kind() + "/" + (ref.namespace().isEmpty() ? "" : ref.namespace() + "/") + ref.name(),
                TextLimits.SHOWN);
    }

    private static boolean anyNames(Collection<ObjectSelector> named, ObjectRef ref) {
        return named.stream().anyMatch(each -> each.matches(ref));
    }
}
