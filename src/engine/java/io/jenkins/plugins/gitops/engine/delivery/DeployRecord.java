package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.git.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one delivery, and all that is needed to go on with it after a crash. Written before every phase
 * with an outside effect ({@link RecordStore}); immutable, so that a page can read it while the machine works.
 *
 * @param format version of this file's format, {@value #FORMAT}
 * @param request what was asked for
 * @param phase what is to be done next, in the newest attempt
 * @param forward the delivery itself
 * @param back the way back, after a failure
 * @param failure why the way back is taken
 * @param plan the newest plan
 * @param trouble since when a server that is needed has not answered
 * @param ending how it ended, when it has
 * @param events what was done, oldest first; at most {@value #MOST_EVENTS}, the oldest are dropped
 */
public record DeployRecord(
        int format,
        DeployRequest request,
        Phase phase,
        Attempt forward,
        Optional<Attempt> back,
        Optional<String> failure,
        Optional<PlanSummary> plan,
        Optional<Instant> trouble,
        Optional<Ending> ending,
        List<Event> events) {

    /** The newest format this engine writes; it reads no newer one. */
    public static final int FORMAT = 1;

    private static final int MOST_EVENTS = 500;

    public DeployRecord {
        events = List.copyOf(events);
    }

    static DeployRecord begin(DeployId id, DeployRequest request) {
        return new DeployRecord(
                FORMAT,
                request,
                Phase.RENDER,
                Attempt.of(id, request.images(), request.source(), id.requested()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    public DeployId id() {
        return forward.id();
    }

    public Instant started() {
        return forward.begun();
    }

    /** The attempt that is under way: the way back once it was begun. */
    public Attempt attempt() {
        return back.orElse(forward);
    }

    public boolean rollingBack() {
        return back.isPresent();
    }

    public boolean finished() {
        return phase == Phase.DONE;
    }

    /** The commit of the delivery itself, when it is on the branch. */
    public Optional<Revision> commit() {
        return forward.writing().commit();
    }

    /**
     * How the newest attempt ended, as its commit's successor will say: a way back that became healthy is healthy,
     * although the delivery as a whole failed.
     */
    public Optional<String> lastAttemptResult() {
        return ending.map(
                end -> end.rolledBack() ? Outcome.HEALTHY.word() : end.outcome().word());
    }

    /** How long it took, or has taken until now. */
    public Duration duration(Instant now) {
        return Duration.between(started(), ending.map(Ending::at).orElse(now));
    }

    DeployRecord to(Phase next) {
        return new DeployRecord(format, request, next, forward, back, failure, plan, Optional.empty(), ending, events);
    }

    DeployRecord with(Attempt changed) {
        Attempt newForward = back.isPresent() ? forward : changed;
        Optional<Attempt> newBack = back.map(ignored -> changed);
        return new DeployRecord(format, request, phase, newForward, newBack, failure, plan, trouble, ending, events);
    }

    DeployRecord with(Writing changed) {
        return with(attempt().with(changed));
    }

    DeployRecord with(Rollout changed) {
        return with(attempt().with(changed));
    }

    DeployRecord with(PlanSummary made) {
        return new DeployRecord(
                format, request, phase, forward, back, failure, Optional.of(made), trouble, ending, events);
    }

    DeployRecord failed(String why) {
        return new DeployRecord(
                format, request, Phase.ROLLBACK, forward, back, Optional.of(why), plan, trouble, ending, events);
    }

    DeployRecord goingBack(Attempt wayBack) {
        return new DeployRecord(
                format,
                request,
                Phase.RENDER,
                forward,
                Optional.of(wayBack),
                failure,
                plan,
                Optional.empty(),
                ending,
                events);
    }

    DeployRecord troubled(Instant since) {
        return new DeployRecord(
                format, request, phase, forward, back, failure, plan, Optional.of(since), ending, events);
    }

    /** The server that was asked again and again has answered. */
    DeployRecord answered() {
        return new DeployRecord(format, request, phase, forward, back, failure, plan, Optional.empty(), ending, events);
    }

    DeployRecord ended(Ending how) {
        return new DeployRecord(
                format, request, Phase.DONE, forward, back, failure, plan, Optional.empty(), Optional.of(how), events);
    }

    /** With one more event; the same text twice in a row is kept once. */
    DeployRecord note(Instant at, String text) {
        if (!events.isEmpty() && events.get(events.size() - 1).text().equals(text)) {
            return this;
        }
        List<Event> more = new ArrayList<>(events.subList(Math.max(0, events.size() - MOST_EVENTS + 1), events.size()));
        more.add(new Event(at, phase, text));
        return new DeployRecord(format, request, phase, forward, back, failure, plan, trouble, ending, more);
    }
}
