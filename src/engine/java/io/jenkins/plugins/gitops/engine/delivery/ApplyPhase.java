package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RolloutProgress;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.HealthWatchCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RolloutFailedException;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes the cluster equal to the commit, one wave a call. Before the first object is touched it claims the
 * lease on the inventory; after each wave the inventory lists that wave's objects beside the old ones, so that a killed
 * process loses track of none.
 */
final class ApplyPhase implements PhaseHandler {

    private final RenderCache renderings;

    ApplyPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        ClusterTarget cluster = new ClusterTarget(record.request(), context);
        RenderedManifests rendering = renderings.committed(record, context);
        List<ApplyWave> waves = cluster.waves(rendering);
        RolloutProgress rollout = record.attempt().rollout();
        if (rollout.wave() == waves.size()) {
            return PhaseResult.now(
                    record.with(rollout.applied(context.clock().start())).to(DeliveryPhase.WAIT));
        }
        ApplyWave wave = waves.get(rollout.wave());
        if (!rollout.claimed() && cluster.canClaimBefore(rendering, wave)) {
            boolean held = cluster.claimLease(record).heldSource().isPresent();
            DeployRecord claimed = record.with(rollout.claim(held));
            // Waves that were applied before there was an inventory are listed now; nothing of them changes.
            waves.subList(0, rollout.wave()).forEach(early -> cluster.apply(rendering, early, claimed));
            return PhaseResult.now(claimed);
        }
        if (rollout.claimed()) {
            // A process that was killed may be back after a newer delivery has claimed the lease.
            cluster.checkLease(record);
        }
        return rollout.awaited().isPresent()
                ? await(record, cluster, cluster.health(awaited(record, cluster, rendering, wave)), context.clock())
                : apply(record, wave, cluster.apply(rendering, wave, record), context.clock());
    }

    private HealthWatch awaited(
            DeployRecord record, ClusterTarget cluster, RenderedManifests rendering, ApplyWave wave) {
        return renderings
                .waits()
                .of(record.attempt(), () -> cluster.watchlist(rendering, wave.awaited()))
                .objects();
    }

    private static PhaseResult apply(DeployRecord record, ApplyWave wave, ApplyResult applied, SteadyClock clock) {
        List<String> told = record.events().stream().map(DeliveryEvent::text).toList();
        DeployRecord warned = record.warned(clock.instant(), applied.warningsBeside(told));
        if (!applied.deleting().isEmpty()) {
            String leaving = "Being deleted, and created again when they are gone: "
                    + applied.deleting().stream().map(DeletingObject::toString).collect(Collectors.joining(", "));
            requireTime(record, leaving, clock);
            return PhaseResult.in(
                    HealthWatchCache.pause(clock.since(record.since())), warned.note(clock.instant(), leaving));
        }
        DeployRecord noted = applied.changed() == 0
                ? warned
                : warned.note(
                        clock.instant(),
                        "Applied " + wave.name() + ": " + applied.changed() + " of "
                                + CountedNoun.of(wave.manifests().size(), "object") + " changed");
        RolloutProgress rollout = record.attempt().rollout();
        return PhaseResult.now(noted.with(wave.mustBeReady() ? rollout.await(clock.start()) : rollout.nextWave()));
    }

    private static PhaseResult await(
            DeployRecord record, ClusterTarget cluster, HealthReport health, SteadyClock clock) {
        RolloutProgress rollout = record.attempt().rollout();
        Duration awaited = rollout.awaited().map(clock::since).orElse(Duration.ZERO);
        boolean inGrace =
                awaited.compareTo(record.request().options().patience().grace()) < 0;
        if (health.status() == HealthStatus.CURRENT) {
            return PhaseResult.now(record.with(rollout.nextWave()));
        }
        if (health.status() == HealthStatus.FAILED && !inGrace) {
            throw new RolloutFailedException(health);
        }
        requireTime(record, health.text(), clock);
        return PhaseResult.in(
                HealthWatchCache.pause(awaited),
                cluster.deleteStuckPods(record.note(clock.instant(), health.summary()), health));
    }

    private static void requireTime(DeployRecord record, String missing, SteadyClock clock) {
        Duration timeout = record.request().options().patience().timeout();
        if (clock.since(record.since()).compareTo(timeout) > 0) {
            throw RolloutFailedException.late("Not ready after " + timeout.toSeconds() + " s:\n" + missing);
        }
    }
}
