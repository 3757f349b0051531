package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
     * What is named and is not in a delivery, in one line for each of the two lists: a name that is misspelt has no effect. Not an
     * error, since one gitops.yaml names the objects of several applications, and an earlier commit may not have them yet.
     *
     * @param refs all objects of the delivery
     */
    public List<String> unmatched(Collection<ObjectRef> refs) {
        return Stream.of(warning("adoptHelm", adoptHelm, refs), warning("replace", replace, refs))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> warning(
            String setting, Collection<ObjectSelector> named, Collection<ObjectRef> refs) {
        List<ObjectSelector> some = named.stream()
                .filter(each -> refs.stream().noneMatch(each::matches))
                .limit(MOST_NAMES + 1L)
                .toList();
        if (some.isEmpty()) {
            return Optional.empty();
        }
        String names = listed(
                some.stream().map(each -> ShownText.line(each.text(), TextLimits.SHOWN)), some.size() > MOST_NAMES);
        return Optional.of(setting + " names " + names + ": no object of this delivery, so no effect; "
                + present(some.get(0), refs));
    }

    private static String listed(Stream<String> names, boolean more) {
        return names.limit(MOST_NAMES).collect(Collectors.joining(", ")) + (more ? ", ..." : "");
    }

    /** Those of the same kind or name, where there are such: one of them may be meant. */
    private static String present(ObjectSelector named, Collection<ObjectRef> refs) {
        List<ObjectRef> alike = refs.stream()
                .filter(ref -> named.kind().equalsIgnoreCase(ref.kind())
                        || named.name().equals(ref.name()))
                .toList();
        Collection<ObjectRef> shown = alike.isEmpty() ? refs : alike;
        return shown.isEmpty()
                ? "it has no objects"
                : "it has " + listed(shown.stream().map(TakeoverPolicy::name), shown.size() > MOST_NAMES);
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
