package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Which of two deliveries is the older one. By source commit where one is an ancestor of the other; otherwise by build
 * number within one job; otherwise by the time of the request, which the deploy ids carry; with the same time, the one further
 * up the branch is the newer one.
 * A number or a time that cannot be decides nothing ({@link ClaimDoubts}).
 */
public final class DeliveryOrder {

    private final BiPredicate<Revision, Revision> ancestor;

    /** @param ancestor whether the first commit is an ancestor of the second; false when that is not known */
    public DeliveryOrder(BiPredicate<Revision, Revision> ancestor) {
        this.ancestor = ancestor;
    }

    /**
     * Whether the delivery that is asked for is older than the newest one on the branch.
     *
     * @param commit that of the newest one
     * @param now by our clock
     */
    public boolean older(DeployRequest asked, DeployId id, DeployTrailers newest, CommitInfo commit, Instant now) {
        return bySource(asked.source(), newest.source())
                .or(() -> byBuild(asked.build(), newest.build()))
                .orElseGet(() -> ClaimDoubts.ofTime(newest, commit, now).isEmpty()
                        && id.requested().isBefore(newest.id().requested()));
    }

    /** What the newest delivery on the branch claims and cannot be, or what people should look at; a warning each. */
    public static List<String> doubts(DeployRequest asked, DeployTrailers newest, CommitInfo commit, Instant now) {
        return Stream.of(ClaimDoubts.ofTime(newest, commit, now), ClaimDoubts.ofBuild(newest, commit, asked.build()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Boolean> bySource(Optional<DeliverySource> asked, Optional<DeliverySource> newest) {
        if (asked.isEmpty() || newest.isEmpty()) {
            return Optional.empty();
        }
        Revision mine = asked.get().revision();
        Revision theirs = newest.get().revision();
        if (mine.equals(theirs)) {
            return Optional.empty();
        }
        if (ancestor.test(mine, theirs)) {
            return Optional.of(true);
        }
        return ancestor.test(theirs, mine) ? Optional.of(false) : Optional.empty();
    }

    private static Optional<Boolean> byBuild(Optional<BuildLink> asked, Optional<BuildLink> newest) {
        Optional<String> job = asked.flatMap(BuildLink::job);
        if (job.isEmpty()
                || !job.equals(newest.flatMap(BuildLink::job))
                || ClaimDoubts.tooFarAhead(newest.get(), asked)) {
            return Optional.empty();
        }
        int mine = asked.flatMap(BuildLink::number).orElseThrow();
        int theirs = newest.flatMap(BuildLink::number).orElseThrow();
        return mine == theirs ? Optional.empty() : Optional.of(mine < theirs);
    }
}
