package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.Counted;
import io.jenkins.plugins.gitops.engine.cluster.api.StandingObject;
import io.jenkins.plugins.gitops.engine.cluster.apply.Applied;
import io.jenkins.plugins.gitops.engine.cluster.desired.Wave;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.health.Watchlist;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Phase;
import io.jenkins.plugins.gitops.engine.delivery.record.Rollout;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterSide;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Renderings;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RolloutFailure;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Site;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Waits;
import io.jenkins.plugins.gitops.engine.manifest.render.Rendering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes the cluster equal to the commit, one wave a call. Before the first object is touched the inventory says whose
 * turn it is; after each wave it lists that wave's objects beside the old ones, so that a killed process loses track of
 * none.
 */
final class ApplyPhase implements PhaseWork {

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
            cluster.turn().claim(record);
            DeployRecord claimed = record.with(rollout.claim());
            // What came before there was an inventory is listed now; it is there, so nothing is sent.
            waves.subList(0, rollout.wave()).forEach(early -> cluster.apply(rendering, early, claimed));
            return Advance.now(claimed);
        }
        if (rollout.claimed()) {
            // A killed process may be back after a newer delivery has had its turn.
            cluster.turn().check(record);
        }
        return rollout.awaited().isPresent()
                ? look(
                        record,
                        cluster.health(awaited(record, cluster, rendering, wave)),
                        site.clock().instant())
                : apply(
                        record,
                        wave,
                        cluster.apply(rendering, wave, record),
                        site.clock().instant());
    }

    private Watchlist awaited(DeployRecord record, ClusterSide cluster, Rendering rendering, Wave wave) {
        return renderings
                .waits()
                .of(record.attempt(), () -> cluster.watchlist(rendering, wave.awaited()))
                .objects();
    }

    private static Advance apply(DeployRecord record, Wave wave, Applied applied, Instant now) {
        if (!applied.leaving().isEmpty()) {
            String leaving = "Being deleted, and made anew when gone: "
                    + applied.leaving().stream().map(StandingObject::toString).collect(Collectors.joining(", "));
            requireTime(record, leaving, now);
            return Advance.in(Waits.pause(Duration.between(record.since(), now)), record.note(now, leaving));
        }
        DeployRecord noted = applied.changed() == 0
                ? record
                : record.note(
                        now,
                        "Applied " + wave.name() + ": " + applied.changed() + " of "
                                + Counted.of(wave.manifests().size(), "object") + " changed");
        Rollout rollout = record.attempt().rollout();
        return Advance.now(noted.with(wave.mustBeReady() ? rollout.await(now) : rollout.nextWave()));
    }

    private static Advance look(DeployRecord record, HealthReport health, Instant now) {
        Rollout rollout = record.attempt().rollout();
        Instant since = rollout.awaited().orElse(now);
        boolean mayPass = Duration.between(since, now)
                        .compareTo(record.request().options().grace())
                < 0;
        if (health.status() == HealthStatus.CURRENT) {
            return Advance.now(record.with(rollout.nextWave()));
        }
        if (health.status() == HealthStatus.FAILED && !mayPass) {
            throw new RolloutFailure(health);
        }
        requireTime(record, health.text(), now);
        return Advance.in(Waits.pause(Duration.between(since, now)), record.note(now, health.summary()));
    }

    private static void requireTime(DeployRecord record, String missing, Instant now) {
        Duration timeout = record.request().options().timeout();
        if (Duration.between(record.since(), now).compareTo(timeout) > 0) {
            throw new RolloutFailure("Not ready after " + timeout.toSeconds() + " s:\n" + missing);
        }
    }
}
