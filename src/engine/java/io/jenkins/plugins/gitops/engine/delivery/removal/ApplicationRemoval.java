package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.delete.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.InventoryLease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes an application from an environment: first said in Git, then everything that the inventory lists, step by step,
 * and the inventory last. It keeps no record: killed at any moment and asked for again, it goes on, since the branch
 * says that it was begun, and the inventory what is left. The manifests stay in Git; a later delivery creates all again.
 */
public final class ApplicationRemoval {

    private static final RemovalPlan NOTHING = new RemovalPlan(List.of(), List.of(), List.of(), List.of());
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final RemovalRequest request;
    private final DeliveryContext context;
    private final Cluster cluster;
    private final InventoryLease lease;
    private final RemovalEvents events;
    private boolean begun;

    /** @param events is told whenever something happens */
    public ApplicationRemoval(RemovalRequest request, DeliveryContext context, RemovalEvents events) {
        this.request = request;
        this.context = context;
        this.cluster = context.cluster();
        this.lease = new InventoryLease(request.target(), request.remote(), request.namespace(), context);
        this.events = events;
    }

    /**
     * What would be removed; changes nothing.
     *
     * @throws GitopsException when there is no inventory, or it is another repository's
     */
    public RemovalPlan plan() {
        return cluster.planRemoval(inventory().orElseThrow(this::nothingThere), request.named());
    }

    /**
     * Prints the plan, removes, and waits until it is done or the timeout is over.
     *
     * @throws DeliveryRefusedException when a newer delivery took over
     * @throws GitopsException as {@link #plan()}, and when the cluster refuses to delete something
     * @throws InterruptedException when it was stopped ({@link RemovalEvents#stopped})
     */
    public RemovalReport run() throws InterruptedException {
        Optional<RemovalCommit> earlier = RemovalCommit.newest(request.target(), context);
        Optional<Inventory> inventory = inventory();
        if (inventory.isEmpty() && earlier.isPresent()) {
            return new RemovalReport(
                    request.target(),
                    earlier.map(RemovalCommit::id),
                    earlier.map(RemovalCommit::revision),
                    List.of(),
                    List.of(),
                    NOTHING,
                    Optional.of(request.inventory()));
        }
        Inventory stored = inventory.orElseThrow(this::nothingThere);
        RemovalPlan plan = cluster.planRemoval(stored, request.named());
        tell(plan.text());
        requireNotStopped();
        RemovalCommit commit =
                earlier.isPresent() ? earlier.get() : RemovalCommit.make(request, stored.state(), context);
        begun = true;
        events.committed(commit.id(), commit.revision());
        tell("Committed " + commit.revision().abbreviated() + " to "
                + request.remote().branch());
        try {
            return remove(commit, plan);
        } catch (DeliveryRefusedException overtaken) {
            throw new DeliveryRefusedException(
                    overtaken.outcome(),
                    overtaken.getMessage() + ", so the rest was not removed",
                    overtaken.remedy() + ", and delete again if it is still to be removed");
        }
    }

    private RemovalReport remove(RemovalCommit commit, RemovalPlan plan) throws InterruptedException {
        lease.claim(commit.holder(), (before, tip) -> state(commit, Optional.empty()));
        Instant start = context.clock().start();
        List<ObjectRef> removed = new ArrayList<>();
        RemovalPlan left = plan;
        do {
            List<DeletingObject> standing = removeSteps(left, commit, start, removed);
            if (!standing.isEmpty()) {
                return report(commit, removed, standing, plan);
            }
            left = rest(left, commit);
        } while (!left.steps().isEmpty());
        finish(commit);
        return report(commit, removed, List.of(), plan);
    }

    /** Adds to what is removed; returns what had not gone in time. */
    private List<DeletingObject> removeSteps(
            RemovalPlan plan, RemovalCommit commit, Instant start, List<ObjectRef> removed)
            throws InterruptedException {
        for (RemovalPlan.Step step : plan.steps()) {
            tell("Deleting " + names(step.refs()));
            List<DeletingObject> standing = await(step, commit, start);
            List<ObjectRef> gone = new ArrayList<>(step.refs());
            gone.removeAll(standing.stream().map(DeletingObject::ref).toList());
            removed.addAll(gone);
            lease.updateIfThere(commit.holder(), current -> current.without(gone));
            if (!standing.isEmpty()) {
                return standing;
            }
        }
        return List.of();
    }

    /** A delivery that lost the lease while its requests were under way may have listed objects since the plan was made. */
    private RemovalPlan rest(RemovalPlan done, RemovalCommit commit) {
        lease.updateIfThere(commit.holder(), current -> current.without(done.unlisted()));
        return inventory()
                .map(current -> cluster.planRemoval(current, request.named()))
                .orElse(NOTHING);
    }

    /** Whether something was changed by {@link #run}, in Git or in the cluster. */
    public boolean begun() {
        return begun;
    }

    private RemovalReport report(
            RemovalCommit commit, List<ObjectRef> removed, List<DeletingObject> standing, RemovalPlan plan) {
        return new RemovalReport(
                request.target(),
                Optional.of(commit.id()),
                Optional.of(commit.revision()),
                removed,
                standing,
                plan,
                Optional.empty());
    }

    private GitopsException nothingThere() {
        return new GitopsException(
                "Namespace " + request.namespace() + " has no inventory of " + request.target(),
                "Check the names, the namespace and the cluster; what was never delivered cannot be removed");
    }

    private Optional<Inventory> inventory() {
        Optional<Inventory> stored = cluster.inventory(request.inventory());
        stored.ifPresent(each -> each.requireOwner(request.remote().key()));
        return stored;
    }

    /** What ran before is no state to go back to any more. */
    private InventoryState state(RemovalCommit commit, Optional<DeliveryResult> result) {
        return new InventoryState(
                Optional.of(commit.id().value()),
                Optional.of(commit.revision().id()),
                result.map(DeliveryResult::word),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(context.clock().instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private List<DeletingObject> await(RemovalPlan.Step step, RemovalCommit commit, Instant start)
            throws InterruptedException {
        List<DeletingObject> last = List.of();
        while (true) {
            requireNotStopped();
            // A newer delivery takes what is left for unchanged, and may have ended before all were asked for.
            List<DeletingObject> standing =
                    cluster.remove(request.inventory(), step, () -> lease.checkIfThere(commit.holder()));
            if (standing.isEmpty() || context.clock().since(start).compareTo(request.timeout()) > 0) {
                return standing;
            }
            if (!standing.equals(last) && !last.isEmpty()) {
                tell("Still there: " + names(standing));
            }
            last = standing;
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private void requireNotStopped() throws InterruptedException {
        if (events.stopped()) {
            throw new InterruptedException("The removal of " + request.target() + " was stopped");
        }
    }

    private void tell(String line) {
        events.line(ShownText.of(line));
    }

    private void finish(RemovalCommit commit) {
        lease.updateIfThere(
                commit.holder(), current -> current.with(state(commit, Optional.of(DeliveryResult.REMOVED))));
        boolean gone = cluster.inventory(request.inventory())
                .filter(left -> left.objects().isEmpty())
                .map(cluster::deleteInventory)
                .orElse(true);
        if (!gone) {
            lease.checkIfThere(commit.holder());
            throw lease.contended();
        }
    }

    private static String names(List<?> objects) {
        return String.join(", ", objects.stream().map(Object::toString).toList());
    }
}
