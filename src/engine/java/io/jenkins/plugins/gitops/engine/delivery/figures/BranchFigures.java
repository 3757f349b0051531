package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * The figures of a branch. The names are those of the JSON, and never change.
 *
 * @param asOf where the time spans end
 * @param branch which branch, with its repository
 * @param figures for each application and environment that ever was delivered to, by their names
 * @param marks what people said of the deliveries in these spans, as the figures believe it; the oldest delivery first
 * @param moreMarks whether the branch has more marks than are read ({@link DeliveryMarks#MOST}): older ones, which say nothing here
 */
public record BranchFigures(
        Instant asOf, String branch, List<TargetFigures> figures, List<MarkedDelivery> marks, boolean moreMarks) {

    public BranchFigures {
        figures = List.copyOf(figures);
        marks = List.copyOf(marks);
    }

    /**
     * Reads the branch and computes them.
     *
     * @param tip of the branch
     * @param wanted of which applications and environments
     * @param here what this machine's records know
     * @param now where the time spans end
     * @param days how long the time spans are, at least a day each
     */
    public static BranchFigures read(
            RemoteBranch branch,
            GitRemote remote,
            Revision tip,
            Predicate<DeliveryTarget> wanted,
            KnownResults here,
            Instant now,
            List<Integer> days) {
        PastDeliveries past = PastDeliveries.read(branch, remote, tip, wanted, now, Collections.max(days))
                .knowing(here::of);
        return new BranchFigures(now, remote.toString(), past.figures(now, days), past.marks(), past.moreMarks());
    }

    /** A table for people. */
    public String text() {
        return FiguresText.of(this);
    }
}
