package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.KubernetesApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that is known of one delivery, and all that is needed to go on with it after a crash. Written before every phase
 * with an outside effect ({@link RecordStore}); immutable, so that a page can read it while the delivery goes on.
 *
 * @param format version of this file's format, {@value #FORMAT}
 * @param request what was asked for
 * @param phase what is to be done next, in the newest attempt
 * @param forward the delivery itself
 * @param back the rollback, after a failure
 * @param failure why it is rolled back
 * @param abortedBy who asked to end it, when somebody did
 * @param plan the newest plan of the attempt that is under way
 * @param failedPlan the plan of the delivery itself, once its rollback was begun; records of older versions do not say it
 * @param since from when on the time limits of this attempt count
 * @param trouble since when a server that is needed has not answered
 * @param ending how it ended, when it has
 * @param noted what became of the notes at its commits, once that is known
 * @param brought what people committed since the last healthy delivery; said when it has ended, and not by older versions
 * @param times how long each phase took; records of older versions do not say it
 * @param events what was done, oldest first; at most {@value #MOST_EVENTS}, the oldest are dropped
 */
public record DeployRecord(
        int format,
        DeployRequest request,
        DeliveryPhase phase,
        DeliveryAttempt forward,
        Optional<DeliveryAttempt> back,
        Optional<String> failure,
        Optional<String> abortedBy,
        Optional<PlanSummary> plan,
        Optional<PlanSummary> failedPlan,
        Instant since,
        Optional<Instant> trouble,
        Optional<DeliveryEnding> ending,
        Optional<NotesStatus> noted,
        Optional<BroughtCommits> brought,
        PhaseTimes times,
        List<DeliveryEvent> events) {

    /** The newest format this engine writes; it reads no newer one. */
    public static final int FORMAT = 1;

    private static final int MOST_EVENTS = 500;

    private static final int MOST_WARNINGS = 10;

    /** @throws NullPointerException when a file lacks what every version wrote */
    public DeployRecord {
        Objects.requireNonNull(request, "no request");
        Objects.requireNonNull(phase, "no phase");
        Objects.requireNonNull(forward, "no attempt");
        Objects.requireNonNull(since, "no time");
        brought = Objects.requireNonNullElse(brought, Optional.empty());
        times = Objects.requireNonNullElse(times, PhaseTimes.NONE);
        events = List.copyOf(events);
    }

    public static DeployRecord begin(DeployId id, DeployRequest request) {
        return new DeployRecord(
                FORMAT,
                request,
                DeliveryPhase.RENDER,
                DeliveryAttempt.of(id, request.images(), request.source(), id.requested())
                        .restoring(request.restores()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                id.requested(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PhaseTimes.NONE,
                List.of());
    }

    public DeployId id() {
        return forward.id();
    }

    public Instant started() {
        return forward.begun();
    }

    /** The attempt that is under way: the rollback once it was begun. */
    public DeliveryAttempt attempt() {
        return back.orElse(forward);
    }

    public boolean rollingBack() {
        return back.isPresent();
    }

    public boolean finished() {
        return phase == DeliveryPhase.DONE;
    }

    /** Whether there is something to go on with: it was interrupted, or a server could not be asked to the end. */
    public boolean resumable() {
        return ending.map(end -> end.outcome() == Outcome.UNKNOWN).orElse(true);
    }

    /** The commit of the delivery itself, when it is on the branch. */
    public Optional<Revision> commit() {
        return forward.writing().commit();
    }

    /**
     * How the newest attempt ended, as the next delivery's commit will say: a rollback that became healthy is healthy,
     * although the delivery as a whole failed.
     */
    public Optional<DeliveryResult> lastAttemptResult() {
        return ending.map(
                end -> end.rolledBack() ? DeliveryResult.HEALTHY : DeliveryResult.of(ofAttempt(end.outcome())));
    }

    /** How the delivery itself ended after which there was a rollback, as the rollback's commit says. */
    public DeliveryResult failedResult() {
        return DeliveryResult.of(abortedBy.isPresent() ? Outcome.ABORTED : Outcome.FAILED);
    }

    /** A delivery that was aborted did not fail. What fails in its rollback does. */
    public Outcome ofAttempt(Outcome outcome) {
        if (rollingBack()) {
            return outcome == Outcome.ABORTED ? Outcome.FAILED : outcome;
        }
        return abortedBy.isPresent() && outcome == Outcome.FAILED ? Outcome.ABORTED : outcome;
    }

    /** How long it took, or has taken until now; never negative. */
    public Duration duration(SteadyClock clock) {
        return ending.map(end -> end.took().orElseGet(() -> SteadyClock.between(started(), end.at())))
                .orElseGet(() -> clock.since(started()));
    }

    public DeployRecord to(DeliveryPhase next) {
        return changed(copy -> {
            copy.phase = next;
            copy.trouble = Optional.empty();
        });
    }

    /** The same, whose newest attempt renders a chart for this cluster. */
    public DeployRecord seeing(Optional<KubernetesApi> cluster) {
        return with(attempt().seeing(cluster));
    }

    DeployRecord with(DeliveryAttempt attempt) {
        return changed(copy -> {
            if (rollingBack()) {
                copy.back = Optional.of(attempt);
            } else {
                copy.forward = attempt;
            }
        });
    }

    public DeployRecord with(CommitProgress writing) {
        return with(attempt().with(writing));
    }

    /** Of a sync, with the delivery that the cluster is made equal to. */
    public DeployRecord syncing(DeployId delivery) {
        return with(attempt().syncing(delivery));
    }

    public DeployRecord with(RolloutProgress rollout) {
        return with(attempt().with(rollout));
    }

    /** With the time of the source commit, found where it was not known. */
    public DeployRecord with(DeliverySource source) {
        return changed(copy -> copy.request = copy.request.withSource(Optional.of(source)));
    }

    public DeployRecord with(PlanSummary made) {
        return changed(copy -> copy.plan = Optional.of(made));
    }

    public DeployRecord failed(String why) {
        return changed(copy -> {
            copy.phase = DeliveryPhase.ROLLBACK;
            copy.failure = Optional.of(ShownText.of(why));
        });
    }

    public DeployRecord aborted(String who) {
        return changed(copy -> copy.abortedBy = Optional.of(ShownText.line(who)));
    }

    public DeployRecord withRollback(DeliveryAttempt rollback) {
        return changed(copy -> {
            copy.phase = DeliveryPhase.RENDER;
            copy.back = Optional.of(rollback);
            copy.failedPlan = plan;
            copy.plan = Optional.empty();
            copy.since = rollback.begun();
            copy.trouble = Optional.empty();
        });
    }

    public DeployRecord troubled(Instant from) {
        return changed(copy -> copy.trouble = Optional.of(from));
    }

    /** The server that was asked again and again has answered. */
    public DeployRecord answered() {
        return changed(copy -> copy.trouble = Optional.empty());
    }

    public DeployRecord ended(Outcome outcome, boolean rolledBack, String reason, String remedy, Instant at) {
        return changed(copy -> {
            copy.phase = DeliveryPhase.DONE;
            copy.trouble = Optional.empty();
            Outcome end = abortedBy.isPresent() && outcome == Outcome.FAILED ? Outcome.ABORTED : outcome;
            copy.ending = Optional.of(new DeliveryEnding(end, rolledBack, reason, remedy, at, phase, Optional.empty()));
        });
    }

    /** Ended, with the time that it took by the clock that nobody sets. */
    public DeployRecord took(Duration time) {
        return changed(copy -> copy.ending = ending.map(end -> end.took(time)));
    }

    /** To be called before each step of a phase. */
    public DeployRecord entered(SteadyClock clock) {
        PhaseTimes measured = times.entered(this, clock);
        return changed(copy -> copy.times = measured);
    }

    /** To be called with what the step led to. */
    public DeployRecord leaving(DeployRecord before, SteadyClock clock) {
        PhaseTimes measured = times.left(PhaseTimes.word(before), this, clock);
        return changed(copy -> copy.times = measured);
    }

    /** A delivery of unknown outcome as it was before that, with its time limits counted from now; others as they are. */
    public DeployRecord reopened(Instant now) {
        if (!finished() || !resumable()) {
            return this;
        }
        return changed(copy -> {
            copy.phase = ending.orElseThrow().in();
            copy.since = now;
            copy.ending = Optional.empty();
            copy.noted = Optional.empty();
            copy.brought = Optional.empty();
        });
    }

    /** With what people committed since the last healthy delivery. */
    public DeployRecord bringing(BroughtCommits commits) {
        return changed(copy -> copy.brought = Optional.of(commits));
    }

    public DeployRecord noted(NotesStatus how) {
        return changed(copy -> copy.noted = Optional.of(how));
    }

    /** With one more event; the same text twice in a row is kept once. */
    public DeployRecord note(Instant at, String text) {
        DeliveryEvent event = new DeliveryEvent(at, phase, text);
        if (!events.isEmpty() && events.get(events.size() - 1).text().equals(event.text())) {
            return this;
        }
        List<DeliveryEvent> more =
                new ArrayList<>(events.subList(Math.max(0, events.size() - MOST_EVENTS + 1), events.size()));
        more.add(event);
        return changed(copy -> copy.events = more);
    }

    /** With one more event, unless there is one with this text. */
    public DeployRecord noteOnce(Instant at, String text) {
        return events.stream().anyMatch(event -> event.text().equals(text)) ? this : note(at, text);
    }

    /** With a warning each, for what a person should look at; the first ten, and how many more there are. */
    public DeployRecord warned(Instant at, List<String> warnings) {
        DeployRecord noted = this;
        for (String warning : warnings.subList(0, Math.min(warnings.size(), MOST_WARNINGS))) {
            noted = noted.noteOnce(at, DeliveryEvent.warning(warning));
        }
        int more = warnings.size() - MOST_WARNINGS;
        return more > 0 ? noted.noteOnce(at, DeliveryEvent.warning(more + " more are not listed here")) : noted;
    }

    /** What a person should look at, the oldest first. */
    public List<String> warnings() {
        return events.stream()
                .map(DeliveryEvent::warning)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The plan of the delivery itself, also after its rollback has one; empty where that is not known any more. */
    public Optional<PlanSummary> forwardPlan() {
        return failedPlan.or(() -> rollbackIsPlanned() ? Optional.empty() : plan);
    }

    /** The plan of the rollback; empty when there is none, or none yet. */
    public Optional<PlanSummary> rollbackPlan() {
        return rollbackIsPlanned() ? plan : Optional.empty();
    }

    private boolean rollbackIsPlanned() {
        return rollingBack()
                && (failedPlan.isPresent() || attempt().writing().planned().isPresent());
    }

    /** The same without its plans, its commits and its events but warnings, which are long: for lists of many. */
    public DeployRecord brief() {
        return changed(copy -> {
            copy.plan = Optional.empty();
            copy.failedPlan = Optional.empty();
            copy.brought = Optional.empty();
            copy.events =
                    events.stream().filter(event -> event.warning().isPresent()).toList();
        });
    }

    private DeployRecord changed(Consumer<Copy> change) {
        Copy copy = new Copy();
        change.accept(copy);
        return copy.toRecord();
    }

    /** This record's parts, to be changed. An inner class: its fields begin with the record's values. */
    private final class Copy {
        private DeployRequest request = DeployRecord.this.request;
        private DeliveryPhase phase = DeployRecord.this.phase;
        private DeliveryAttempt forward = DeployRecord.this.forward;
        private Optional<DeliveryAttempt> back = DeployRecord.this.back;
        private Optional<String> failure = DeployRecord.this.failure;
        private Optional<String> abortedBy = DeployRecord.this.abortedBy;
        private Optional<PlanSummary> plan = DeployRecord.this.plan;
        private Optional<PlanSummary> failedPlan = DeployRecord.this.failedPlan;
        private Instant since = DeployRecord.this.since;
        private Optional<Instant> trouble = DeployRecord.this.trouble;
        private Optional<DeliveryEnding> ending = DeployRecord.this.ending;
        private Optional<NotesStatus> noted = DeployRecord.this.noted;
        private Optional<BroughtCommits> brought = DeployRecord.this.brought;
        private PhaseTimes times = DeployRecord.this.times;
        private List<DeliveryEvent> events = DeployRecord.this.events;

        private DeployRecord toRecord() {
            return new DeployRecord(
                    format,
                    request,
                    phase,
                    forward,
                    back,
                    failure,
                    abortedBy,
                    plan,
                    failedPlan,
                    since,
                    trouble,
                    ending,
                    noted,
                    brought,
                    times,
                    events);
        }
    }
}
