package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import jenkins.util.SystemProperties;

/**
 * The deliveries of a branch, as last read. Immutable.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.history.deliveries} says how many of the newest are kept in
 * memory, {@value #DEFAULT} by default: about 1 KB each.
 *
 * @param tip what the branch pointed to; empty while nothing was read
 * @param deliveries the newest first, as the branch has them
 * @param cut whether there are older ones that were left out
 * @param past what the figures are computed from; nothing for what an earlier process left in the cache
 * @param asOf when the server was asked; empty for what an earlier process left in the cache
 * @param trouble why the last read failed, in one line; empty when it succeeded
 */
public record BranchHistory(
        Optional<Revision> tip,
        List<HistoryEntry> deliveries,
        boolean cut,
        PastDeliveries past,
        Optional<Instant> asOf,
        Optional<String> trouble) {

    private static final String PROPERTY = "io.jenkins.plugins.gitops.history.deliveries";
    private static final int DEFAULT = 20_000;

    static final BranchHistory UNREAD = new BranchHistory(
            Optional.empty(), List.of(), false, PastDeliveries.NONE, Optional.empty(), Optional.empty());

    public BranchHistory {
        deliveries = List.copyOf(deliveries);
    }

    /** Reads the history of a commit. The server is not asked for what the cache has. */
    static BranchHistory read(RemoteBranch branch, Revision tip) {
        int most = Math.max(1, SystemProperties.getInteger(PROPERTY, DEFAULT));
        List<HistoryEntry> found = DeliveryHistory.list(branch, tip, all -> true, most).stream()
                .map(HistoryEntry::of)
                .toList();
        return new BranchHistory(
                Optional.of(tip), found, found.size() == most, PastDeliveries.NONE, Optional.empty(), Optional.empty());
    }

    /** With what the figures are computed from. The server is asked for source commits that its history does not have. */
    BranchHistory withFigures(RemoteBranch branch, GitRemote remote, Instant now) {
        PastDeliveries read = PastDeliveries.read(
                branch, remote, tip.orElseThrow(), all -> true, now, Collections.max(TargetFigures.USUAL_DAYS));
        return new BranchHistory(tip, deliveries, cut, read, asOf, trouble);
    }

    BranchHistory asOf(Instant now) {
        return new BranchHistory(tip, deliveries, cut, past, Optional.of(now), Optional.empty());
    }

    BranchHistory troubled(String why) {
        return new BranchHistory(tip, deliveries, cut, past, asOf, Optional.of(why));
    }

    boolean isOf(Revision other) {
        return tip.filter(other::equals).isPresent();
    }
}
