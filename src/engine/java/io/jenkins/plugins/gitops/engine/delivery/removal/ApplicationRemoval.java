package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.delete.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryWriteResult;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Removes an application from an environment: first said in Git, then everything that the inventory lists, step by step,
 * and the inventory last. It keeps no record: killed at any moment and asked for again, it goes on, since the branch
 * says that it was begun, and the inventory what is left. The manifests stay in Git; a later delivery makes all anew.
 */
public final class ApplicationRemoval {

    /** The result that the inventory keeps when something of it stays. */
    private static final String REMOVED = "removed";

    private static final RemovalPlan NOTHING = new RemovalPlan(List.of(), List.of(), List.of(), List.of());
    private static final int WRITES = 8;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final RemovalRequest request;
    private final DeliveryContext site;
    private final Cluster cluster;
    private final Consumer<String> told;
    private boolean begun;

    /** @param told is given a line for people whenever something happens */
    public ApplicationRemoval(RemovalRequest request, DeliveryContext site, Consumer<String> told) {
        this.request = request;
        this.site = site;
        this.cluster = site.cluster();
        this.told = told;
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
     * Removes, the plan first told, and waits until it is done or the timeout is over.
     *
     * @throws DeliveryRefusedException when a newer delivery took over
     * @throws GitopsException as {@link #plan()}, and when the cluster refuses to delete something
     */
    public RemovalReport run() throws InterruptedException {
        Optional<RemovalCommit> earlier = RemovalCommit.newest(request.target(), site);
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
        told.accept(plan.text());
        RemovalCommit commit = earlier.isPresent() ? earlier.get() : RemovalCommit.make(request, stored.state(), site);
        begun = true;
        told.accept("Committed " + commit.revision().abbreviated() + " to "
                + request.remote().branch());
        claim(commit, stored);
        Instant end = site.clock().instant().plus(request.timeout());
        List<ObjectRef> removed = new ArrayList<>();
        RemovalPlan left = plan;
        do {
            List<DeletingObject> standing = removeSteps(left, commit, end, removed);
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
            RemovalPlan plan, RemovalCommit commit, Instant end, List<ObjectRef> removed) throws InterruptedException {
        for (RemovalPlan.Step step : plan.steps()) {
            told.accept("Deleting " + names(step.refs()));
            List<DeletingObject> standing = await(step, commit, end);
            List<ObjectRef> gone = new ArrayList<>(step.refs());
            gone.removeAll(standing.stream().map(DeletingObject::ref).toList());
            removed.addAll(gone);
            update(commit, current -> current.without(gone));
            if (!standing.isEmpty()) {
                return standing;
            }
        }
        return List.of();
    }

    /** A delivery whose turn ended while its requests were under way may have listed objects since the plan was made. */
    private RemovalPlan rest(RemovalPlan done, RemovalCommit commit) {
        update(commit, current -> current.without(done.unlisted()));
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

    /** Whoever delivers from now on finds in the inventory that it is not its turn, or takes the turn itself. */
    private void claim(RemovalCommit commit, Inventory stored) {
        Inventory current = stored;
        for (int write = 0; write < WRITES; write++) {
            if (isTurnOf(commit, current)) {
                return;
            }
            requireNewest(commit);
            InventoryWriteResult written = cluster.writeInventory(current.with(turn(commit, Optional.empty())));
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    private void requireNewest(RemovalCommit commit) {
        RemovalCommit.newest(request.target(), site).filter(commit::equals).orElseThrow(this::tookOver);
    }

    private static boolean isTurnOf(RemovalCommit commit, Inventory inventory) {
        return inventory.state().deployId().filter(commit.id().value()::equals).isPresent();
    }

    /** What ran before is no state to go back to any more. */
    private InventoryState turn(RemovalCommit commit, Optional<String> result) {
        return new InventoryState(
                Optional.of(commit.id().value()),
                Optional.of(commit.revision().id()),
                result,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(site.clock().instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private List<DeletingObject> await(RemovalPlan.Step step, RemovalCommit commit, Instant end)
            throws InterruptedException {
        List<DeletingObject> last = List.of();
        while (true) {
            // A newer delivery takes what is left for unchanged, and may have ended before all were asked for.
            List<DeletingObject> standing = cluster.remove(request.inventory(), step, () -> requireTurn(commit));
            if (standing.isEmpty() || site.clock().instant().isAfter(end)) {
                return standing;
            }
            if (!standing.equals(last) && !last.isEmpty()) {
                told.accept("Still there: " + names(standing));
            }
            last = standing;
            Thread.sleep(LOOK_AGAIN.toMillis());
        }
    }

    /** With its namespace the inventory itself can go, which is nobody's turn. */
    private void requireTurn(RemovalCommit commit) {
        cluster.inventory(request.inventory())
                .filter(current -> !isTurnOf(commit, current))
                .ifPresent(other -> {
                    throw tookOver();
                });
    }

    private void update(RemovalCommit commit, UnaryOperator<Inventory> change) {
        for (int write = 0; write < WRITES; write++) {
            requireTurn(commit);
            Optional<Inventory> current = cluster.inventory(request.inventory());
            if (current.isEmpty()
                    || !cluster.writeInventory(change.apply(current.get())).overtaken()) {
                return;
            }
        }
        throw contended();
    }

    private void finish(RemovalCommit commit) {
        update(commit, current -> current.with(turn(commit, Optional.of(REMOVED))));
        boolean gone = cluster.inventory(request.inventory())
                .filter(left -> left.objects().isEmpty())
                .map(cluster::deleteInventory)
                .orElse(true);
        if (!gone) {
            requireTurn(commit);
            throw contended();
        }
    }

    private static String names(List<?> objects) {
        return String.join(", ", objects.stream().map(Object::toString).toList());
    }

    private DeliveryRefusedException tookOver() {
        return new DeliveryRefusedException(
                Outcome.SUPERSEDED,
                "A newer delivery of " + request.target() + " took over, so the rest was not removed",
                "See how that one ends, and delete again if it is still to go");
    }

    private DeliveryRefusedException contended() {
        return new DeliveryRefusedException(
                Outcome.UNKNOWN,
                "The inventory of " + request.target() + " is written again and again by others",
                "See who else writes it, and delete again");
    }
}
