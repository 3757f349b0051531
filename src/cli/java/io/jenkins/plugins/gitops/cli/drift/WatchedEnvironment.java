package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftProbe;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftState;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftStateFile;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftWatch;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.SelfHeal;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** One environment that is looked at again and again. What is seen is told, and put back where that is wanted. */
final class WatchedEnvironment {

    private final DeliveryTarget target;
    private final DeliveryContext context;
    private final DriftProbe probe;
    private final DriftStateFile file;
    private final Optional<DeployRequest> heals;
    private final RecordStore records;
    private final Consumer<DriftLine> lines;
    private DriftState state;
    private boolean watching;
    private String unanswered = "";

    /**
     * @param state what was known before
     * @param heals the sync that puts back what drifted, without its limits; absent where nothing is put back
     */
    WatchedEnvironment(
            DeliveryTarget target,
            DeliveryContext context,
            DriftProbe probe,
            DriftStateFile file,
            DriftState state,
            Optional<DeployRequest> heals,
            RecordStore records,
            Consumer<DriftLine> lines) {
        this.target = target;
        this.context = context;
        this.probe = probe;
        this.file = file;
        this.state = state;
        this.heals = heals;
        this.records = records;
        this.lines = lines;
    }

    /** Whether something differed when it was looked at last. */
    boolean drifted() {
        return !state.drifts().isEmpty();
    }

    /** Looks once. What cannot be asked now is asked again next time. */
    void look() throws InterruptedException {
        try {
            if (healed(seen())) {
                seen();
            }
            unanswered = "";
        } catch (GitopsException e) {
            if (!unanswered.equals(e.getMessage())) {
                lines.accept(DriftLine.of(
                        target,
                        context.clock().instant(),
                        "unanswered",
                        ShownText.line("cannot be compared: " + e.getMessage() + ". " + e.remedy()),
                        Optional.empty()));
            }
            unanswered = e.getMessage();
        }
    }

    private DriftReport seen() {
        DriftReport report = probe.look(context).report();
        Instant now = context.clock().instant();
        if (!watching) {
            lines.accept(DriftLine.watching(report, now));
            watching = true;
        }
        DriftWatch.Round round = DriftWatch.see(state, report, now);
        keep(round.state());
        round.changes().forEach(change -> lines.accept(DriftLine.of(report, change)));
        return report;
    }

    /** Before it is told: after a crash it is told once more rather than never. */
    private void keep(DriftState next) {
        if (!next.equals(state)) {
            file.write(next);
            state = next;
        }
    }

    /** @return whether anything was put back */
    private boolean healed(DriftReport report) throws InterruptedException {
        if (heals.isEmpty()) {
            return false;
        }
        Instant now = context.clock().instant();
        SelfHeal.Decision decision = SelfHeal.decide(state, report, now);
        decision.refusal()
                .ifPresent(why -> lines.accept(
                        DriftLine.of(target, now, "not-put-back", why, Optional.of(report.delivery()))));
        decision.givenUpText()
                .ifPresent(text -> decision.givenUp()
                        .forEach(drift -> lines.accept(DriftLine.givenUp(report, drift, ShownText.line(text), now))));
        keep(decision.state());
        if (decision.puts().isEmpty()) {
            return false;
        }
        sync(decision, now);
        return true;
    }

    private void sync(SelfHeal.Decision decision, Instant now) throws InterruptedException {
        DeployRequest usual = heals.orElseThrow();
        DeployId id = DeployId.next(context.clock().start(), context.random());
        keep(SelfHeal.began(decision, id, now));
        HealRecord heal = newest();
        lines.accept(DriftLine.of(target, heal, "putting-back", heal.text(), now));
        Delivery delivery = new Delivery(records);
        DeployRecord record = delivery.begin(id, usual.with(SelfHeal.options(usual.options(), decision)))
                .note(now, heal.text());
        records.write(record);
        try (RecordStore.Lock ignored = records.lock(id)) {
            DeliveryEnding ending =
                    delivery.run(record, context, seen -> {}).ending().orElseThrow();
            keep(SelfHeal.ended(state, id, ending.outcome()));
            lines.accept(DriftLine.of(
                    target,
                    newest(),
                    "put-back",
                    ShownText.line("self-heal " + id + " ended " + ending.outcome().word()
                            + (ending.reason().isEmpty() ? "" : ": " + ending.reason())),
                    context.clock().instant()));
        }
    }

    private HealRecord newest() {
        return state.heals().get(state.heals().size() - 1);
    }
}
