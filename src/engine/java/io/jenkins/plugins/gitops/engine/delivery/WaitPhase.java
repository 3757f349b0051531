package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.delete.PruneResult;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.HealthWatchCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RolloutFailedException;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Probes whether everything is healthy, and says when to probe again; nobody holds a thread meanwhile. */
final class WaitPhase implements PhaseHandler {

    private final RenderCache renderings;

    WaitPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        try {
            return probe(record, context);
        } catch (RolloutFailedException | DeliveryRefusedException over) {
            renderings.waits().forget(record.attempt());
            throw over;
        }
    }

    private PhaseResult probe(DeployRecord record, DeliveryContext context) {
        ClusterTarget cluster = new ClusterTarget(record.request(), context);
        HealthWatchCache.Wait wait =
                renderings.waits().of(record.attempt(), () -> cluster.watchlist(renderings.committed(record, context)));
        boolean leaseIsFresh = wait.leaseIsFresh();
        if (!leaseIsFresh) {
            cluster.checkLease(record);
            wait.leaseChecked();
        }
        HealthReport health = cluster.health(wait.objects());
        Instant now = context.clock().instant();
        Duration waited = waited(record, context.clock());
        DeployOptions options = record.request().options();
        boolean goesOn = health.status() == HealthStatus.IN_PROGRESS
                && waited.compareTo(options.patience().timeout()) < 0;
        if (leaseIsFresh && !goesOn) {
            cluster.checkLease(record);
        }
        return switch (health.status()) {
            case CURRENT -> {
                RenderedManifests rendering = renderings.committed(record, context);
                ClusterTarget.Corrections corrections = cluster.correct(rendering);
                DeployRecord probed = noted(record, corrections, now);
                if (corrections.changed() == 0) {
                    yield healthy(withExceptions(probed, health, now), cluster, rendering, now);
                }
                if (waited.compareTo(options.patience().timeout()) >= 0) {
                    throw RolloutFailedException.changedByOthers(
                            "Something else changes the objects again and again, for "
                                    + options.patience().timeout().toSeconds() + " s by now");
                }
                yield again(probed, waited);
            }
            case FAILED -> {
                if (waited.compareTo(options.patience().grace()) < 0) {
                    yield again(record.note(now, health.summary()), waited);
                }
                throw new RolloutFailedException(health);
            }
            case IN_PROGRESS -> {
                if (waited.compareTo(options.patience().timeout()) >= 0) {
                    throw RolloutFailedException.late(
                            "Not healthy after " + options.patience().timeout().toSeconds() + " s:\n" + health.text());
                }
                yield again(cluster.deleteStuckPods(record.note(now, health.summary()), health), waited);
            }
        };
    }

    private PhaseResult healthy(DeployRecord record, ClusterTarget cluster, RenderedManifests rendering, Instant now) {
        PruneResult pruned = cluster.finish(record, rendering);
        renderings.waits().forget(record.attempt());
        DeployRecord noted = record;
        if (!pruned.gone().isEmpty()) {
            noted = noted.note(
                    now, "Pruned " + CountedNoun.of(pruned.gone().size(), "object") + ", not wanted any more");
        }
        for (DeletingObject leaving : pruned.leaving()) {
            noted = noted.note(
                    now,
                    "Warning: pruned, and still there until somebody takes its finalizers off: " + leaving
                            + "; the next delivery looks again");
        }
        if (record.rollingBack()) {
            return PhaseResult.now(noted.note(now, "Rolled back: healthy again")
                    .ended(
                            Outcome.FAILED,
                            true,
                            record.failure().orElse(""),
                            "Fix it, build and deploy again; this commit is not deployed again automatically",
                            now));
        }
        return PhaseResult.now(noted.note(now, "Healthy").ended(Outcome.HEALTHY, false, "", "", now));
    }

    private static DeployRecord withExceptions(DeployRecord record, HealthReport health, Instant now) {
        List<String> exceptions = health.exceptions();
        return exceptions.isEmpty()
                ? record
                : record.note(now, "Healthy, with exceptions:\n  " + String.join("\n  ", exceptions));
    }

    private static DeployRecord noted(DeployRecord record, ClusterTarget.Corrections corrections, Instant now) {
        DeployRecord noted = record;
        if (corrections.changed() > 0) {
            noted = noted.note(
                    now,
                    "Applied again what was changed meanwhile: " + CountedNoun.of(corrections.changed(), "object"));
        }
        for (String problem : corrections.problems()) {
            noted = noted.note(now, "Warning: not as committed any more: " + problem);
        }
        return noted;
    }

    /** Since all was applied, or since it was taken up again. */
    private static Duration waited(DeployRecord record, SteadyClock clock) {
        Duration open = clock.since(record.since());
        Duration applied =
                record.attempt().rollout().applied().map(clock::since).orElse(Duration.ZERO);
        return open.compareTo(applied) < 0 ? open : applied;
    }

    private static PhaseResult again(DeployRecord record, Duration waited) {
        return PhaseResult.in(HealthWatchCache.pause(waited), record);
    }
}
