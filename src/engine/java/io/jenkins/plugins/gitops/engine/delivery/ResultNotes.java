package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.NotesStatus;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.cache.CacheUnusableException;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Results as notes at the commits: a copy for readers of Git. Written after a delivery has ended, so that nothing waits
 * for them; whatever happens to them, the delivery's outcome stays. Done again after a crash, which changes nothing where
 * they are in already.
 */
public final class ResultNotes {

    /** How long after the end a server that does not answer is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private final RecordStore store;

    /** @param store where records are kept */
    public ResultNotes(RecordStore store) {
        this.store = store;
    }

    /** Whether notes are still to be written of a delivery: it has ended, has a commit of its own, and its environment wants them. */
    public static boolean due(DeployRecord record) {
        return record.finished()
                && record.noted().isEmpty()
                && record.request().kind() != DeliveryKind.SYNC
                && record.request().options().commits().notes()
                && !of(record).isEmpty();
    }

    /** Tries it once. As long as notes are {@link #due} of the record that it returns, it is to be called again. */
    public PhaseResult write(DeployRecord record, DeliveryContext context) {
        if (!due(record)) {
            return PhaseResult.now(record);
        }
        // Asked before the try, so that the first one fixes it, whatever becomes of the wall clock.
        Duration sinceEnd = context.clock().since(record.ending().orElseThrow().at());
        try {
            context.branch()
                    .note(
                            of(record),
                            record.request().options().commits().committer(),
                            context.clock().instant());
            return PhaseResult.now(stored(record.noted(NotesStatus.WRITTEN)));
        } catch (RemoteUnreachableException | CacheUnusableException e) {
            return sinceEnd.compareTo(PATIENCE) < 0
                    ? PhaseResult.in(ASK_AGAIN, record)
                    : PhaseResult.now(giveUp(record, e, context.clock()));
        } catch (GitopsException e) {
            return PhaseResult.now(giveUp(record, e, context.clock()));
        }
    }

    /** Tries until they are written or given up, on this thread. */
    public DeployRecord run(DeployRecord record, DeliveryContext context) throws InterruptedException {
        PhaseResult next = PhaseResult.now(record);
        while (due(next.record())) {
            Thread.sleep(next.pause().toMillis());
            next = write(next.record(), context);
        }
        return next.record();
    }

    /** When they cannot be written at all. */
    public DeployRecord giveUp(DeployRecord record, GitopsException why, SteadyClock clock) {
        return stored(record.noted(NotesStatus.REFUSED)
                .note(clock.instant(), "The result was not written as a note: " + why.getMessage()));
    }

    private DeployRecord stored(DeployRecord record) {
        store.write(record);
        return record;
    }

    /** The texts by commit: of the delivery's own, and of its rollback's. */
    static Map<Revision, String> of(DeployRecord record) {
        Map<Revision, String> notes = new HashMap<>();
        Optional<Revision> back =
                record.back().flatMap(attempt -> attempt.writing().commit());
        record.commit().ifPresent(commit -> notes.put(commit, forward(record, back)));
        back.ifPresent(commit -> notes.put(commit, back(record)));
        return notes;
    }

    private static String forward(DeployRecord record, Optional<Revision> back) {
        List<Trailer> lines =
                lines(record, record.forward(), record.ending().orElseThrow().result());
        back.ifPresent(commit -> lines.add(new Trailer("Gitops-Rolled-Back-By", commit.id())));
        return text(lines);
    }

    private static String back(DeployRecord record) {
        DeliveryAttempt back = record.back().orElseThrow();
        List<Trailer> lines = lines(record, back, record.lastAttemptResult().orElseThrow());
        lines.add(new Trailer(DeployTrailers.ROLLBACK_OF, record.id().value()));
        return text(lines);
    }

    private static List<Trailer> lines(DeployRecord record, DeliveryAttempt attempt, DeliveryResult result) {
        DeliveryTarget target = record.request().target();
        List<Trailer> lines = new ArrayList<>();
        lines.add(new Trailer(DeployTrailers.ID, attempt.id().value()));
        lines.add(new Trailer(DeployTrailers.APPLICATION, target.application()));
        lines.add(new Trailer(DeployTrailers.ENVIRONMENT, target.environment()));
        lines.add(new Trailer("Gitops-Result", result.word()));
        lines.add(new Trailer("Gitops-Started", time(attempt.begun())));
        lines.add(new Trailer("Gitops-Ended", time(record.ending().orElseThrow().at())));
        return lines;
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String text(List<Trailer> lines) {
        return lines.stream().map(line -> line.format() + "\n").collect(Collectors.joining());
    }
}
