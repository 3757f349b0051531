package io.jenkins.plugins.gitops.engine.cluster.delete;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MembershipCheck;
import io.jenkins.plugins.gitops.engine.cluster.inventory.SyncOptions;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes all members of an inventory, in the reverse order of an apply: later waves first, and in each wave workloads
 * before what they need.
 */
public final class Deleter {

    private final ClusterSession session;
    private final MembershipCheck members;
    private final InventoryId id;

    public Deleter(ClusterSession session, InventoryId id) {
        this.session = session;
        this.members = new MembershipCheck(session, id);
        this.id = id;
    }

    /**
     * @param named objects that may be deleted with their data
     * @param scope where objects may be today; empty where nothing but the account limits it
     * @throws GitopsException when something would go with it that is to stay, when a name means several objects, or when
     *     the cluster does not let us delete it
     */
    public RemovalPlan plan(Inventory inventory, Set<ObjectSelector> named, Optional<DeployScope> scope) {
        named.forEach(each -> requireOne(each, inventory));
        List<MembershipCheck.Membership> memberships =
                session.pool().map(inventory.objects(), entry -> members.check(entry));
        Map<WavePosition, List<Inventory.Entry>> positions = new TreeMap<>(Comparator.reverseOrder());
        Map<WavePosition, List<Inventory.Entry>> attended = new TreeMap<>(Comparator.reverseOrder());
        List<Inventory.Entry> last = new ArrayList<>();
        List<ObjectRef> gone = new ArrayList<>();
        List<RemovalPlan.Staying> staying = new ArrayList<>();
        List<RemovalPlan.Hidden> hidden = new ArrayList<>();
        List<MembershipCheck.Member> leaving = new ArrayList<>();
        for (MembershipCheck.Membership membership : memberships) {
            ObjectKey key = membership.ref().key();
            Optional<String> outside = scope.flatMap(where -> outside(membership.ref(), where))
                    .filter(any -> membership.status() == MembershipCheck.Status.HIDDEN
                            || membership.member().isPresent());
            if (membership.status() == MembershipCheck.Status.GONE) {
                gone.add(membership.ref());
            } else if (outside.isPresent()) {
                staying.add(new RemovalPlan.Staying(membership.ref(), outside.get(), true));
            } else if (membership.status() == MembershipCheck.Status.HIDDEN) {
                hidden.add(new RemovalPlan.Hidden(
                        membership.ref(), membership.reason().orElse("")));
            } else if (membership.member().isEmpty()) {
                staying.add(new RemovalPlan.Staying(
                        membership.ref(), membership.reason().orElse(""), false));
            } else if (KnownKind.of(key).isProtected()
                    && named.stream().noneMatch(each -> each.matches(membership.ref()))) {
                staying.add(new RemovalPlan.Staying(
                        membership.ref(),
                        "its data would go with it; to remove it too, name it ("
                                + ErrorRemedy.REMOVAL_WITH_DATA.words(
                                        ObjectSelector.of(membership.ref()).text()) + ")",
                        true));
            } else if (keptBy(membership).isPresent()) {
                staying.add(new RemovalPlan.Staying(
                        membership.ref(), keptBy(membership).get(), true));
            } else {
                MembershipCheck.Member member = membership.member().get();
                leaving.add(member);
                List<Inventory.Entry> step = holdsInventory(member.ref())
                        ? last
                        : (isAttended(member) ? attended : positions)
                                .computeIfAbsent(member.position(), position -> new ArrayList<>());
                step.add(new Inventory.Entry(member.ref(), member.uid()));
            }
        }
        attended.keySet().forEach(position -> positions.computeIfAbsent(position, all -> List.of()));
        List<RemovalPlan.Step> steps = positions.entrySet().stream()
                .flatMap(at -> Stream.of(attended.getOrDefault(at.getKey(), List.of()), at.getValue()))
                .filter(together -> !together.isEmpty())
                .map(RemovalPlan.Step::new)
                .collect(Collectors.toList());
        List<ObjectRef> left = Stream.concat(
                        staying.stream().map(RemovalPlan.Staying::ref),
                        hidden.stream().map(RemovalPlan.Hidden::ref))
                .toList();
        leaving.forEach(new CascadeGuard(session.server(), id, left)::requireNothing);
        new DeleteRights(session).require(leaving);
        if (!last.isEmpty()) {
            steps.add(new RemovalPlan.Step(last));
        }
        return new RemovalPlan(steps, gone, staying, hidden);
    }

    /**
     * A custom resource that keeps finalizers waits for a controller, which may be one of the workloads of its own wave: that
     * one goes after it.
     */
    private static boolean isAttended(MembershipCheck.Member member) {
        return KnownKind.of(member.ref().key()) == KnownKind.OTHER
                && !member.metadata().path("finalizers").isEmpty();
    }

    /** Why it stays: deliveries could put objects there once, and may not today. */
    private static Optional<String> outside(ObjectRef ref, DeployScope scope) {
        if (!ref.namespace().isEmpty()) {
            return scope.allowed().contains(ref.namespace())
                    ? Optional.empty()
                    : Optional.of(
                            "namespace " + ref.namespace() + " is not one that this environment may use; to remove it"
                                    + " too, allow it (" + ErrorRemedy.OTHER_NAMESPACE.words(ref.namespace()) + ")");
        }
        boolean ownNamespace = KnownKind.of(ref.key()) == KnownKind.NAMESPACE
                && scope.allowed().contains(ref.name());
        return scope.clusterScoped() || ownNamespace
                ? Optional.empty()
                : Optional.of(
                        "it belongs to the whole cluster, and this environment may not change such objects; to remove"
                                + " it too, allow cluster-scoped objects (" + ErrorRemedy.CLUSTER_SCOPED.words() + ")");
    }

    private static Optional<String> keptBy(MembershipCheck.Membership membership) {
        return membership.member().flatMap(member -> SyncOptions.of(member.metadata())
                .keptWhenRemoved());
    }

    /** Data that is gone does not come back: one word must not delete that of several namespaces. */
    private static void requireOne(ObjectSelector named, Inventory inventory) {
        List<String> meant = inventory.objects().stream()
                .map(Inventory.Entry::ref)
                .filter(ref -> KnownKind.of(ref.key()).isProtected() && named.matches(ref))
                .map(ref -> ObjectSelector.of(ref).text())
                .toList();
        if (meant.size() > 1) {
            throw new GitopsException(
                    "'" + named + "' names several objects: " + String.join(", ", meant),
                    "Name each that is to be deleted with its namespace, for example " + meant.get(0));
        }
    }

    private boolean holdsInventory(ObjectRef ref) {
        return KnownKind.of(ref.key()) == KnownKind.NAMESPACE && ref.name().equals(id.namespace());
    }

    /**
     * Deletes what is not being deleted yet. May be repeated until the result is empty.
     *
     * @param beforeBatch called before each batch; what it throws ends the removal
     * @return what still exists
     */
    public List<DeletingObject> remove(List<Inventory.Entry> some, Runnable beforeBatch) {
        return session.pool().map(some, this::remove, beforeBatch).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** In the foreground: a Deployment is gone when its pods are, so that nothing goes that they still use. */
    private Optional<DeletingObject> remove(Inventory.Entry entry) {
        MembershipCheck.Membership membership = members.check(entry);
        if (membership.status() == MembershipCheck.Status.HIDDEN) {
            throw new GitopsException(
                    "Tried to read " + entry.ref() + ": " + membership.reason().orElse(""), "Grant the verb get");
        }
        return membership.member().map(member -> {
            if (!member.metadata().has("deletionTimestamp")) {
                members.delete(member, "Foreground");
            }
            return DeletingObject.of(member.ref(), member.metadata());
        });
    }
}
