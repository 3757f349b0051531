package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryWriteResult;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Whose turn it is to change the cluster: the inventory says it, and the branch decides. For one step of a delivery. */
public final class InventoryLease {

    /** Writers of one inventory are few; each retry means that another one was faster. */
    private static final int WRITES = 8;

    private final DeployRequest request;
    private final Cluster cluster;
    private final RemoteBranch branch;
    private final Clock clock;
    private final InventoryId id;
    /** As read or written last in this step. A write under its lock shows whether it still is so. */
    private Optional<Inventory> known = Optional.empty();

    InventoryLease(DeployRequest request, DeliveryContext site, InventoryId id) {
        this.request = request;
        this.cluster = site.cluster();
        this.branch = site.branch();
        this.clock = site.clock();
        this.id = id;
    }

    /** What the cluster remembers of the deliveries before. */
    public InventoryState state() {
        return read().state();
    }

    /**
     * Says in the inventory that it is this attempt's turn. The branch decides whose turn it is: its newest delivery's.
     * It is asked after the inventory was read and before it is written under its lock, so an older delivery that was
     * held up in between cannot take the turn of a newer one.
     *
     * @throws DeliveryRefusedException when a newer delivery is on the branch, or this one's commit is not there any more
     */
    public void claim(DeployRecord record) {
        DeployId mine = record.attempt().id();
        Inventory current = known();
        for (int write = 0; write < WRITES; write++) {
            if (current.state().deployId().filter(mine.value()::equals).isPresent()) {
                return;
            }
            Revision tip = requireNewest(record.attempt());
            InventoryState turn = next(current.state(), record, Optional.empty());
            InventoryWriteResult written = write(current.with(
                    putBack(tip).map(DeployGate::holdKey).map(turn::holding).orElse(turn)));
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    /** What an explicit rollback puts back: it is held too, or the next build of the same commit would undo it. */
    private Optional<DeployTrailers> putBack(Revision tip) {
        return request.rollbackOf()
                .flatMap(put -> DeliveryHistory.find(
                        branch,
                        tip,
                        trailers ->
                                trailers.id().equals(put) && trailers.target().equals(request.target())))
                .filter(trailers -> !trailers.isRemoval());
    }

    /** Returns the branch's tip. */
    private Revision requireNewest(DeliveryAttempt attempt) {
        Revision tip = branch.fetchTip();
        Revision commit = attempt.writing().commit().orElseThrow();
        if (!branch.isAncestor(commit, tip)) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The commit " + commit.abbreviated() + " is not on the branch "
                            + request.remote().branch() + " any more, which is at " + tip.abbreviated()
                            + "; it was not applied",
                    "See who moved the branch, and deliver again");
        }
        DeliveryHistory.newest(branch, tip, request.target())
                .map(DeployTrailers::id)
                .filter(newest -> !newest.equals(attempt.id()))
                .ifPresent(newest -> {
                    throw tookOver(newest);
                });
        return tip;
    }

    /** Throws the supersession when it is another delivery's turn by now. */
    public void check(DeployRecord record) {
        require(record, state());
    }

    /**
     * Lists what was applied. Where the turn was lost while the requests were under way, what nobody else lists is listed
     * all the same: or nobody would ever remove what the newer one does not want.
     */
    void list(List<AppliedObject> objects, DeployRecord record) {
        try {
            update(record, inventory -> inventory.including(objects));
        } catch (DeliveryRefusedException tookOver) {
            write(inventory -> inventory.includingNew(objects), inventory -> {});
            throw tookOver;
        }
    }

    /** Records how the attempt ended, if it had its turn. */
    public void mark(DeployRecord record, Outcome outcome) {
        if (record.attempt().rollout().claimed()) {
            end(record, outcome, List.of());
        }
    }

    /** Records how the attempt ended, and that these objects are gone. */
    void end(DeployRecord record, Outcome outcome, List<ObjectRef> pruned) {
        update(record, inventory -> inventory
                .without(pruned)
                .with(next(inventory.state(), record, Optional.of(outcome.word()))));
    }

    private void update(DeployRecord record, UnaryOperator<Inventory> change) {
        write(change, current -> require(record, current.state()));
    }

    private void write(UnaryOperator<Inventory> change, Consumer<Inventory> condition) {
        Inventory current = known();
        for (int write = 0; write < WRITES; write++) {
            condition.accept(current);
            Inventory changed = change.apply(current);
            if (changed.equals(current)) {
                return;
            }
            InventoryWriteResult written = write(changed);
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    private InventoryWriteResult write(Inventory inventory) {
        InventoryWriteResult written = cluster.writeInventory(inventory);
        known = Optional.of(written.inventory());
        return written;
    }

    private Inventory known() {
        return known.orElseGet(this::read);
    }

    private Inventory read() {
        Inventory read = cluster.inventory(id)
                .orElseGet(() -> Inventory.empty(id, request.remote().key()));
        known = Optional.of(read);
        return read;
    }

    /** Where the inventory is gone, it was deleted by hand, or by a removal that has ended since: the branch knows. */
    private void require(DeployRecord record, InventoryState state) {
        Optional<DeployId> turn = state.deployId().map(DeployId::new);
        if (turn.isEmpty()) {
            requireNewest(record.attempt());
        }
        if (turn.isPresent() && !turn.get().equals(record.attempt().id())) {
            throw tookOver(turn.get());
        }
    }

    private DeliveryRefusedException tookOver(DeployId other) {
        return new DeliveryRefusedException(
                Outcome.SUPERSEDED,
                "Delivery " + other + " of " + request.target() + " took over",
                "See how that one ends");
    }

    private DeliveryRefusedException contended() {
        return new DeliveryRefusedException(
                Outcome.UNKNOWN,
                "The inventory " + id.name() + " in " + id.namespace() + " is written again and again by others",
                "See who else writes it, and deliver again");
    }

    private InventoryState next(InventoryState before, DeployRecord record, Optional<String> result) {
        DeliveryAttempt attempt = record.attempt();
        Optional<String> revision = attempt.writing().commit().map(Object::toString);
        boolean healthy = result.filter(Outcome.HEALTHY.word()::equals).isPresent();
        return new InventoryState(
                Optional.of(attempt.id().value()),
                revision,
                result,
                healthy ? revision : before.lastHealthyRevision(),
                healthy ? Optional.of(attempt.id().value()) : before.lastHealthyDeployId(),
                held(before, record, healthy),
                Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** A failed source is held until something else became healthy on purpose. */
    private Optional<String> held(InventoryState before, DeployRecord record, boolean healthy) {
        if (record.rollingBack()) {
            return Optional.of(DeployGate.holdKey(request));
        }
        boolean keeps = request.kind() == DeliveryKind.ROLLBACK || !healthy;
        return keeps ? before.heldSource() : Optional.empty();
    }
}
