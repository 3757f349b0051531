package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccessException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.delivery.record.CommitProgress;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.GrowingPause;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderingUnavailableException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheUnusableException;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.RepositoryMissingException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The state machine of deliveries: {@code RENDER > PLAN > COMMIT > APPLY > WAIT > DONE}, with {@code ROLLBACK} after a
 * failed rollout. It holds no state but a cache; a delivery is its {@link DeployRecord}, and any process that has the
 * record and the {@link DeliveryContext} can go on with it. Safe for many deliveries at once.
 *
 * <p>What an error means depends on where it happens. Before the commit nothing was done, so the delivery is refused. A
 * server that does not answer is asked again, before the commit for {@link #PATIENCE}, later until the timeout; then the
 * outcome is unknown, and the commit stays. After the commit, so is one that lets nobody in, as that says nothing of the rollout. A
 * refusal by the cluster after the commit is a failed rollout. An {@link Error} of
 * the machine ends the delivery at once, with the same two outcomes.
 */
public final class Delivery {

    /** How long a server that does not answer is asked again while nothing has been committed. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Before a server that does not answer is asked again: many may ask, with a credential that gets locked. */
    private static final GrowingPause ASK_AGAIN = new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final RecordStore store;
    private final CommitPhase commits;
    private final Map<DeliveryPhase, PhaseHandler> phases = new EnumMap<>(DeliveryPhase.class);

    /** @param store where records are kept */
    public Delivery(RecordStore store) {
        this(store, new RenderCache());
    }

    /** @param renderings those of all deliveries that are carried out here */
    public Delivery(RecordStore store, RenderCache renderings) {
        this.store = store;
        phases.put(DeliveryPhase.RENDER, new RenderPhase(renderings));
        phases.put(DeliveryPhase.PLAN, new PlanPhase(renderings));
        commits = new CommitPhase(renderings);
        phases.put(DeliveryPhase.COMMIT, commits);
        phases.put(DeliveryPhase.APPLY, new ApplyPhase(renderings));
        phases.put(DeliveryPhase.WAIT, new WaitPhase(renderings));
        phases.put(DeliveryPhase.ROLLBACK, new RollbackPhase(renderings));
    }

    /** Gives a request its id and its record, on the disk; nothing else happens yet. */
    public DeployRecord begin(DeployRequest request, SteadyClock clock, RandomGenerator random) {
        return begin(DeployId.next(clock.start(), random), request);
    }

    /**
     * The same with an id that is known before, so that it can be noted down elsewhere first.
     *
     * @param id made of a {@link SteadyClock#start}
     */
    public DeployRecord begin(DeployId id, DeployRequest request) {
        DeployRecord record = DeployRecord.begin(id, request);
        store.write(record);
        return record;
    }

    /**
     * Resumes a delivery that was interrupted, or whose outcome is unknown. What has ended otherwise stays so.
     */
    public DeployRecord takeUp(DeployRecord record, DeliveryContext context) {
        DeployRecord open = record.reopened(context.clock().start());
        if (!open.equals(record)) {
            store.write(open);
        }
        return open;
    }

    /**
     * Asks a delivery to end. Before its commit it ends at once; what is committed is treated as a failed rollout.
     * The record is on the disk; go on with {@link #advance} as before.
     *
     * @param who for people: a name, or a cause
     */
    public DeployRecord abort(DeployRecord record, String who, SteadyClock clock) {
        if (record.finished() || record.abortedBy().isPresent()) {
            return record;
        }
        DeployRecord aborted = record.aborted(who).note(clock.instant(), "Aborted by " + who);
        store.write(aborted);
        return aborted;
    }

    /**
     * When the context cannot be opened: a credential is gone, a cluster is no longer configured. Counts as a server
     * that does not answer.
     */
    public PhaseResult withoutContext(DeployRecord record, GitopsException error, SteadyClock clock) {
        Instant now = clock.instant();
        PhaseResult next = endingAborted(record, now)
                .filter(DeployRecord::finished)
                .map(PhaseResult::now)
                .orElseGet(() -> unanswered(record, error, clock));
        PhaseResult timed = timed(record, next, clock);
        store.write(timed.record());
        return timed;
    }

    /**
     * What the record becomes when a delivery is given up for a reason that lies with who carries it out, and not with a
     * server. What is committed stays. Not written yet.
     */
    public static DeployRecord givenUp(DeployRecord record, GitopsException why, SteadyClock clock) {
        Outcome stopped = record.abortedBy().isPresent() ? Outcome.ABORTED : Outcome.REFUSED;
        return ended(record, committed(record) ? Outcome.UNKNOWN : stopped, why, clock.instant());
    }

    /** Does one step. The record that it returns is on the disk. */
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        if (record.finished()) {
            return PhaseResult.now(record);
        }
        PhaseResult next = timed(record, work(record, context), context.clock());
        if (next.record().finished()) {
            next = PhaseResult.now(CommitsAtEnd.with(next.record(), context));
        }
        if (!next.record().equals(record)) {
            store.write(next.record());
        }
        return next;
    }

    /**
     * Carries a delivery to its end on this thread.
     *
     * @param seen is given each new record
     */
    public DeployRecord run(DeployRecord record, DeliveryContext context, Consumer<DeployRecord> seen)
            throws InterruptedException {
        DeployRecord current = record;
        while (!current.finished()) {
            PhaseResult next = advance(current, context);
            current = next.record();
            seen.accept(current);
            if (!current.finished() && !next.pause().isZero()) {
                Thread.sleep(next.pause().toMillis());
            }
        }
        return current;
    }

    /** A phase that was left says how long it took, and so does a delivery that has ended, while that is known. */
    private static PhaseResult timed(DeployRecord before, PhaseResult next, SteadyClock clock) {
        DeployRecord record = next.record().leaving(before, clock);
        return record.finished()
                ? PhaseResult.now(record.took(clock.since(record.started())))
                : new PhaseResult(record, next.pause());
    }

    private PhaseResult work(DeployRecord before, DeliveryContext context) {
        DeployRecord record = before;
        try {
            record = before.entered(context.clock());
            Optional<DeployRecord> aborted =
                    endingAborted(record, context.clock().instant());
            if (aborted.isPresent()) {
                return PhaseResult.now(aborted.get());
            }
            PhaseResult next = phases.get(record.phase()).advance(record, context);
            return record.trouble().isPresent() && next.record().trouble().isPresent()
                    ? new PhaseResult(next.record().answered(), next.pause())
                    : next;
        } catch (ClusterUnreachableException
                | RemoteUnreachableException
                | CacheUnusableException
                | NoAnswerException e) {
            return unanswered(record, e, context.clock());
        } catch (ClusterAccessException e) {
            // An expired token or certificate says nothing of the rollout, and there may be a new one soon.
            return committed(record) ? unanswered(record, e, context.clock()) : stopped(record, e, context);
        } catch (DeliveryRefusedException e) {
            return PhaseResult.now(ended(record, e.outcome(), e, context.clock().instant()));
        } catch (AccessDeniedException | RepositoryMissingException | RenderingUnavailableException e) {
            return saysNothingOfTheRollout(record)
                    ? unanswered(record, e, context.clock())
                    : stopped(record, e, context);
        } catch (GitopsException e) {
            return stopped(record, e, context);
        } catch (Error e) {
            // A stack that overflowed, a heap that is full, a class that does not load: it would happen again, and kill
            // the thread without a word. So it ends the delivery, which frees its place.
            return PhaseResult.now(ended(
                    record,
                    committed(record) ? Outcome.UNKNOWN : Outcome.REFUSED,
                    broken(record, e),
                    context.clock().instant()));
        }
    }

    private static GitopsException broken(DeployRecord record, Error error) {
        StackTraceElement[] trace = error.getStackTrace();
        String place = trace.length == 0 ? "" : " at " + trace[0];
        return new GitopsException(
                "The delivery broke in phase " + record.phase() + ": "
                        + error.getClass().getSimpleName()
                        + (error.getMessage() == null
                                ? ""
                                : " (" + ShownText.line(error.getMessage(), TextLimits.SHOWN) + ")")
                        + place,
                "Deliver again; if it stays so, something that was read is made to break it: see what was committed last,"
                        + " and report this line with what was delivered",
                error);
    }

    /** What an abort means in this phase; a commit whose push was tried is first looked for on the branch. */
    private static Optional<DeployRecord> endingAborted(DeployRecord record, Instant now) {
        if (record.abortedBy().isEmpty() || record.rollingBack()) {
            return Optional.empty();
        }
        String reason = "Aborted by " + record.abortedBy().get();
        return switch (record.phase()) {
            case RENDER, PLAN -> Optional.of(record.ended(Outcome.ABORTED, false, reason, "", now));
            case COMMIT ->
                record.attempt().writing().pushes() == 0
                        ? Optional.of(record.ended(Outcome.ABORTED, false, reason, "", now))
                        : Optional.empty();
            case APPLY, WAIT -> Optional.of(record.failed(reason));
            default -> Optional.empty();
        };
    }

    /**
     * Whether a Git server that lets nobody in, or a commit that cannot be rendered again, leaves open what becomes of the delivery: it
     * is on the branch, or nobody knows whether its push came in.
     */
    private boolean saysNothingOfTheRollout(DeployRecord record) {
        return record.rollingBack()
                || switch (record.phase()) {
                    case COMMIT ->
                        record.attempt().writing().pushes() > 0
                                && (record.trouble().isPresent() || !commits.madeHere(record));
                    case APPLY, WAIT, ROLLBACK -> true;
                    default -> false;
                };
    }

    private static PhaseResult unanswered(DeployRecord record, GitopsException error, SteadyClock clock) {
        Instant now = clock.instant();
        Instant since = record.trouble().orElseGet(clock::start);
        boolean committing = committed(record);
        Duration patience = committing ? record.request().options().patience().timeout() : PATIENCE;
        Duration unansweredFor = clock.since(since);
        if (unansweredFor.compareTo(patience) < 0) {
            return PhaseResult.in(
                    ASK_AGAIN.after(unansweredFor),
                    record.troubled(since).note(now, "Asking again: " + error.getMessage()));
        }
        return PhaseResult.now(ended(record, committing ? Outcome.UNKNOWN : Outcome.REFUSED, error, now));
    }

    /** Whether a commit may be on the branch. */
    private static boolean committed(DeployRecord record) {
        CommitProgress writing = record.forward().writing();
        boolean pushed = writing.pushes() > 0 && writing.candidate().isPresent();
        return record.rollingBack() || pushed || writing.commit().isPresent();
    }

    private static PhaseResult stopped(DeployRecord record, GitopsException error, DeliveryContext context) {
        Instant now = context.clock().instant();
        if (record.rollingBack()) {
            return PhaseResult.now(ended(markedFailed(record, context), Outcome.FAILED, error, now));
        }
        return switch (record.phase()) {
            case RENDER, PLAN, COMMIT -> PhaseResult.now(ended(record, Outcome.REFUSED, error, now));
            case APPLY, WAIT ->
                PhaseResult.now(record.failed(error.getMessage()).note(now, "Failed: " + error.getMessage()));
            default -> PhaseResult.now(ended(markedFailed(record, context), Outcome.FAILED, error, now));
        };
    }

    /** Says in the inventory too how the rollback ended; the record is what counts, so one try is enough. */
    private static DeployRecord markedFailed(DeployRecord record, DeliveryContext context) {
        try {
            new ClusterTarget(record.request(), context).markEnded(record, Outcome.FAILED);
            return record;
        } catch (GitopsException notMarked) {
            return record.note(
                    context.clock().instant(), "The inventory does not say how it ended: " + notMarked.getMessage());
        }
    }

    private static DeployRecord ended(DeployRecord record, Outcome outcome, GitopsException error, Instant now) {
        String reason = record.failure()
                .map(failure -> failure + "\nThe rollback did not end well: " + error.getMessage())
                .orElse(error.getMessage());
        Outcome end = record.failure().isPresent() && outcome != Outcome.UNKNOWN ? Outcome.FAILED : outcome;
        return record.note(now, outcome.word() + ": " + error.getMessage())
                .ended(end, false, reason, error.remedy(), now);
    }
}
