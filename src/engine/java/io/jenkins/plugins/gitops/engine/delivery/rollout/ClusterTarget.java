package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.delete.PruneResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.EncryptedValueCheck;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One request's view of the cluster: what it wants there, and by which rules. */
public final class ClusterTarget {

    private final DeployRequest request;
    private final DeliveryContext context;
    private final Cluster cluster;
    private final InventoryId id;
    private final InventoryLease lease;

    public ClusterTarget(DeployRequest request, DeliveryContext context) {
        this.request = request;
        this.context = context;
        this.cluster = context.cluster();
        DeliveryTarget target = request.target();
        this.id = new InventoryId(
                target.application(),
                target.environment(),
                request.options().scope().namespace());
        this.lease = new InventoryLease(
                target, request.remote(), request.options().scope().namespace(), context);
    }

    /** What the cluster remembers of the deliveries before. */
    public InventoryState state() {
        return lease.state();
    }

    /** Whether anything was delivered to the request's namespace, as far as the cluster knows. */
    boolean isKnown() {
        return cluster.inventory(id).isPresent();
    }

    /**
     * Claims the lease on the inventory for the record's newest attempt.
     *
     * @return what the inventory says then
     * @throws io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException when a newer delivery is on the
     *     branch, or this one's commit is not there any more
     */
    public InventoryState claimLease(DeployRecord record) {
        return lease.claim(holder(record), new AttemptState(record, context)::claimed);
    }

    /** Throws the supersession when another delivery holds the lease by now. */
    public void checkLease(DeployRecord record) {
        lease.check(holder(record));
    }

    /** Records in the inventory how the attempt ended, if it ever held the lease. */
    public void markEnded(DeployRecord record, Outcome outcome) {
        if (record.attempt().rollout().claimed()) {
            end(record, record.ofAttempt(outcome), List.of());
        }
    }

    private void end(DeployRecord record, Outcome outcome, List<ObjectRef> pruned) {
        AttemptState state = new AttemptState(record, context);
        lease.update(holder(record), inventory -> inventory
                .without(pruned)
                .with(state.ended(inventory.state(), DeliveryResult.of(outcome))));
    }

    private static LeaseHolder holder(DeployRecord record) {
        return LeaseHolder.of(record.attempt());
    }

    public Plan plan(RenderedManifests rendering) {
        return cluster.plan(wanted(rendering));
    }

    /** What would be delivered as it is, though nothing here decrypts it: see {@link EncryptedValueCheck}. */
    public List<String> encryptedValues(RenderedManifests rendering) {
        return EncryptedValueCheck.problems(covered(rendering));
    }

    public List<ApplyWave> waves(RenderedManifests rendering) {
        return cluster.waves(covered(rendering));
    }

    /**
     * Applies a wave, and lists its objects in the inventory once this attempt has claimed the lease.
     *
     * @throws RolloutFailedException when the cluster refused some; the others are in
     */
    public ApplyResult apply(RenderedManifests rendering, ApplyWave wave, DeployRecord record) {
        ApplyResult applied =
                cluster.apply(wanted(rendering).runningFor(record.attempt().id().value()), wave);
        if (record.attempt().rollout().claimed() && !applied.objects().isEmpty()) {
            lease.list(holder(record), applied.objects());
        }
        if (!applied.problems().isEmpty()) {
            throw RolloutFailedException.refused(applied.problems());
        }
        return applied;
    }

    /**
     * Applies again what is not as committed. An older delivery that lost the lease while its requests were under way, in
     * this process or another, can have changed some objects after us: the server knows nothing of the lease. To be called
     * while this attempt holds it. What may be gone after its end, jobs with a time and hooks, is left alone: it would run again.
     */
    public Corrections correct(RenderedManifests rendering) {
        int changed = 0;
        List<String> problems = new ArrayList<>();
        for (ApplyWave wave : waves(rendering)) {
            List<Manifest> passing =
                    wave.manifests().stream().filter(ApplyWave::mayBeGone).toList();
            ApplyResult applied = cluster.apply(wanted(rendering), wave.without(passing));
            changed += applied.changed() + applied.deleting().size();
            problems.addAll(applied.problems());
        }
        return new Corrections(changed, problems);
    }

    /**
     * What was not as committed although the rollout was healthy.
     *
     * @param changed how many objects were applied again
     * @param problems what was left as it is: fields that somebody else, by hand or by an operator, took over meanwhile
     */
    public record Corrections(int changed, List<String> problems) {}

    /** Some of the objects, to be waited for. */
    public HealthWatch watchlist(RenderedManifests rendering, List<Manifest> awaited) {
        List<Manifest> expiring = awaited.stream().filter(ApplyWave::mayExpire).toList();
        return new HealthWatch(
                cluster.refs(wanted(rendering), awaited), expiring.isEmpty() ? Map.of() : uids(rendering, expiring));
    }

    /** As they were applied. */
    private Map<ObjectRef, String> uids(RenderedManifests rendering, List<Manifest> some) {
        Set<ObjectRef> refs = Set.copyOf(cluster.refs(wanted(rendering), some));
        return cluster.inventory(id).stream()
                .flatMap(inventory -> inventory.objects().stream())
                .filter(entry -> refs.contains(entry.ref()))
                .collect(Collectors.toMap(Inventory.Entry::ref, Inventory.Entry::uid));
    }

    /** Those that are there when everything has been applied, to be waited for; without what succeeded and may be gone by then. */
    public HealthWatch watchlist(RenderedManifests rendering) {
        List<ApplyWave> waves = waves(rendering);
        List<Manifest> succeeded =
                waves.stream().flatMap(wave -> wave.expiring().stream()).toList();
        return watchlist(
                rendering,
                waves.stream()
                        .flatMap(wave -> wave.without(succeeded).manifests().stream())
                        .toList());
    }

    public HealthReport health(HealthWatch objects) {
        return cluster.health(objects);
    }

    /**
     * Deletes pods that can never run and keep a StatefulSet from making those that are wanted now; in a rollback also those
     * that run and are not ready. To be called when the objects are in progress.
     *
     * @return the record, with what was deleted
     */
    public DeployRecord deleteStuckPods(DeployRecord record, HealthReport health) {
        if (!health.waitsForStuckPods()) {
            return record;
        }
        checkLease(record);
        List<String> deleted = cluster.deleteStuckPods(health, record.rollingBack());
        return deleted.isEmpty()
                ? record
                : record.note(
                        context.clock().instant(),
                        "Deleted, since it kept newer pods from being made: " + String.join(", ", deleted));
    }

    /**
     * Whether the inventory can be written before this wave: not while its namespace is still to be made. Then it is
     * claimed after the first waves, which make nothing but definitions and namespaces.
     */
    public boolean canClaimBefore(RenderedManifests rendering, ApplyWave wave) {
        boolean createsIt = waves(rendering).stream().anyMatch(each -> each.createsNamespace(id.namespace()));
        return !createsIt || !wave.createsDefinitionsOrNamespaces();
    }

    /**
     * Prunes where that is asked for, deletes the hooks that are to go when they have succeeded, and records the attempt as
     * healthy. What is pruned and not gone yet stays in the inventory.
     */
    public PruneResult finish(DeployRecord record, RenderedManifests rendering) {
        // A newer delivery may want what is to be deleted here, and takes it for unchanged.
        PruneResult pruned = request.options().pruning().on()
                ? cluster.prune(wanted(rendering), () -> checkLease(record))
                : PruneResult.NOTHING;
        List<ObjectRef> hooks = cluster.deleteHooks(wanted(rendering), () -> checkLease(record));
        end(
                record,
                Outcome.HEALTHY,
                Stream.concat(pruned.gone().stream(), hooks.stream()).toList());
        return pruned;
    }

    private DesiredState wanted(RenderedManifests rendering) {
        DeployOptions options = request.options();
        DesiredState wanted = DesiredState.of(id, request.remote().key(), covered(rendering))
                .with(options.scope())
                .withForce(options.safety().force())
                .with(options.pruning())
                .with(options.existing());
        return isSync() ? wanted.with(options.sync()) : wanted;
    }

    /** What is applied of it: a sync may put back a part alone. */
    private List<Manifest> covered(RenderedManifests rendering) {
        String namespace = request.options().scope().namespace();
        return isSync()
                ? rendering.manifests().stream()
                        .filter(manifest -> request.options().sync().covers(manifest, namespace))
                        .toList()
                : rendering.manifests();
    }

    /** Every other delivery makes the cluster equal to its commit. */
    private boolean isSync() {
        return request.kind() == DeliveryKind.SYNC;
    }
}
