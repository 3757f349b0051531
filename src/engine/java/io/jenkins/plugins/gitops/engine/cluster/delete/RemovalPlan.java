package io.jenkins.plugins.gitops.engine.cluster.delete;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is removed with an application: all that its inventory lists, and in which order.
 *
 * @param steps each waits until the objects of the step before are gone; empty when there is nothing to remove
 * @param gone what the inventory lists and is not there any more
 * @param staying what is there and stays
 * @param hidden what we may not read, so that it may exist or not; the inventory goes on listing it
 */
public record RemovalPlan(List<Step> steps, List<ObjectRef> gone, List<Staying> staying, List<Hidden> hidden) {

    /** Objects that are deleted together. */
    public record Step(List<Inventory.Entry> members) {

        public Step {
            members = List.copyOf(members);
        }

        public List<ObjectRef> refs() {
            return members.stream().map(Inventory.Entry::ref).toList();
        }
    }

    /**
     * What is not removed.
     *
     * @param why for people
     * @param member whether it is still this inventory's, which then goes on listing it
     */
    public record Staying(ObjectRef ref, String why, boolean member) {}

    /**
     * What the server does not show us.
     *
     * @param why the server's answer, for people
     */
    public record Hidden(ObjectRef ref, String why) {

        @Override
        public String toString() {
            return ref + " cannot be read: " + why;
        }
    }

    public RemovalPlan {
        steps = List.copyOf(steps);
        gone = List.copyOf(gone);
        staying = List.copyOf(staying);
        hidden = List.copyOf(hidden);
    }

    /** What the inventory need not list when all is done: what is removed, gone, or somebody else's. */
    public List<ObjectRef> unlisted() {
        return Stream.of(
                        gone.stream(),
                        staying.stream().filter(each -> !each.member()).map(Staying::ref),
                        steps.stream().flatMap(step -> step.refs().stream()))
                .flatMap(refs -> refs)
                .toList();
    }

    /** For people. */
    public String text() {
        int objects = steps.stream().mapToInt(step -> step.members().size()).sum();
        return ShownText.of(Stream.of(
                        steps.stream().flatMap(step -> step.refs().stream()).map(ref -> "- " + ref),
                        staying.stream().map(each -> "= " + each.ref() + " stays: " + each.why()),
                        hidden.stream().map(each -> "? " + each),
                        Stream.of(objects + " to remove, " + staying.size() + " to stay, " + gone.size()
                                + " gone already"
                                + (hidden.isEmpty() ? "" : ", " + hidden.size() + " not readable")))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n")));
    }
}
