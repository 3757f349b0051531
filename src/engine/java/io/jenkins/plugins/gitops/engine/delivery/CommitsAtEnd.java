package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveredCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;

/**
 * Writes down what people committed since the last healthy delivery, when one ends: pages and notifications name it, and must
 * not ask a server for it. The deliveries before it are in the cache by then, so mostly nothing is asked here either.
 */
final class CommitsAtEnd {

    private CommitsAtEnd() {}

    /** A record that has ended, with them; as it was where they cannot be read, or where nothing of it was on its way. */
    static DeployRecord with(DeployRecord record, DeliveryContext context) {
        return tip(record).map(tip -> with(record, context, tip)).orElse(record);
    }

    private static DeployRecord with(DeployRecord record, DeliveryContext context, Revision tip) {
        try {
            BroughtCommits brought = DeliveredCommits.brought(context.branch(), tip, record);
            return brought.commits().isEmpty() ? record : record.bringing(brought);
        } catch (RuntimeException unread) {
            // It has ended, whatever is wrong here; a page without commits is better than a delivery without an end.
            return record;
        }
    }

    /** Its own commit; of one that is held, what it would have been committed onto. */
    private static Optional<Revision> tip(DeployRecord record) {
        return record.commit().or(() -> record.ending()
                .filter(DeliveryEnding::held)
                .flatMap(ending -> record.forward().writing().base()));
    }
}
