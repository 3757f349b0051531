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
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.InventoryLease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes an application from an environment: first said in Git, then everything that the inventory lists, step by step,
 * and the inventory last. It keeps no record: killed at any moment and asked for again, it goes on, since the branch says that
 * it was begun, and the inventory what is left. Trailers can be written by anybody who may push: where the caller chose an id
 * before, a commit with that id alone is its own. The manifests stay in Git; a later delivery creates all again.
 */
public final class ApplicationRemoval {

    private static final RemovalPlan NOTHING = new RemovalPlan(List.of(), List.of(), List.of(), List.of());
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final RemovalRequest request;
    private final Optional<DeployId> chosen;
    private final DeliveryContext context;
    private final Cluster cluster;
    private final InventoryLease lease;
    private final RemovalEvents events;
    private final List<ObjectRef> removed = new ArrayList<>();
    private RemovalPlan plan;
    private RemovalPush push;
    private RemovalCommit commit;
    private Instant start;
    private RemovalPlan left;
    private int step;
    private boolean stepTold;
    private List<DeletingObject> last = List.of();
    private Duration pause = POLL_INTERVAL;

    /** Of a person who asks again by asking for the same. @param events is told whenever something happens */
    public ApplicationRemoval(RemovalRequest request, DeliveryContext context, RemovalEvents events) {
        this(request, Optional.empty(), context, events);
    }

    /**
     * @param chosen the id of its commit; empty where the newest commit goes on being that of the removal, when it is one
     * @param events is told whenever something happens
     */
    public ApplicationRemoval(
            RemovalRequest request, Optional<DeployId> chosen, DeliveryContext context, RemovalEvents events) {
        this.request = request;
        this.chosen = chosen;
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
        return planned(inventory().orElseThrow(this::nothingThere));
    }

    private RemovalPlan planned(Inventory inventory) {
        return cluster.planRemoval(inventory, request.named(), request.scope());
    }

    /**
     * Prints the plan, removes, and waits until it is done or the timeout is over.
     *
     * @throws DeliveryRefusedException when a newer delivery took over
     * @throws GitopsException as {@link #plan()}, and when the cluster refuses to delete something
     * @throws InterruptedException when it was stopped ({@link RemovalEvents#stopped})
     */
    public RemovalReport run() throws InterruptedException {
        while (true) {
            Optional<RemovalReport> ended = advance();
            if (ended.isPresent()) {
                return ended.get();
            }
            Thread.sleep(pause.toMillis());
        }
    }

    /**
     * Goes on until there is something to wait for. Errors as of {@link #run}.
     *
     * @return how it ended; empty when it is to be called again after {@link #pause}
     */
    public Optional<RemovalReport> advance() throws InterruptedException {
        requireNotStopped();
        if (plan == null) {
            Optional<RemovalReport> nothing = begin();
            if (nothing.isPresent()) {
                return nothing;
            }
            requireNotStopped();
        }
        if (commit == null) {
            Optional<RemovalCommit> in = push.attempt();
            if (in.isEmpty()) {
                pause = push.pause();
                return Optional.empty();
            }
            committed(in.get());
        }
        try {
            return remove();
        } catch (DeliveryRefusedException overtaken) {
            throw new DeliveryRefusedException(
                    overtaken.outcome(),
                    overtaken.getMessage() + ", so the rest was not removed",
                    overtaken.remedy() + ", and delete again if it is still to be removed");
        }
    }

    /** How long to wait before the next {@link #advance}. */
    public Duration pause() {
        return pause;
    }

    private Optional<RemovalReport> begin() {
        Optional<RemovalCommit> newest = RemovalCommit.newest(request.target(), context);
        Optional<Inventory> inventory = inventory();
        if (inventory.isEmpty() && newest.isPresent()) {
            return Optional.of(new RemovalReport(
                    request.target(),
                    newest.map(RemovalCommit::id),
                    newest.map(RemovalCommit::revision),
                    List.of(),
                    List.of(),
                    NOTHING,
                    Optional.of(request.inventory())));
        }
        Inventory stored = inventory.orElseThrow(this::nothingThere);
        plan = planned(stored);
        left = plan;
        tell(plan.text());
        DeployId id = chosen.orElseGet(() -> DeployId.next(context.clock().start(), context.random()));
        push = new RemovalPush(request, id, stored.state(), context);
        newest.filter(earlier -> chosen.isEmpty() || earlier.id().equals(id)).ifPresent(this::committed);
        return Optional.empty();
    }

    private void committed(RemovalCommit made) {
        commit = made;
        events.committed(made.id(), made.revision());
        tell("Committed " + made.revision().abbreviated() + " to "
                + request.remote().branch());
    }

    private Optional<RemovalReport> remove() throws InterruptedException {
        if (start == null) {
            lease.claim(commit.holder(), (before, tip) -> state(Optional.empty()));
            start = context.clock().start();
        }
        while (true) {
            if (step == left.steps().size()) {
                left = rest(left);
                step = 0;
                if (left.steps().isEmpty()) {
                    finish();
                    return Optional.of(report(List.of()));
                }
            }
            RemovalPlan.Step current = left.steps().get(step);
            if (!stepTold) {
                tell("Deleting " + names(current.refs()));
                stepTold = true;
            }
            requireNotStopped();
            // A newer delivery takes what is left for unchanged, and may have ended before all were asked for.
            List<DeletingObject> standing =
                    cluster.remove(request.inventory(), current, () -> lease.checkIfThere(commit.holder()));
            if (!standing.isEmpty() && context.clock().since(start).compareTo(request.timeout()) <= 0) {
                if (!standing.equals(last) && !last.isEmpty()) {
                    tell("Still there: " + names(standing));
                }
                last = standing;
                pause = POLL_INTERVAL;
                return Optional.empty();
            }
            end(current, standing);
            if (!standing.isEmpty()) {
                return Optional.of(report(standing));
            }
        }
    }

    private void end(RemovalPlan.Step current, List<DeletingObject> standing) {
        List<ObjectRef> gone = new ArrayList<>(current.refs());
        gone.removeAll(standing.stream().map(DeletingObject::ref).toList());
        removed.addAll(gone);
        lease.updateIfThere(commit.holder(), now -> now.without(gone));
        step++;
        stepTold = false;
        last = List.of();
    }

    /** A delivery that lost the lease while its requests were under way may have listed objects since the plan was made. */
    private RemovalPlan rest(RemovalPlan done) {
        lease.updateIfThere(commit.holder(), current -> current.without(done.unlisted()));
        return inventory().map(this::planned).orElse(NOTHING);
    }

    /** Whether something was changed by {@link #run}, in Git or in the cluster. */
    public boolean begun() {
        return commit != null;
    }

    /** What was to be removed and is not known to be gone: for the text of one that ends early. Empty before there is a plan. */
    public List<ObjectRef> left() {
        if (left == null) {
            return List.of();
        }
        Set<ObjectRef> gone = new HashSet<>(removed);
        if (!last.isEmpty()) {
            // Of the step that goes on, only this was still there.
            gone.addAll(left.steps().get(step).refs());
            last.forEach(each -> gone.remove(each.ref()));
        }
        return left.steps().stream()
                .flatMap(each -> each.refs().stream())
                .filter(each -> !gone.contains(each))
                .toList();
    }

    private RemovalReport report(List<DeletingObject> standing) {
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
    private InventoryState state(Optional<DeliveryResult> result) {
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

    private void requireNotStopped() throws InterruptedException {
        if (events.stopped()) {
            throw new InterruptedException("The removal of " + request.target() + " was stopped");
        }
    }

    private void tell(String line) {
        events.line(ShownText.of(line));
    }

    private void finish() {
        lease.updateIfThere(commit.holder(), current -> current.with(state(Optional.of(DeliveryResult.REMOVED))));
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
