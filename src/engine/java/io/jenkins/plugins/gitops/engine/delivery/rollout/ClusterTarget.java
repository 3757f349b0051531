package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyOption;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One request's view of the cluster: what it wants there, and by which rules. */
public final class ClusterTarget {

    private final DeployRequest request;
    private final Cluster cluster;
    private final InventoryId id;
    private final InventoryLease turn;

    public ClusterTarget(DeployRequest request, DeliveryContext site) {
        this.request = request;
        this.cluster = site.cluster();
        DeliveryTarget target = request.target();
        this.id = new InventoryId(
                target.application(), target.environment(), request.options().namespace());
        this.turn = new InventoryLease(request, site, id);
    }

    /** Whose turn it is here. */
    public InventoryLease turn() {
        return turn;
    }

    public Plan plan(RenderedManifests rendering) {
        return cluster.plan(wanted(rendering));
    }

    public List<ApplyWave> waves(RenderedManifests rendering) {
        return cluster.waves(rendering.manifests());
    }

    /**
     * Applies a wave, and lists its objects in the inventory once it is this attempt's turn there.
     *
     * @throws RolloutFailedException when the cluster refused some; the others are in
     */
    public ApplyResult apply(RenderedManifests rendering, ApplyWave wave, DeployRecord record) {
        ApplyResult applied = cluster.apply(wanted(rendering), wave);
        if (record.attempt().rollout().claimed() && !applied.objects().isEmpty()) {
            turn.list(applied.objects(), record);
        }
        if (!applied.problems().isEmpty()) {
            throw new RolloutFailedException("The cluster refused:\n  " + String.join("\n  ", applied.problems()));
        }
        return applied;
    }

    /**
     * Applies again what is not as committed. An older delivery whose turn ended while its requests were under way, in
     * this process or another, can have changed some objects after us: the server orders requests, not turns. To be called
     * when it is still this attempt's turn.
     */
    public Corrected correct(RenderedManifests rendering) {
        int changed = 0;
        List<String> problems = new ArrayList<>();
        for (ApplyWave wave : lasting(rendering)) {
            ApplyResult applied = cluster.apply(wanted(rendering), wave);
            changed += applied.changed() + applied.deleting().size();
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
    public record Corrected(int changed, List<String> problems) {}

    /** Some of the objects, to be waited for. */
    public HealthWatch watchlist(RenderedManifests rendering, List<Manifest> awaited) {
        return new HealthWatch(cluster.refs(wanted(rendering), awaited));
    }

    /** Those that are there when everything has been applied, to be waited for. */
    public HealthWatch watchlist(RenderedManifests rendering) {
        return watchlist(
                rendering,
                lasting(rendering).stream()
                        .flatMap(wave -> wave.manifests().stream())
                        .toList());
    }

    /** The waves without what may have ended and gone before the last one was over. */
    private List<ApplyWave> lasting(RenderedManifests rendering) {
        List<ApplyWave> waves = waves(rendering);
        List<Manifest> expiring =
                waves.stream().flatMap(wave -> wave.expiring().stream()).toList();
        return waves.stream().map(wave -> wave.without(expiring)).toList();
    }

    public HealthReport health(HealthWatch objects) {
        return cluster.health(objects);
    }

    /**
     * Whether the inventory can be written before this wave: not while its namespace is still to be made. Then it is
     * claimed after the first waves, which make nothing but definitions and namespaces.
     */
    public boolean canClaimBefore(RenderedManifests rendering, ApplyWave wave) {
        boolean createsIt = waves(rendering).stream().anyMatch(each -> each.createsNamespace(id.namespace()));
        return !createsIt || !wave.createsDefinitionsOrNamespaces();
    }

    /** Prunes where that is asked for, and records the attempt as healthy. Returns how many objects were pruned. */
    public int settle(DeployRecord record, RenderedManifests rendering) {
        // A newer delivery takes for unchanged what is to be deleted here, and may want it.
        List<ObjectRef> pruned =
                request.options().prune() ? cluster.prune(wanted(rendering), () -> turn.check(record)) : List.of();
        turn.end(record, Outcome.HEALTHY, pruned);
        return pruned.size();
    }

    private DesiredState wanted(RenderedManifests rendering) {
        DeployOptions options = request.options();
        Set<ApplyOption> allowed = EnumSet.noneOf(ApplyOption.class);
        if (options.force()) {
            allowed.add(ApplyOption.FORCE_CONFLICTS);
        }
        if (options.clusterScoped()) {
            allowed.add(ApplyOption.ALLOW_CLUSTER_SCOPED);
        }
        if (options.prune()) {
            allowed.add(ApplyOption.PRUNE);
        }
        return new DesiredState(
                id,
                request.remote().key(),
                rendering.manifests(),
                options.namespace(),
                options.allowedNamespaces(),
                allowed,
                options.pruneLimit(),
                options.existing());
    }
}
