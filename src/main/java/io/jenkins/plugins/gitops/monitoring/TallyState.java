package io.jenkins.plugins.gitops.monitoring;

import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryTotals;
import io.jenkins.plugins.gitops.engine.metrics.TargetTotals;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The totals, and the endings that they contain: an ending that is reported twice, after a crash, counts once. A delivery with
 * an unknown outcome that is resumed ends a second time with another outcome, and that counts.
 */
final class TallyState {

    /** An ending is reported again only right after a restart, so the newest endings are enough. */
    private static final int MOST_ENDINGS = 1000;

    /** How many pairs of application and environment are told apart. */
    static final int MOST_TARGETS = 1000;

    private final DeliveryTotals totals;
    private final Set<String> endings;

    TallyState() {
        this(new Kept(Kept.FORMAT, List.of(), List.of()));
    }

    TallyState(Kept kept) {
        this.totals = DeliveryTotals.of(MOST_TARGETS, kept.targets());
        this.endings = Collections.newSetFromMap(NewestKept.byInsertion(MOST_ENDINGS));
        this.endings.addAll(kept.endings());
    }

    /** The file's content. */
    Kept kept() {
        return new Kept(Kept.FORMAT, totals.targets(), endings);
    }

    DeliveryTotals totals() {
        return totals;
    }

    /** Adds an ending. False when it was there already. */
    boolean add(DeployId id, Outcome outcome) {
        return endings.add(id + " " + outcome.word());
    }

    /**
     * What is in the file.
     *
     * @param format version of the file's format
     * @param targets totals by application and environment
     * @param endings the newest deliveries that are in them, oldest first, each with its outcome
     */
    record Kept(int format, Collection<TargetTotals> targets, Collection<String> endings) {

        static final int FORMAT = 1;

        Kept {
            // Another version's file may lack one of them, and the other is worth keeping.
            targets = targets == null ? List.of() : List.copyOf(targets);
            endings = endings == null ? List.of() : List.copyOf(endings);
        }
    }
}
