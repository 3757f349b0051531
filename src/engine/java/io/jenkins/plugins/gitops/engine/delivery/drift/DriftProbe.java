package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.drift.EarlierDrift;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.ObjectVersions;
import io.jenkins.plugins.gitops.engine.delivery.DeliveredManifests;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at an environment again and again. Compares only what was written since: all when it was the branch's tip or the inventory,
 * otherwise those members that were. What none of these shows (an object that somebody made in the place of a missing one, an autoscaler) is
 * seen by a whole comparison, which is done at least every {@link #WHOLE_AFTER}. For one environment; not for several threads.
 */
public final class DriftProbe {

    public static final Duration WHOLE_AFTER = Duration.ofMinutes(10);

    /** Where more than one of so many members was written, to compare all costs no more. */
    private static final int FEW = 4;

    private final DesiredStateLocation place;
    private final IgnoreRules ignored;
    private final DeliveredManifests manifests = new DeliveredManifests();
    private Optional<Seen> last = Optional.empty();

    public DriftProbe(DesiredStateLocation place, IgnoreRules ignored) {
        this.place = place;
        this.ignored = ignored;
    }

    /**
     * A report, and whether it was made anew.
     *
     * @param compared whether something was compared; false when it is the one before, since nothing was written
     */
    public record Look(DriftReport report, boolean compared) {}

    private record Marks(Revision tip, String inventory, Optional<ObjectVersions> members) {

        /** Which members were written since; absent when that is not known, or there is another reason to compare all. */
        Optional<Set<ObjectKey>> writtenSince(Marks before) {
            return tip.equals(before.tip) && inventory.equals(before.inventory)
                    ? members.flatMap(now -> before.members.map(now::changedSince))
                    : Optional.empty();
        }

        /** Whether these are few of all. */
        boolean areFew(Set<ObjectKey> written) {
            return members.filter(all -> written.size() * FEW <= all.byObject().size())
                    .isPresent();
        }
    }

    /** @param whole when all was compared last */
    private record Seen(Marks marks, Instant whole, DriftReport report) {

        /** Whether the report may stand for what was not written since. */
        boolean isUsable(SteadyClock clock) {
            return report.drift().problems().isEmpty()
                    && report.drift().unlisted() == 0
                    && clock.since(whole).compareTo(WHOLE_AFTER) < 0;
        }
    }

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException as {@link DriftReport#of} */
    public Look look(DeliveryContext context) {
        Instant now = context.clock().start();
        // Before the comparison: what is written meanwhile is seen next time.
        Marks marks = marks(context);
        Optional<Seen> before = last.filter(seen -> seen.isUsable(context.clock()));
        Optional<Set<ObjectKey>> written = before.flatMap(seen -> marks.writtenSince(seen.marks()));
        if (written.filter(Set::isEmpty).isPresent()) {
            return new Look(before.orElseThrow().report(), false);
        }
        DriftReport report = written.filter(marks::areFew)
                .flatMap(some -> since(before.orElseThrow(), some, marks, context))
                .orElseGet(() -> whole(marks, now, context));
        return new Look(report, true);
    }

    private DriftReport whole(Marks marks, Instant now, DeliveryContext context) {
        DriftReport report = DriftReport.of(place, ignored, manifests, context);
        last = Optional.of(new Seen(marks, now, report));
        return report;
    }

    /** Compares those that were written; empty where another commit came meanwhile, of which all is to be compared. */
    private Optional<DriftReport> since(Seen before, Set<ObjectKey> written, Marks marks, DeliveryContext context) {
        EarlierDrift earlier = new EarlierDrift(before.report().drift(), written);
        DriftReport report = DriftReport.of(place, ignored, manifests, Optional.of(earlier), context);
        if (!report.revision().equals(before.report().revision())) {
            return Optional.empty();
        }
        last = Optional.of(new Seen(marks, before.whole(), report));
        return Optional.of(report);
    }

    private Marks marks(DeliveryContext context) {
        Revision tip = context.branch().fetchTip();
        Optional<Inventory> inventory = context.cluster().inventory(place.inventory());
        return new Marks(
                tip,
                inventory.map(Inventory::resourceVersion).orElse(""),
                inventory.flatMap(context.cluster()::versions));
    }
}
