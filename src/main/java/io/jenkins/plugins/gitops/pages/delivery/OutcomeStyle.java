package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How a page shows an outcome: its text, and Jenkins' own status symbol with its colours. */
public record OutcomeStyle(String symbol, Supplier<String> word) {

    private static final OutcomeStyle RUNNING =
            new OutcomeStyle("symbol-status-nobuilt-anime", () -> Messages.OutcomeStyle_running());
    private static final OutcomeStyle ROLLING_BACK =
            new OutcomeStyle("symbol-status-red-anime", () -> Messages.OutcomeStyle_rollingBack());
    private static final OutcomeStyle ROLLED_BACK =
            new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeStyle_rolledBack());

    private static final OutcomeStyle ABORTED_AND_PUT_BACK =
            new OutcomeStyle("symbol-status-aborted", () -> Messages.OutcomeStyle_abortedAndPutBack());

    private static final Map<Outcome, OutcomeStyle> ENDED = Map.of(
            Outcome.HEALTHY, new OutcomeStyle("symbol-status-blue", () -> Messages.OutcomeStyle_healthy()),
            Outcome.FAILED, new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeStyle_failed()),
            Outcome.SUPERSEDED, new OutcomeStyle("symbol-status-nobuilt", () -> Messages.OutcomeStyle_superseded()),
            Outcome.REFUSED, new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeStyle_refused()),
            Outcome.ABORTED, new OutcomeStyle("symbol-status-aborted", () -> Messages.OutcomeStyle_aborted()),
            Outcome.UNKNOWN, new OutcomeStyle("symbol-status-yellow", () -> Messages.OutcomeStyle_unknown()));

    private static final OutcomeStyle COMMITTED =
            new OutcomeStyle("symbol-status-nobuilt", () -> Messages.OutcomeStyle_committed());

    /** Of a removal. Only the cluster knows whether it is complete. */
    public static final OutcomeStyle REMOVED =
            new OutcomeStyle("symbol-status-disabled", () -> Messages.OutcomeStyle_removed());

    /** Of a delivery without a record here. Its result may not be known. */
    public static OutcomeStyle of(Optional<DeliveryResult> result) {
        return result.flatMap(known -> known.outcome().map(outcome -> of(outcome, known.rolledBack())))
                .orElse(COMMITTED);
    }

    private static OutcomeStyle of(Outcome outcome, boolean rolledBack) {
        if (rolledBack) {
            return outcome == Outcome.ABORTED ? ABORTED_AND_PUT_BACK : ROLLED_BACK;
        }
        return ENDED.get(outcome);
    }

    public static OutcomeStyle of(DeployRecord record) {
        return record.ending().map(OutcomeStyle::of).orElse(record.failure().isPresent() ? ROLLING_BACK : RUNNING);
    }

    private static OutcomeStyle of(DeliveryEnding ending) {
        return of(ending.outcome(), ending.rolledBack());
    }
}
