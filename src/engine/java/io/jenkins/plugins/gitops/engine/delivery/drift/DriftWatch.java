package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which drift began, changed and ended, from one report to the next. Pure: the same state, report and time give the same
 * result.
 *
 * <p>While a delivery is under way the cluster differs from its commit, so nothing is told then, for at most {@link #QUIET}:
 * nobody may ever go on with one that was interrupted, and commits may claim others, one after the other. Where a report is not of everything (something could not be compared,
 * there was too much), what it does not have has not ended.
 */
public final class DriftWatch {

    /** How many differences are kept; of more, the first ones. */
    public static final int MOST = 2000;

    /** For how long a delivery that does not end keeps the watch silent. */
    public static final Duration QUIET = Duration.ofHours(1);

    private DriftWatch() {}

    /**
     * A look.
     *
     * @param state what is known after it
     * @param changes what is new
     */
    public record Round(DriftState state, List<DriftChange> changes) {

        public Round {
            changes = List.copyOf(changes);
        }
    }

    /** @param now the time of the report */
    public static Round see(DriftState before, DriftReport report, Instant now) {
        DriftState known = silence(before.of(report.delivery()), report, now);
        if (known.silent().filter(since -> isRecent(since, now)).isPresent()) {
            return new Round(known, List.of());
        }
        Map<DriftKey, StandingDrift> earlier = new LinkedHashMap<>();
        known.drifts().forEach(drift -> earlier.put(drift.key(), drift));
        Map<DriftKey, StandingDrift> seen = seen(report.drift(), now);
        List<StandingDrift> standing = new ArrayList<>();
        List<DriftChange> changes = new ArrayList<>();
        for (StandingDrift drift : seen.values()) {
            Optional<StandingDrift> then = Optional.ofNullable(earlier.remove(drift.key()));
            StandingDrift current =
                    then.map(other -> drift.goingOnFrom(other, now)).orElse(drift);
            standing.add(current);
            if (then.isEmpty()) {
                changes.add(DriftChange.of(DriftChange.Kind.APPEARED, current, now));
            } else if (!current.isAs(then.get())) {
                changes.add(DriftChange.of(DriftChange.Kind.CHANGED, current, now));
            }
        }
        if (isWhole(report.drift(), seen.size())) {
            earlier.values().forEach(drift -> changes.add(gone(drift, before, now)));
        } else {
            standing.addAll(earlier.values());
        }
        return new Round(known.with(standing.subList(0, Math.min(MOST, standing.size()))), changes);
    }

    /** Which delivery it is counts for nothing: the silence of several ends after {@link #QUIET} in all. */
    private static DriftState silence(DriftState known, DriftReport report, Instant now) {
        boolean underWay =
                report.underWay().filter(since -> isRecent(since, now)).isPresent();
        return known.silent(underWay ? Optional.of(known.silent().orElse(now)) : Optional.empty());
    }

    /** Whether it may still be under way. A time in the far future is no delivery's: clocks and commits may say anything. */
    private static boolean isRecent(Instant since, Instant now) {
        return SteadyClock.between(since, now).compareTo(QUIET) < 0
                && SteadyClock.between(now, since).compareTo(QUIET) < 0;
    }

    private static boolean isWhole(ClusterDrift drift, int seen) {
        return drift.problems().isEmpty() && drift.unlisted() == 0 && seen < MOST;
    }

    /** What a report has, as far as it is kept. */
    static Set<DriftKey> keys(DriftReport report, Instant now) {
        return seen(report.drift(), now).keySet();
    }

    private static Map<DriftKey, StandingDrift> seen(ClusterDrift drift, Instant now) {
        Map<DriftKey, StandingDrift> seen = new LinkedHashMap<>();
        for (ObjectDrift object : drift.objects()) {
            if (object.kind() != ObjectDrift.Kind.CHANGED) {
                add(seen, StandingDrift.whole(object, now));
            }
            object.fields().forEach(field -> add(seen, StandingDrift.of(object, field, now)));
        }
        return seen;
    }

    private static void add(Map<DriftKey, StandingDrift> seen, StandingDrift drift) {
        if (seen.size() < MOST) {
            seen.putIfAbsent(drift.key(), drift);
        }
    }

    private static DriftChange gone(StandingDrift drift, DriftState before, Instant now) {
        Optional<DeployId> putBackBy = before.fight(drift.key())
                .filter(fight -> fight.givenUp().isEmpty()
                        && fight.times().stream().anyMatch(time -> !time.isBefore(drift.since())))
                .flatMap(HealFight::last);
        return new DriftChange(DriftChange.Kind.GONE, drift, now, putBackBy);
    }
}
