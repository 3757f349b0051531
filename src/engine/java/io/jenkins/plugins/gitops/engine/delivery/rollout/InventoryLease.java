package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryWriteResult;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The right to change an application in the cluster. The inventory names its holder, and the branch decides who may hold
 * it: the newest delivery or removal of the application to the environment. It has no time limit: it is held until the
 * next one claims it, and each holder checks before it acts. For one step of a delivery, or one removal.
 */
public final class InventoryLease {

    /** Writers of one inventory are few; each retry means that another one was faster. */
    private static final int MOST_WRITES = 8;

    private final DeliveryTarget target;
    private final GitRemote remote;
    private final InventoryId id;
    private final DeliveryContext context;
    /** As read or written last in this step. A write under its lock shows whether it still is so. */
    private Optional<Inventory> known = Optional.empty();

    /** @param namespace where the inventory is */
    public InventoryLease(DeliveryTarget target, GitRemote remote, String namespace, DeliveryContext context) {
        this.target = target;
        this.remote = remote;
        this.id = new InventoryId(target.application(), target.environment(), namespace);
        this.context = context;
    }

    /** What the cluster remembers of the deliveries before. */
    public InventoryState state() {
        return read().state();
    }

    /**
     * Claims the lease. The branch is asked after the inventory was read and before it is written under its lock, so an
     * older delivery that was held up in between cannot take the lease from a newer one. Does nothing when it is held
     * already.
     *
     * @param claimed makes what the inventory is to say, from what it says and the branch's tip
     * @return what it says then
     * @throws DeliveryRefusedException when a newer delivery is on the branch, or the holder's commit is not there any
     *     more
     */
    public InventoryState claim(LeaseHolder holder, BiFunction<InventoryState, Revision, InventoryState> claimed) {
        write(current ->
                current.state().deployId().filter(holder.id().value()::equals).isPresent()
                        ? current
                        : current.with(claimed.apply(current.state(), requireNewest(holder))));
        return known.orElseThrow().state();
    }

    /** @throws DeliveryRefusedException when another one holds the lease by now */
    public void check(LeaseHolder holder) {
        require(holder, read());
    }

    /** As {@link #check}; passes where there is no inventory at all, which goes when its namespace is removed. */
    public void checkIfThere(LeaseHolder holder) {
        Inventory current = read();
        if (isStored(current)) {
            require(holder, current);
        }
    }

    /**
     * Changes the inventory.
     *
     * @param change may be called several times, as others may write too
     * @throws DeliveryRefusedException when another one holds the lease by now
     */
    public void update(LeaseHolder holder, UnaryOperator<Inventory> change) {
        write(current -> {
            require(holder, current);
            return change.apply(current);
        });
    }

    /** As {@link #update}, on what is read now, and without making an inventory where there is none any more. */
    public void updateIfThere(LeaseHolder holder, UnaryOperator<Inventory> change) {
        read();
        write(current -> {
            if (!isStored(current)) {
                return current;
            }
            require(holder, current);
            return change.apply(current);
        });
    }

    /**
     * Lists what was applied. Where the lease was lost while the requests were under way, what the newer holder does not
     * list is listed all the same: or nobody would ever remove what that one does not want.
     */
    void list(LeaseHolder holder, List<AppliedObject> objects) {
        try {
            update(holder, inventory -> inventory.including(objects));
        } catch (DeliveryRefusedException superseded) {
            write(inventory -> inventory.includingNew(objects));
            throw superseded;
        }
    }

    /** The one optimistic loop: others may write between a read and a write, and then the change is made on theirs. */
    private void write(UnaryOperator<Inventory> change) {
        Inventory current = known.orElseGet(this::read);
        for (int write = 0; write < MOST_WRITES; write++) {
            Inventory changed = change.apply(current);
            if (changed.equals(current)) {
                return;
            }
            InventoryWriteResult written = context.cluster().writeInventory(changed);
            known = Optional.of(written.inventory());
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    private Inventory read() {
        Inventory read = context.cluster().inventory(id).orElseGet(() -> Inventory.empty(id, remote.key()));
        known = Optional.of(read);
        return read;
    }

    private static boolean isStored(Inventory inventory) {
        return !inventory.resourceVersion().isEmpty();
    }

    /** Where the inventory is gone, it was deleted by hand, or by a removal that has ended since: the branch knows. */
    private void require(LeaseHolder holder, Inventory current) {
        Optional<DeployId> held = current.state().deployId().map(DeployId::new);
        if (held.isEmpty()) {
            requireNewest(holder);
        }
        if (held.isPresent() && !held.get().equals(holder.id())) {
            throw superseded(held.get(), Optional.empty());
        }
    }

    /** Returns the branch's tip. */
    private Revision requireNewest(LeaseHolder holder) {
        Revision tip = context.branch().fetchTip();
        if (!context.branch().isAncestor(holder.commit(), tip)) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The commit " + holder.commit().abbreviated() + " is not on the branch " + remote.branch()
                            + " any more, which is at " + tip.abbreviated(),
                    "See who moved the branch, and deliver again");
        }
        DeliveryHistory.newestCommit(context.branch(), tip, target).ifPresent(commit -> DeployTrailers.from(
                        commit.message())
                .map(DeployTrailers::id)
                .filter(newest -> !newest.equals(holder.id()))
                .ifPresent(newest -> {
                    throw superseded(
                            newest,
                            DeliveryHistory.doubt(commit, context.clock().instant()));
                }));
        return tip;
    }

    private DeliveryRefusedException superseded(DeployId newer, Optional<String> doubt) {
        return new DeliveryRefusedException(
                Outcome.SUPERSEDED,
                "Delivery " + newer + " of " + target + " took over"
                        + doubt.map(text -> ". " + text).orElse(""),
                "See how that one ends");
    }

    /** When others write the inventory again and again. */
    public DeliveryRefusedException contended() {
        return new DeliveryRefusedException(
                Outcome.UNKNOWN,
                "The inventory " + id.name() + " in " + id.namespace() + " is written again and again by others",
                "See who else writes it, and try again");
    }
}
