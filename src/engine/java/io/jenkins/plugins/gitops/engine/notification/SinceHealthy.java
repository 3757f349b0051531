package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveredCommits;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory.Delivered;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;
import java.util.Optional;

/**
 * What the branch says of the time before a delivery. Trailers are claims of whoever may push: who is told of a failure comes
 * from them, and nothing else.
 *
 * @param wasHealthy whether the delivery before it had become healthy; true where nobody knows, and where there was none
 * @param brought what people committed since the last healthy one
 */
public record SinceHealthy(boolean wasHealthy, BroughtCommits brought) {

    /** Where the branch cannot be asked. */
    public static final SinceHealthy UNKNOWN = new SinceHealthy(true, BroughtCommits.NONE);

    /**
     * Of a delivery that has ended. Asks the server for what the cache does not have.
     *
     * @param branch opened for the request's remote
     * @throws GitopsException when the server cannot be asked
     */
    public static SinceHealthy of(RemoteBranch branch, DeployRecord record) {
        if (record.request().kind() == DeliveryKind.SYNC) {
            // It brings nothing that was not there.
            return UNKNOWN;
        }
        Revision tip = branch.fetchTipOfHistory();
        BroughtCommits brought = record.brought().orElseGet(() -> DeliveredCommits.brought(branch, tip, record));
        return new SinceHealthy(wasHealthy(DeliveredCommits.before(branch, tip, record)), brought);
    }

    /**
     * Whether the delivery before one had become healthy, while that one goes on. True also for one that has no commit yet.
     *
     * @param branch opened for the request's remote
     * @throws GitopsException when the server cannot be asked for that commit
     */
    public static boolean wasHealthy(RemoteBranch branch, DeployRecord record) {
        return record.request().kind() == DeliveryKind.SYNC
                || record.commit()
                        .map(own -> wasHealthy(DeliveredCommits.before(branch, own, record)))
                        .orElse(true);
    }

    private static boolean wasHealthy(List<Delivered> before) {
        if (before.isEmpty()) {
            return true;
        }
        Delivered last = before.get(0);
        Optional<DeployId> undone = last.trailers().rollbackOf();
        // A rollback that followed by itself is healthy; the delivery that it is a part of was not.
        return !endedBadly(last)
                && !(undone.isPresent()
                        && before.size() > 1
                        && before.get(1).trailers().id().equals(undone.get())
                        && endedBadly(before.get(1)));
    }

    private static boolean endedBadly(Delivered delivered) {
        return delivered
                .result()
                .filter(DeliveryResult::hadEffect)
                .filter(result -> !result.isHealthy() && !result.equals(DeliveryResult.REMOVED))
                .isPresent();
    }
}
