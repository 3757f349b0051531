package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.delivery.DeliveredManifests;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks at an environment again and again. Compares only when something was written since: the branch's tip, the inventory, or
 * one of its members. What none of these shows (an object that somebody made in the place of a missing one, an autoscaler) is
 * seen by a whole comparison, which is done at least every {@link #WHOLE_AFTER}. For one environment; not for several threads.
 */
public final class DriftProbe {

    public static final Duration WHOLE_AFTER = Duration.ofMinutes(10);

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
     * @param compared false when it is the one before, since nothing was written
     */
    public record Look(DriftReport report, boolean compared) {}

    private record Marks(Revision tip, String inventory, Optional<String> members) {

        /** Where the members cannot be listed, nothing is known of them. */
        boolean same(Marks other) {
            return members.isPresent() && equals(other);
        }
    }

    private record Seen(Marks marks, Instant at, DriftReport report) {}

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException as {@link DriftReport#of} */
    public Look look(DeliveryContext context) {
        Instant now = context.clock().start();
        // Before the comparison: what is written meanwhile is seen next time.
        Marks marks = marks(context);
        Optional<DriftReport> known = last.filter(seen -> seen.marks().same(marks)
                        && seen.report().drift().problems().isEmpty()
                        && context.clock().since(seen.at()).compareTo(WHOLE_AFTER) < 0)
                .map(Seen::report);
        if (known.isPresent()) {
            return new Look(known.get(), false);
        }
        DriftReport report = DriftReport.of(place, ignored, manifests, context);
        last = Optional.of(new Seen(marks, now, report));
        return new Look(report, true);
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
