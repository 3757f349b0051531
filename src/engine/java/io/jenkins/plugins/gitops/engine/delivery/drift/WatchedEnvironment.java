package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One environment that is looked at again and again. What is seen is kept and told, and put back where that is wanted. For one
 * thread at a time.
 */
public final class WatchedEnvironment {

    /** Of all environments whose syncs are kept together; what each has put back is in its own file as well. */
    private static final int MOST_SYNCS = 1000;

    /** Some problems with their remedies; {@code gitops drift} says all. */
    private static final int LONGEST_PROBLEMS = 1000;

    private final DriftProbe probe;
    private final DriftStateFile file;
    private final Optional<DeployRequest> heals;
    private final RecordStore records;
    private final DriftEvents events;
    private final CountDownLatch stop;
    private DriftState state;
    private boolean watching;
    private String unanswered = "";

    /**
     * @param state what was known before
     * @param heals the sync that puts back what drifted, with what is ignored; absent where nothing is put back
     * @param records where the syncs' records are kept, the newest {@value #MOST_SYNCS}. Nobody takes one up that was cut off: what
     *     drifted is put back by a sync of its own. So it is not where deliveries have theirs
     * @param stop counted down when no further step of a sync shall begin
     */
    public WatchedEnvironment(
            DriftProbe probe,
            DriftStateFile file,
            DriftState state,
            Optional<DeployRequest> heals,
            RecordStore records,
            DriftEvents events,
            CountDownLatch stop) {
        this.probe = probe;
        this.file = file;
        this.state = state;
        this.heals = heals;
        this.records = records;
        this.events = events;
        this.stop = stop;
    }

    public DriftState state() {
        return state;
    }

    /** Why the last look failed, or did not compare all; empty when it did. */
    public String trouble() {
        return unanswered;
    }

    /** Looks once. What cannot be asked now is asked again next time. */
    public void look(DeliveryContext context) throws InterruptedException {
        try {
            DriftReport report = seen(context);
            if (healed(report, context)) {
                report = seen(context);
            }
            Optional<GitopsException> unknown = notCompared(report.drift().problems());
            if (unknown.isPresent()) {
                unanswered(unknown.get(), context.clock());
            } else {
                unanswered = "";
            }
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

    /** What was not compared is not known to be equal, so such a look counts as one that failed. */
    static Optional<GitopsException> notCompared(List<String> problems) {
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(new GitopsException(
                        "Of some objects it is not known whether they differ: "
                                + ShownText.line(
                                        problems.stream().sorted().collect(Collectors.joining("; ")), LONGEST_PROBLEMS),
                        "Do what is said of each; the next look asks again"));
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

    /** Returns whether a sync has ended, so that another look says what differs still. */
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
        return sync(decision, context);
    }

    private boolean sync(SelfHeal.Decision decision, DeliveryContext context) throws InterruptedException {
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
        try (ProcessLock ignored = records.lock(id)) {
            Optional<DeliveryEnding> ending = run(delivery, record, context).ending();
            if (ending.isEmpty()) {
                return false;
            }
            keep(SelfHeal.ended(state, id, ending.get().outcome()));
            events.putBack(newest(), ending.get());
        }
        records.keepNewest(MOST_SYNCS);
        return true;
    }

    /** Goes on until it has ended, or is to stop: a call is never interrupted, which would be taken for a refusal. */
    private DeployRecord run(Delivery delivery, DeployRecord begun, DeliveryContext context)
            throws InterruptedException {
        DeployRecord record = begun;
        while (!record.finished() && stop.getCount() > 0) {
            PhaseResult next = delivery.advance(record, context);
            record = next.record();
            if (!record.finished() && stop.await(next.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                return record;
            }
        }
        return record;
    }

    private HealRecord newest() {
        return state.heals().get(state.heals().size() - 1);
    }
}
