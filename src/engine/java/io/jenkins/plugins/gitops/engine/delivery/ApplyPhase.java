package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.Wave;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.manifest.Rendering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Makes the cluster equal to the commit, one wave a call. Before the first object is touched the inventory says whose
 * turn it is; after each wave it lists that wave's objects beside the old ones, so that a killed process loses track of
 * none.
 */
final class ApplyPhase implements PhaseWork {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private final Renderings renderings;

    ApplyPhase(Renderings renderings) {
        this.renderings = renderings;
    }

    @Override
    public Advance advance(DeployRecord record, Site site) {
        ClusterSide cluster = new ClusterSide(record.request(), site);
        Rendering rendering = renderings.committed(record, site);
        List<Wave> waves = cluster.waves(rendering);
        Rollout rollout = record.attempt().rollout();
        if (rollout.wave() == waves.size()) {
            return Advance.now(
                    record.with(rollout.applied(site.clock().instant())).to(Phase.WAIT));
        }
        Wave wave = waves.get(rollout.wave());
        if (!rollout.claimed() && cluster.canClaimBefore(rendering, wave)) {
            cluster.claim(record, site.branch());
            return Advance.now(record.with(rollout.claim()));
        }
        if (rollout.claimed()) {
            // A killed process may be back after a newer delivery has had its turn.
            cluster.checkStillOurs(record);
        }
        int changed = cluster.apply(rendering, wave, record);
        if (wave.mustBeReady()) {
            HealthReport health = cluster.health(rendering, wave);
            if (health.status() == HealthStatus.FAILED) {
                throw new RolloutFailure(health);
            }
            if (health.status() == HealthStatus.IN_PROGRESS) {
                requireTime(record, health, site.clock().instant());
                return Advance.in(LOOK_AGAIN, record.note(site.clock().instant(), health.summary()));
            }
        }
        DeployRecord next = record.with(rollout.nextWave());
        String applied = "Applied " + wave.name() + ": " + changed + " of "
                + wave.manifests().size() + " objects changed";
        return Advance.now(changed == 0 ? next : next.note(site.clock().instant(), applied));
    }

    private static void requireTime(DeployRecord record, HealthReport health, Instant now) {
        Duration timeout = record.request().options().timeout();
        if (Duration.between(record.since(), now).compareTo(timeout) > 0) {
            throw new RolloutFailure("Not ready after " + timeout.toSeconds() + " s:\n" + health.text());
        }
    }
}
