package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Finds the deliveries that a stopped or killed controller left unfinished. One that cannot be resumed does not hide the others. */
final class DeliveryReconciler {

    private static final Logger LOGGER = Logger.getLogger(DeliveryReconciler.class.getName());

    /** How long a missing build is waited for. Its folder or its plugin may be missing at one start only. */
    private static final Duration MISSING_BUILD_LIMIT = Duration.ofDays(7);

    private final UnfinishedIndex index = new UnfinishedIndex();
    private final List<ActiveDelivery> found = new ArrayList<>();
    private final RenderCache renderings;

    /** @param renderings shared by the resumed deliveries */
    DeliveryReconciler(RenderCache renderings) {
        this.renderings = renderings;
    }

    /** The deliveries in the order in which they run: those that had begun first, then the others, newest first. */
    List<ActiveDelivery> unfinished() {
        index.all().forEach((id, build) -> {
            try {
                find(id, build);
            } catch (GitopsException e) {
                LOGGER.warning(() -> "Delivery " + id + " of " + build + " cannot be resumed: " + e.getMessage() + ". "
                        + e.remedy());
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "Delivery " + id + " of " + build + " cannot be resumed");
            }
        });
        found.sort(Comparator.comparing((ActiveDelivery each) -> !begun(each.record()))
                .thenComparing(ActiveDelivery::id, Comparator.reverseOrder()));
        return found;
    }

    private void find(DeployId id, String buildId) {
        Run<?, ?> build = Run.fromExternalizableId(buildId);
        if (build == null) {
            buildMissing(id, buildId);
            return;
        }
        RecordStore store = new BuildRecords(build).store();
        if (!store.ids().contains(id)) {
            LOGGER.info(() -> "Delivery " + id + " of " + build + " had not begun when the controller ended");
            index.remove(id);
            return;
        }
        ActiveDelivery left = new ActiveDelivery(build, store.read(id), renderings);
        LOGGER.info(() -> "Resuming delivery " + id + " of " + build + " in phase "
                + left.record().phase());
        found.add(left);
    }

    private void buildMissing(DeployId id, String build) {
        boolean givenUp =
                id.requested().isBefore(DeliveryContexts.CLOCK.instant().minus(MISSING_BUILD_LIMIT));
        LOGGER.warning(() -> "Delivery " + id + " cannot be resumed, as its build " + build + " is not there"
                + (givenUp ? "; it is given up" : "") + ". What it did is in Git and in the cluster");
        if (givenUp) {
            index.remove(id);
        }
    }

    private static boolean begun(DeployRecord record) {
        return record.phase() != DeliveryPhase.RENDER || !record.events().isEmpty();
    }
}
