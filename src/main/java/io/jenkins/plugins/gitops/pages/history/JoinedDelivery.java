package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import io.jenkins.plugins.gitops.pages.delivery.OutcomeStyle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A delivery by its entry in the branch's history, joined with its record where this controller has that. What Git says
 * counts. The record adds what Git does not have: the reason of the outcome, the phase, and attempts without a commit.
 */
final class JoinedDelivery {

    private final Optional<HistoryEntry> entry;
    private final Optional<HistoryEntry> back;
    private final Supplier<DeliveryDetails> lookup;
    private DeliveryDetails details;

    /**
     * @param entry of the branch's history; empty when the branch has no commit of the delivery
     * @param back the commit that put it back by itself, as the branch has it; the two are one delivery
     * @param lookup finds the details; called once, and only when they are needed, since a list may be long
     */
    JoinedDelivery(Optional<HistoryEntry> entry, Optional<HistoryEntry> back, Supplier<DeliveryDetails> lookup) {
        this.entry = entry;
        this.back = back;
        this.lookup = lookup;
    }

    DeliveryDetails details() {
        if (details == null) {
            details = lookup.get();
        }
        return details;
    }

    Optional<HistoryEntry> entry() {
        return entry;
    }

    Optional<DeliveryView> record() {
        return details().record();
    }

    /** The record, as long as its outcome counts. */
    Optional<DeliveryView> recordOfOutcome() {
        return details().recordOfOutcome(entry.flatMap(HistoryEntry::result));
    }

    /** A fact that both have. There is always an entry, a record, or both. */
    <T> T fact(Function<HistoryEntry, T> ofEntry, Function<DeliveryView, T> ofRecord) {
        return entry.map(ofEntry).orElseGet(() -> ofRecord.apply(record().orElseThrow()));
    }

    DeployId id() {
        return fact(HistoryEntry::id, view -> view.record().id());
    }

    /** The result of this commit alone; empty when it is not known. */
    Optional<DeliveryResult> result() {
        return entry.flatMap(HistoryEntry::result).or(() -> ended().map(KnownResults.Ended::result));
    }

    private Optional<KnownResults.Ended> ended() {
        return details().ended(id());
    }

    /** The outcome; empty while the delivery runs, or when nobody has recorded it. */
    Optional<String> outcome() {
        return recordOfOutcome().isPresent()
                ? recordOfOutcome().map(DeliveryView::getOutcome)
                : result().flatMap(DeliveryResult::outcome).map(Outcome::word);
    }

    boolean isRolledBack() {
        return recordOfOutcome()
                .map(DeliveryView::isRolledBack)
                .orElseGet(() -> wholeResult().map(DeliveryResult::rolledBack).orElse(false));
    }

    /** As a record's ending has it: with what became of its rollback. */
    private Optional<DeliveryResult> wholeResult() {
        boolean putBack = back.flatMap(HistoryEntry::result)
                .filter(DeliveryResult::isHealthy)
                .isPresent();
        return putBack
                ? result().flatMap(DeliveryResult::outcome).map(outcome -> DeliveryResult.of(outcome, true))
                : result();
    }

    /** Whether it may have changed what runs. A commit with an unknown outcome may have. */
    boolean hadEffect() {
        return recordOfOutcome()
                .map(view -> EnvironmentState.hadEffect(view.record()))
                .orElseGet(() -> result().map(DeliveryResult::hadEffect).orElse(true));
    }

    OutcomeStyle style() {
        if (isRemoval()) {
            return OutcomeStyle.REMOVED;
        }
        return recordOfOutcome()
                .map(view -> OutcomeStyle.of(view.record()))
                .orElseGet(() -> OutcomeStyle.of(wholeResult()));
    }

    /** Whether it removed the application. A removal has no record of its own: its build has a report of it. */
    boolean isRemoval() {
        return entry.filter(HistoryEntry::removes).isPresent();
    }

    DeliveryKind kind() {
        return record().map(view -> view.record().request().kind())
                .or(() -> entry.map(JoinedDelivery::kind))
                .orElse(DeliveryKind.DEPLOY);
    }

    private static DeliveryKind kind(HistoryEntry entry) {
        if (entry.rollbackOf().isPresent()) {
            return DeliveryKind.ROLLBACK;
        }
        return entry.promotedFrom().isPresent() ? DeliveryKind.PROMOTION : DeliveryKind.DEPLOY;
    }

    List<ImageReference> images() {
        return fact(HistoryEntry::images, view -> view.record().request().images());
    }

    /** The images that it left in the environment: after its rollback the images of that; none after a removal. */
    List<ImageReference> resultingImages() {
        return record().map(view -> EnvironmentState.resultingImages(view.record()))
                .orElseGet(() -> back.filter(there -> wentBack())
                        .map(HistoryEntry::images)
                        .orElseGet(this::images));
    }

    /** Whether the commit of its rollback is the desired state after it. Without a record its end may not be known yet. */
    boolean wentBack() {
        return record().map(DeliveryView::isRolledBack)
                .orElseGet(() -> back.isPresent()
                        && back.flatMap(HistoryEntry::result)
                                .map(DeliveryResult::isHealthy)
                                .orElse(true));
    }

    /** The commit that was built; empty when that is not known. */
    Optional<DeliverySource> source() {
        return fact(
                e -> e.source().flatMap(DeliverySource::parse),
                view -> view.record().request().source());
    }

    /** From the request to the end, or until now while it runs; empty when that is not known. */
    Optional<Duration> duration() {
        return record().map(view -> view.record().duration(SteadyClock.SYSTEM))
                .or(() -> back.flatMap(HistoryEntry::duration).map(this::untilEndOfRollback))
                .or(() -> entry.flatMap(HistoryEntry::duration))
                .or(() -> ended().flatMap(KnownResults.Ended::duration));
    }

    private Duration untilEndOfRollback(Duration ofRollback) {
        return Duration.between(id().requested(), back.orElseThrow().id().requested())
                .plus(ofRollback);
    }
}
