package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import java.time.Instant;
import java.util.Optional;

/**
 * One environment that is looked at again and again. What is seen is kept and told, and put back where that is wanted. For one
 * thread at a time.
 */
public final class WatchedEnvironment {

    private final DriftProbe probe;
    private final DriftStateFile file;
    private final Optional<DeployRequest> heals;
    private final RecordStore records;
    private final DriftEvents events;
    private DriftState state;
    private boolean watching;
    private String unanswered = "";

    /**
     * @param state what was known before
     * @param heals the sync that puts back what drifted, with what is ignored; absent where nothing is put back
     * @param records where the syncs' records are kept
     */
    public WatchedEnvironment(
            DriftProbe probe,
            DriftStateFile file,
            DriftState state,
            Optional<DeployRequest> heals,
            RecordStore records,
            DriftEvents events) {
        this.probe = probe;
        this.file = file;
        this.state = state;
        this.heals = heals;
        this.records = records;
        this.events = events;
    }

    public DriftState state() {
        return state;
    }

    /** Why the last look failed; empty when it did not. */
    public String trouble() {
        return unanswered;
    }

    /** Looks once. What cannot be asked now is asked again next time. */
    public void look(DeliveryContext context) throws InterruptedException {
        try {
            if (healed(seen(context), context)) {
                seen(context);
            }
            unanswered = "";
        } catch (GitopsException e) {
            unanswered(e, context.clock());
        }
    }

    /** When the context of a look cannot be opened. */
    public void unanswered(GitopsException why, SteadyClock clock) {
        if (!unanswered.equals(why.getMessage())) {
            events.unanswered(why, clock.instant());
        }
        unanswered = why.getMessage();
    }

    private DriftReport seen(DeliveryContext context) {
        DriftReport report = probe.look(context).report();
        Instant now = context.clock().instant();
        if (!watching) {
            events.watching(report, now);
            watching = true;
        }
        DriftWatch.Round round = DriftWatch.see(state, report, now);
        keep(round.state());
        round.changes().forEach(change -> events.changed(report, change));
        return report;
    }

    private void keep(DriftState next) {
        if (!next.equals(state)) {
            file.write(next);
            state = next;
        }
    }

    /** Returns whether anything was put back. */
    private boolean healed(DriftReport report, DeliveryContext context) throws InterruptedException {
        if (heals.isEmpty()) {
            return false;
        }
        Instant now = context.clock().instant();
        SelfHeal.Decision decision =
                SelfHeal.decide(state, report, heals.get().options().sync().rules(), now);
        keep(decision.state());
        decision.refusal().ifPresent(why -> events.notPutBack(report, why, now));
        decision.givenUpText().map(ShownText::line).ifPresent(text -> decision.givenUp()
                .forEach(drift -> events.givenUp(report, drift, text, now)));
        if (decision.puts().isEmpty()) {
            return false;
        }
        sync(decision, context);
        return true;
    }

    private void sync(SelfHeal.Decision decision, DeliveryContext context) throws InterruptedException {
        DeployRequest usual = heals.orElseThrow();
        DeployRequest request = usual.with(SelfHeal.options(usual.options(), decision));
        Instant begin = context.clock().start();
        DeployId id = DeployId.next(begin, context.random());
        keep(SelfHeal.began(decision, id, begin));
        HealRecord heal = newest();
        events.puttingBack(heal);
        Delivery delivery = new Delivery(records);
        DeployRecord record = delivery.begin(id, request).note(begin, heal.text());
        records.write(record);
        try (RecordStore.Lock ignored = records.lock(id)) {
            DeliveryEnding ending =
                    delivery.run(record, context, seen -> {}).ending().orElseThrow();
            keep(SelfHeal.ended(state, id, ending.outcome()));
            events.putBack(newest(), ending);
        }
    }

    private HealRecord newest() {
        return state.heals().get(state.heals().size() - 1);
    }
}
