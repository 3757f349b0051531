package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How an outcome looks: the word, and Jenkins' own status symbol with its colours. */
record OutcomeStyle(String symbol, Supplier<String> word) {

    private static final OutcomeStyle RUNNING =
            new OutcomeStyle("symbol-status-blue-anime", () -> Messages.OutcomeLook_running());
    private static final OutcomeStyle ROLLING_BACK =
            new OutcomeStyle("symbol-status-red-anime", () -> Messages.OutcomeLook_rollingBack());
    private static final OutcomeStyle ROLLED_BACK =
            new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeLook_rolledBack());

    private static final Map<Outcome, OutcomeStyle> ENDED = Map.of(
            Outcome.HEALTHY, new OutcomeStyle("symbol-status-blue", () -> Messages.OutcomeLook_healthy()),
            Outcome.FAILED, new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeLook_failed()),
            Outcome.SUPERSEDED, new OutcomeStyle("symbol-status-nobuilt", () -> Messages.OutcomeLook_superseded()),
            Outcome.REFUSED, new OutcomeStyle("symbol-status-red", () -> Messages.OutcomeLook_refused()),
            Outcome.ABORTED, new OutcomeStyle("symbol-status-aborted", () -> Messages.OutcomeLook_aborted()),
            Outcome.UNKNOWN, new OutcomeStyle("symbol-status-yellow", () -> Messages.OutcomeLook_unknown()));

    private static final OutcomeStyle COMMITTED =
            new OutcomeStyle("symbol-status-nobuilt", () -> Messages.OutcomeLook_committed());

    /** How far a removal got is in the cluster alone. */
    static final OutcomeStyle REMOVED =
            new OutcomeStyle("symbol-status-disabled", () -> Messages.OutcomeLook_removed());

    /** Of a delivery that only its branch tells of; nobody may have said yet how it ended. */
    static OutcomeStyle of(Optional<GitResult> result) {
        return result.map(known -> known.rolledBack() ? ROLLED_BACK : ENDED.get(known.outcome()))
                .orElse(COMMITTED);
    }

    static OutcomeStyle of(DeployRecord record) {
        return record.ending().map(OutcomeStyle::of).orElse(record.failure().isPresent() ? ROLLING_BACK : RUNNING);
    }

    private static OutcomeStyle of(DeliveryEnding ending) {
        return ending.rolledBack() ? ROLLED_BACK : ENDED.get(ending.outcome());
    }
}
