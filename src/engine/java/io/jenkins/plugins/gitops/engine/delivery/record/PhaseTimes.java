package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a delivery spent in each phase, as it was measured. What a phase that was entered again took is added up. All that a
 * rollback does is one phase here, {@code rollback}; the time before the first phase is {@value #QUEUE}.
 *
 * @param since when the present phase was entered; empty before the first one and after the end
 * @param spent what was measured, in the order in which phases were left first; the present one is not in it
 */
public record PhaseTimes(Optional<Instant> since, List<Spent> spent) {

    /** The time from the request to the first phase: the delivery waits for its turn. */
    public static final String QUEUE = "queue";

    static final PhaseTimes NONE = new PhaseTimes(Optional.empty(), List.of());

    public PhaseTimes {
        since = Objects.requireNonNullElse(since, Optional.empty());
        spent = spent == null ? List.of() : List.copyOf(spent);
    }

    /**
     * The time of one phase.
     *
     * @param phase its word
     * @param took how long, to the millisecond
     */
    public record Spent(String phase, Duration took) {

        public Spent {
            Objects.requireNonNull(phase, "no phase");
            Objects.requireNonNull(took, "no time");
        }
    }

    /** What was measured, by the phases' words. */
    public Map<String, Duration> byPhase() {
        Map<String, Duration> times = new LinkedHashMap<>();
        spent.forEach(each -> times.merge(each.phase(), each.took(), Duration::plus));
        return times;
    }

    /** The word under which a record's phase is counted. */
    public static String word(DeployRecord record) {
        return (record.rollingBack() ? DeliveryPhase.ROLLBACK : record.phase())
                .name()
                .toLowerCase(Locale.ROOT);
    }

    /** Before a step: the first one ends the waiting. */
    PhaseTimes entered(DeployRecord record, SteadyClock clock) {
        if (since.isPresent()) {
            return this;
        }
        // A record of an older version may be anywhere by now, and one that is taken up again waited for a person.
        boolean first = spent.isEmpty()
                && record.phase() == DeliveryPhase.RENDER
                && record.events().isEmpty();
        return new PhaseTimes(Optional.of(clock.start()), first ? plus(QUEUE, clock.since(record.started())) : spent);
    }

    /** After a step that was done in a phase of that word. */
    PhaseTimes left(String phase, DeployRecord record, SteadyClock clock) {
        if (since.isEmpty() || (phase.equals(word(record)) && !record.finished())) {
            return this;
        }
        return new PhaseTimes(
                record.finished() ? Optional.empty() : Optional.of(clock.start()),
                plus(phase, clock.since(since.get())));
    }

    private List<Spent> plus(String phase, Duration time) {
        Map<String, Duration> more = byPhase();
        more.merge(phase, time.truncatedTo(ChronoUnit.MILLIS), Duration::plus);
        return more.entrySet().stream()
                .map(each -> new Spent(each.getKey(), each.getValue()))
                .toList();
    }
}
