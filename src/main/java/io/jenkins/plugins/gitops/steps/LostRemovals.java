package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.model.PeriodicWork;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StepReport;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.RemovalEnd;
import io.jenkins.plugins.gitops.deliveries.UnfinishedIndex;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends the removals of builds that ended without them: Jenkins was killed, and the Pipeline could not go on, as where its
 * durability is that of performance. Nobody works on these any more, and some of the application may be gone.
 */
@Extension
public final class LostRemovals extends PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(LostRemovals.class.getName());
    private static final Duration MISSING_BUILD_LIMIT = Duration.ofDays(7);

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected void doRun() {
        DeliveryService.get().execute(LostRemovals::check);
    }

    static void check() {
        UnfinishedIndex.ofRemovals().all().forEach((id, build) -> {
            try {
                check(id, build);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Whether removal " + id + " of " + build + " goes on is not known");
            }
        });
    }

    private static void check(DeployId id, String name) {
        Run<?, ?> build = Run.fromExternalizableId(name);
        if (build == null) {
            // Its folder or its plugin may be missing at one start only.
            if (id.requested().isBefore(SteadyClock.SYSTEM.instant().minus(MISSING_BUILD_LIMIT))) {
                UnfinishedIndex.ofRemovals().remove(id);
            }
            return;
        }
        if (build.isBuilding() || DeliveryService.get().isRemoving(id)) {
            return;
        }
        BuildFacts facts = BuildFacts.of(build);
        Optional<StepReport> left = facts.reports().stream()
                .filter(each -> each.isRunning() && each.id().equals(Optional.of(id.value())))
                .findFirst();
        left.ifPresent(report -> facts.put(report.ended(
                StepReport.State.FAILED,
                SteadyClock.SYSTEM.instant(),
                RemovalEnd.notResumed(new GitopsException(
                                "Jenkins stopped while " + report.application() + " was removed from "
                                        + report.environment() + ", and the build could not go on",
                                "Delete again"))
                        .text())));
        UnfinishedIndex.ofRemovals().remove(id);
    }
}
