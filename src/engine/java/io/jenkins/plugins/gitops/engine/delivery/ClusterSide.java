package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.Applied;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.DeployState;
import io.jenkins.plugins.gitops.engine.cluster.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.InventoryWrite;
import io.jenkins.plugins.gitops.engine.cluster.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.Plan;
import io.jenkins.plugins.gitops.engine.cluster.PlanOption;
import io.jenkins.plugins.gitops.engine.cluster.PlanRequest;
import io.jenkins.plugins.gitops.engine.cluster.Wave;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.Revision;
import io.jenkins.plugins.gitops.engine.manifest.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.Rendering;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One request's view of the cluster: its inventory, its rules, and whose turn it is. */
final class ClusterSide {

    /** Writers of one inventory are few; each retry means that another one was faster. */
    private static final int WRITES = 8;

    private final DeployRequest request;
    private final Cluster cluster;
    private final Clock clock;
    private final InventoryId id;

    ClusterSide(DeployRequest request, Site site) {
        this.request = request;
        this.cluster = site.cluster();
        this.clock = site.clock();
        Target target = request.target();
        this.id = new InventoryId(
                target.application(), target.environment(), request.options().namespace());
    }

    /** What the cluster remembers of the deliveries before. */
    DeployState state() {
        return cluster.inventory(id).map(Inventory::state).orElse(DeployState.NONE);
    }

    Plan plan(Rendering rendering) {
        return cluster.plan(wanted(rendering));
    }

    List<Wave> waves(Rendering rendering) {
        return cluster.waves(rendering.manifests());
    }

    /**
     * Applies a wave, and lists its objects in the inventory once it is this attempt's turn there.
     *
     * @throws RolloutFailure when the cluster refused some; the others are in
     */
    Applied apply(Rendering rendering, Wave wave, DeployRecord record) {
        Applied applied = cluster.apply(wanted(rendering), wave);
        if (record.attempt().rollout().claimed() && !applied.objects().isEmpty()) {
            update(record, inventory -> inventory.including(applied.objects()));
        }
        if (!applied.problems().isEmpty()) {
            throw new RolloutFailure("The cluster refused:\n  " + String.join("\n  ", applied.problems()));
        }
        return applied;
    }

    /**
     * Applies again what is not as committed. An older delivery whose turn ended while its requests were under way, in
     * this process or another, can have changed some objects after us: the server orders requests, not turns.
     */
    Corrected correct(Rendering rendering, DeployRecord record) {
        requireTurn(record, state());
        int changed = 0;
        List<String> problems = new ArrayList<>();
        for (Wave wave : waves(rendering)) {
            Applied applied = cluster.apply(wanted(rendering), wave);
            changed += applied.changed() + applied.leaving().size();
            problems.addAll(applied.problems());
        }
        return new Corrected(changed, problems);
    }

    /**
     * What was not as committed although the rollout was healthy.
     *
     * @param changed how many objects were set right
     * @param problems what was left: fields that somebody else, by hand or by an operator, took over meanwhile
     */
    record Corrected(int changed, List<String> problems) {}

    /** How those objects are that the next wave waits for. */
    HealthReport health(Rendering rendering, Wave wave) {
        return cluster.health(cluster.refs(wanted(rendering), wave.awaited()));
    }

    /** Where all objects are. */
    List<ObjectRef> refs(Rendering rendering) {
        return cluster.refs(wanted(rendering), rendering.manifests());
    }

    HealthReport health(List<ObjectRef> objects) {
        return cluster.health(objects);
    }

    /**
     * Says in the inventory that it is this attempt's turn. The branch decides whose turn it is: its newest delivery's.
     * It is asked after the inventory was read and before it is written under its lock, so an older delivery that was
     * held up in between cannot take the turn of a newer one.
     *
     * @throws Refusal when a newer delivery is on the branch, or this one's commit is not there any more
     */
    void claim(DeployRecord record, RemoteBranch branch) {
        DeployId mine = record.attempt().id();
        Inventory current = read();
        for (int write = 0; write < WRITES; write++) {
            if (current.state().deployId().filter(mine.value()::equals).isPresent()) {
                return;
            }
            Revision tip = requireNewest(record.attempt(), branch);
            DeployState turn = next(current.state(), record, Optional.empty());
            InventoryWrite written = cluster.writeInventory(current.with(
                    putBack(branch, tip).map(Gate::holdKey).map(turn::holding).orElse(turn)));
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    /** What an explicit rollback puts back: it is held too, or the next build of the same commit would undo it. */
    private Optional<DeployTrailers> putBack(RemoteBranch branch, Revision tip) {
        return request.rollbackOf()
                .flatMap(put -> Deliveries.find(
                        branch,
                        tip,
                        trailers ->
                                trailers.id().equals(put) && trailers.target().equals(request.target())))
                .filter(trailers -> !trailers.isRemoval());
    }

    /** Returns the branch's tip. */
    private Revision requireNewest(Attempt attempt, RemoteBranch branch) {
        Revision tip = branch.fetchTip();
        Revision commit = attempt.writing().commit().orElseThrow();
        if (!branch.isAncestor(commit, tip)) {
            throw new Refusal(
                    Outcome.REFUSED,
                    "The commit " + commit.abbreviated() + " is not on the branch "
                            + request.remote().branch() + " any more, which is at " + tip.abbreviated()
                            + "; it was not applied",
                    "See who moved the branch, and deliver again");
        }
        Deliveries.newest(branch, tip, request.target())
                .map(DeployTrailers::id)
                .filter(newest -> !newest.equals(attempt.id()))
                .ifPresent(newest -> {
                    throw tookOver(newest);
                });
        return tip;
    }

    /**
     * Whether the inventory can be written before this wave: not while its namespace is still to be made. Then it is
     * claimed after the first waves, which make nothing but definitions and namespaces.
     */
    boolean canClaimBefore(Rendering rendering, Wave wave) {
        boolean makesIt = rendering.manifests().stream()
                .anyMatch(manifest ->
                        manifest.kind().equals("Namespace") && manifest.name().equals(id.namespace()));
        return !makesIt || wave.manifests().stream().noneMatch(ClusterSide::comesWithNamespaces);
    }

    private static boolean comesWithNamespaces(Manifest manifest) {
        return manifest.kind().equals("Namespace") || manifest.kind().equals("CustomResourceDefinition");
    }

    /** Throws the supersession when it is another delivery's turn by now. */
    void checkStillOurs(DeployRecord record) {
        requireTurn(record, state());
    }

    /** Prunes where that is asked for, and records the attempt as healthy. Returns how many objects were pruned. */
    int settle(DeployRecord record, Rendering rendering) {
        List<ObjectRef> pruned = request.options().prune() ? cluster.prune(wanted(rendering)) : List.of();
        update(record, inventory -> inventory
                .without(pruned)
                .with(next(inventory.state(), record, Optional.of(Outcome.HEALTHY.word()))));
        return pruned.size();
    }

    /** Records how the attempt ended, if it had its turn. */
    void mark(DeployRecord record, Outcome outcome) {
        if (record.attempt().rollout().claimed()) {
            update(record, inventory -> inventory.with(next(inventory.state(), record, Optional.of(outcome.word()))));
        }
    }

    private void update(DeployRecord record, UnaryOperator<Inventory> change) {
        Inventory current = read();
        for (int write = 0; write < WRITES; write++) {
            requireTurn(record, current.state());
            InventoryWrite written = cluster.writeInventory(change.apply(current));
            if (!written.overtaken()) {
                return;
            }
            current = written.inventory();
        }
        throw contended();
    }

    private Inventory read() {
        return cluster.inventory(id)
                .orElseGet(() -> Inventory.empty(id, request.remote().key()));
    }

    private void requireTurn(DeployRecord record, DeployState state) {
        Optional<DeployId> turn = state.deployId().map(DeployId::new);
        if (turn.isPresent() && !turn.get().equals(record.attempt().id())) {
            throw tookOver(turn.get());
        }
    }

    private Refusal tookOver(DeployId other) {
        return new Refusal(
                Outcome.SUPERSEDED,
                "Delivery " + other + " of " + request.target() + " took over",
                "See how that one ends");
    }

    private Refusal contended() {
        return new Refusal(
                Outcome.UNKNOWN,
                "The inventory " + id.name() + " in " + id.namespace() + " is written again and again by others",
                "See who else writes it, and deliver again");
    }

    private DeployState next(DeployState before, DeployRecord record, Optional<String> result) {
        Attempt attempt = record.attempt();
        Optional<String> revision = attempt.writing().commit().map(Object::toString);
        boolean healthy = result.filter(Outcome.HEALTHY.word()::equals).isPresent();
        return new DeployState(
                Optional.of(attempt.id().value()),
                revision,
                result,
                healthy ? revision : before.lastHealthyRevision(),
                healthy ? Optional.of(attempt.id().value()) : before.lastHealthyDeployId(),
                held(before, record, healthy),
                Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** A failed source is held until something else became healthy on purpose. */
    private Optional<String> held(DeployState before, DeployRecord record, boolean healthy) {
        if (record.rollingBack()) {
            return Optional.of(Gate.holdKey(request));
        }
        boolean keeps = request.kind() == Kind.ROLLBACK || !healthy;
        return keeps ? before.heldSource() : Optional.empty();
    }

    private PlanRequest wanted(Rendering rendering) {
        DeployOptions options = request.options();
        Set<PlanOption> allowed = EnumSet.noneOf(PlanOption.class);
        if (options.force()) {
            allowed.add(PlanOption.FORCE_CONFLICTS);
        }
        if (options.clusterScoped()) {
            allowed.add(PlanOption.ALLOW_CLUSTER_SCOPED);
        }
        if (options.prune()) {
            allowed.add(PlanOption.PRUNE);
        }
        return new PlanRequest(
                id,
                request.remote().key(),
                rendering.manifests(),
                options.namespace(),
                options.allowedNamespaces(),
                allowed,
                PlanRequest.DEFAULT_PRUNE_LIMIT,
                Set.of(),
                options.existing());
    }
}
