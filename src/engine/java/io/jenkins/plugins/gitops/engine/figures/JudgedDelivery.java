package io.jenkins.plugins.gitops.engine.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery that counts, seen beside the others of its application and environment. Those that do not count are left out: what
 * ended as neither healthy nor failed, what brought nothing new, and the rollback of one that was not healthy, which is a part of
 * that failure.
 *
 * @param failedSince when it was known that it had failed: its end, the mark, or the request of the rollback that a person asked
 *     for; empty for one that did not fail
 * @param recovery from then to the end of the next healthy delivery; empty while there is none. One that claims an end in the
 *     future ends nothing
 * @param unplanned whether it was made because of a failure: marked as a hotfix, a rollback that a person asked for, or the
 *     first one after a failure that was known when it was requested
 */
record JudgedDelivery(
        PastDelivery delivery, Optional<Instant> failedSince, Optional<Duration> recovery, boolean unplanned) {

    boolean failed() {
        return failedSince.isPresent();
    }

    /** Whether it brought a change that nobody had seen healthy before: a rollback does not. */
    boolean broughtHealthyChange() {
        return delivery.healthy() && delivery.rollbackOf().isEmpty();
    }

    /** @param now when it is */
    static List<JudgedDelivery> of(List<PastDelivery> oldestFirst, Instant now) {
        Map<String, PastDelivery> byId = new HashMap<>();
        Map<String, PastDelivery> rollbacks = new HashMap<>();
        for (PastDelivery each : oldestFirst) {
            byId.putIfAbsent(each.id(), each);
            each.rollbackOf().ifPresent(of -> rollbacks.putIfAbsent(of, each));
        }
        List<Optional<PastDelivery>> next = next(oldestFirst, now);
        List<JudgedDelivery> judged = new ArrayList<>();
        Optional<Instant> failureBefore = Optional.empty();
        for (int i = 0; i < oldestFirst.size(); i++) {
            PastDelivery each = oldestFirst.get(i);
            if (!counts(each, byId)) {
                continue;
            }
            Optional<Instant> since = failedSince(each, Optional.ofNullable(rollbacks.get(each.id())));
            Optional<PastDelivery> healthy = next.get(i);
            boolean mends = failureBefore
                    .filter(known -> !known.isAfter(each.requested()))
                    .isPresent();
            judged.add(new JudgedDelivery(
                    each,
                    since,
                    since.flatMap(known -> recovery(each, known, healthy)),
                    each.hotfix() || each.rollbackOf().isPresent() || mends));
            failureBefore = since;
        }
        return judged;
    }

    private static boolean counts(PastDelivery delivery, Map<String, PastDelivery> byId) {
        boolean partOfFailure = delivery.rollbackOf()
                .map(byId::get)
                .filter(putBack -> !putBack.healthy())
                .isPresent();
        return delivery.ending() != PastDelivery.Ending.OTHER && delivery.changed() && !partOfFailure;
    }

    private static Optional<Instant> failedSince(PastDelivery delivery, Optional<PastDelivery> rollback) {
        return delivery.healthy()
                ? delivery.failedLater().or(() -> rollback.map(PastDelivery::requested))
                : Optional.of(delivery.end());
    }

    /** For each the next healthy one, also one that does not count: to deliver the same again may be what helped. */
    private static List<Optional<PastDelivery>> next(List<PastDelivery> oldestFirst, Instant now) {
        List<Optional<PastDelivery>> next = new ArrayList<>(oldestFirst.size());
        Optional<PastDelivery> healthy = Optional.empty();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            next.add(healthy);
            PastDelivery each = oldestFirst.get(i);
            if (each.healthy() && !each.end().isAfter(now)) {
                healthy = Optional.of(each);
            }
        }
        Collections.reverse(next);
        return next;
    }

    /** A mark that came after the next healthy one says nothing of when the trouble began: then the delivery's end does. */
    private static Optional<Duration> recovery(PastDelivery failed, Instant known, Optional<PastDelivery> healthy) {
        return healthy.map(next -> Duration.between(known.isAfter(next.end()) ? failed.end() : known, next.end()))
                .map(time -> time.isNegative() ? Duration.ZERO : time);
    }
}
