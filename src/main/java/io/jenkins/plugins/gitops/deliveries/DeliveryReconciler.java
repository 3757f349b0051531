package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Finds what a stopped or killed controller left. One that cannot be taken up does not hide the others. */
final class DeliveryReconciler {

    private static final Logger LOGGER = Logger.getLogger(DeliveryReconciler.class.getName());

    /** So long a build is looked for: its folder or its plugin may be missing for one start alone. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final UnfinishedIndex unfinished = new UnfinishedIndex();
    private final List<ActiveDelivery> found = new ArrayList<>();
    private final RenderCache renderings;

    /** @param renderings those of the deliveries to take up */
    DeliveryReconciler(RenderCache renderings) {
        this.renderings = renderings;
    }

    /** In the order in which they get their turns: what had begun goes on first, of the others the newest. */
    List<ActiveDelivery> leftOver() {
        unfinished.all().forEach((id, build) -> {
            try {
                takeUp(id, build);
            } catch (GitopsException e) {
                LOGGER.warning(() -> "Delivery " + id + " of " + build + " cannot be taken up: " + e.getMessage() + ". "
                        + e.remedy());
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "Delivery " + id + " of " + build + " cannot be taken up");
            }
        });
        found.sort(Comparator.comparing((ActiveDelivery each) -> !begun(each.record()))
                .thenComparing(ActiveDelivery::id, Comparator.reverseOrder()));
        return found;
    }

    private void takeUp(DeployId id, String buildId) {
        Run<?, ?> build = Run.fromExternalizableId(buildId);
        if (build == null) {
            lost(id, buildId);
            return;
        }
        RecordStore store = new BuildRecords(build).store();
        if (!store.ids().contains(id)) {
            LOGGER.info(() -> "Delivery " + id + " of " + build + " had not begun when the controller ended");
            unfinished.remove(id);
            return;
        }
        ActiveDelivery left = new ActiveDelivery(build, store.read(id), renderings);
        LOGGER.info(() -> "Taking up delivery " + id + " of " + build + " in phase "
                + left.record().phase());
        found.add(left);
    }

    private void lost(DeployId id, String build) {
        boolean givenUp = id.requested().isBefore(Instant.now().minus(PATIENCE));
        LOGGER.warning(() -> "Delivery " + id + " cannot be taken up, as its build " + build + " is not there"
                + (givenUp ? "; it is given up" : "") + ". What it did is in Git and in the cluster");
        if (givenUp) {
            unfinished.remove(id);
        }
    }

    private static boolean begun(DeployRecord record) {
        return record.phase() != DeliveryPhase.RENDER || !record.events().isEmpty();
    }
}
