package io.jenkins.plugins.gitops.engine.cluster.delete;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredKeys;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MembershipCheck;
import io.jenkins.plugins.gitops.engine.cluster.inventory.SyncOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Removes what a repository no longer wants: of what the stored inventory lists, the members that label and UID confirm. */
public final class Pruner {

    private final ClusterSession session;
    private final MembershipCheck members;
    private final DesiredState request;

    public Pruner(ClusterSession session, DesiredState request) {
        this.session = session;
        this.members = new MembershipCheck(session, request.inventory());
        this.request = request;
    }

    /**
     * What the inventory lists and the manifests no longer have.
     *
     * @param confirmed what may be removed; empty unless pruning is on and nothing speaks against it
     * @param gone what is not there any more
     */
    public record Leftovers(
            List<ObjectRef> confirmed, List<ObjectRef> gone, List<String> problems, List<String> warnings) {}

    private record Finding(
            Optional<MembershipCheck.Member> target, Optional<ObjectRef> gone, Optional<String> warning) {

        static Finding stays(ObjectRef ref, String why) {
            return new Finding(Optional.empty(), Optional.empty(), Optional.of(ref + " is not pruned: " + why));
        }
    }

    private record Examined(List<MembershipCheck.Member> targets, Leftovers leftovers) {}

    public Leftovers examine(Inventory inventory) {
        return examineAll(inventory).leftovers();
    }

    /**
     * Deletes what is confirmed, in the reverse order of an apply: later waves first, and in each of them workloads before
     * what they depend on.
     *
     * @param beforeBatch called before each batch; what it throws ends the pruning
     * @return what is gone now, so that the inventory need not list it any more, and what is to go
     */
    public PruneResult prune(Inventory inventory, Runnable beforeBatch) {
        if (!request.pruning().on() || request.limits().partial()) {
            return PruneResult.NOTHING;
        }
        inventory.requireOwner(request.repository());
        Examined examined = examineAll(inventory);
        if (!examined.leftovers().problems().isEmpty()) {
            throw new GitopsException(
                    "Nothing was pruned: "
                            + String.join("; ", examined.leftovers().problems()),
                    "Correct the manifests or the environment, then deliver again");
        }
        List<ObjectRef> gone = new ArrayList<>(examined.leftovers().gone());
        List<DeletingObject> leaving = new ArrayList<>();
        examined.targets().stream()
                .collect(Collectors.groupingBy(MembershipCheck.Member::position, TreeMap::new, Collectors.toList()))
                .descendingMap()
                .values()
                .forEach(together -> session.pool()
                        .map(together, this::delete, beforeBatch)
                        .forEach(deleted -> {
                            if (deleted.finalizers().isEmpty()) {
                                gone.add(deleted.ref());
                            } else {
                                leaving.add(deleted);
                            }
                        }));
        return new PruneResult(gone, leaving);
    }

    private Examined examineAll(Inventory inventory) {
        DesiredKeys wanted = new DesiredKeys(request);
        List<Inventory.Entry> unwanted = inventory.objects().stream()
                .filter(entry -> !wanted.has(entry.ref()))
                .toList();
        if (!request.pruning().on()) {
            return nothing(List.of(), stayingUnasked(unwanted));
        }
        if (request.manifests().isEmpty() && !unwanted.isEmpty()) {
            return nothing(
                    List.of("The manifests hold no object at all, and " + unwanted.size()
                            + " would be pruned; to remove a whole application, use gitops delete"),
                    List.of());
        }
        List<Finding> findings = session.pool().map(unwanted, this::confirm);
        List<MembershipCheck.Member> targets = findings.stream()
                .map(Finding::target)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(target -> target.ref().key()))
                .toList();
        List<String> warnings = findings.stream()
                .map(Finding::warning)
                .flatMap(Optional::stream)
                .toList();
        if (targets.size() > request.pruning().limit().objects()) {
            return nothing(
                    List.of(targets.size() + " objects would be pruned, and the limit is "
                            + request.pruning().limit() + ": "
                            + names(targets.stream()
                                    .map(MembershipCheck.Member::ref)
                                    .toList())
                            + "; check the manifests, and where all of them are to go, raise the limit ("
                            + ErrorRemedy.HIGHER_PRUNE_LIMIT.words() + "), or take them out in several commits"),
                    warnings);
        }
        List<String> undeletable = new DeleteRights(session).missing(targets);
        if (!undeletable.isEmpty()) {
            return nothing(
                    List.of("we may not delete what would be pruned: " + String.join(", ", undeletable)
                            + "; grant the verb delete on these, or deploy without pruning"),
                    warnings);
        }
        return new Examined(
                targets,
                new Leftovers(
                        targets.stream().map(MembershipCheck.Member::ref).toList(),
                        findings.stream()
                                .map(Finding::gone)
                                .flatMap(Optional::stream)
                                .toList(),
                        List.of(),
                        warnings));
    }

    private static Examined nothing(List<String> problems, List<String> warnings) {
        return new Examined(List.of(), new Leftovers(List.of(), List.of(), problems, warnings));
    }

    private static List<String> stayingUnasked(List<Inventory.Entry> unwanted) {
        return unwanted.isEmpty()
                ? List.of()
                : List.of(names(unwanted.stream().map(Inventory.Entry::ref).toList())
                        + (unwanted.size() == 1 ? " is" : " are")
                        + " no longer in the manifests, and will stay: pruning is off");
    }

    private static String names(List<ObjectRef> refs) {
        int shown = 10;
        return refs.stream().limit(shown).map(ObjectRef::toString).collect(Collectors.joining(", "))
                + (refs.size() > shown ? " and " + (refs.size() - shown) + " more" : "");
    }

    private Finding confirm(Inventory.Entry entry) {
        if (KnownKind.of(entry.ref().key()).isProtected()) {
            return Finding.stays(
                    entry.ref(), "its data would go with it; delete it yourself, for example with kubectl");
        }
        MembershipCheck.Membership membership = members.check(entry);
        return membership
                .reason()
                .or(() -> membership.member().flatMap(member -> SyncOptions.of(member.metadata())
                        .keptWhenPruned()))
                .map(doubt -> Finding.stays(entry.ref(), doubt))
                .orElseGet(() -> new Finding(
                        membership.member(),
                        membership.status() == MembershipCheck.Status.GONE
                                ? Optional.of(entry.ref())
                                : Optional.empty(),
                        Optional.empty()));
    }

    private DeletingObject delete(MembershipCheck.Member member) {
        return members.delete(member, "Background").orElseGet(() -> new DeletingObject(member.ref(), List.of()));
    }
}
