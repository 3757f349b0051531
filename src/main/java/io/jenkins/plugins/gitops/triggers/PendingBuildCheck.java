package io.jenkins.plugins.gitops.triggers;

import hudson.model.Queue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/**
 * The check of one item of the queue. At its end the item is cancelled, or may run. After {@value #LONGEST_MINUTES} minutes
 * the item may run, whatever the servers answer.
 */
final class PendingBuildCheck {

    private static final Logger LOGGER = Logger.getLogger(PendingBuildCheck.class.getName());
    private static final int LONGEST_MINUTES = 2;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
    private static final long PAUSE_MILLIS = 500;

    private final long item;
    private final WorkflowJob job;
    private final ScheduledExecutorService pool;
    private final Predicate<Queue.Item> onlyPushed;
    private final long begun = System.nanoTime();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean mayRun;

    private PendingBuildCheck(
            long item, WorkflowJob job, ScheduledExecutorService pool, Predicate<Queue.Item> onlyPushed) {
        this.item = item;
        this.job = job;
        this.pool = pool;
        this.onlyPushed = onlyPushed;
    }

    /** @param onlyPushed whether an item still has no other reason than a push; asked under the queue's lock */
    static PendingBuildCheck begin(
            long item, WorkflowJob job, ScheduledExecutorService pool, Predicate<Queue.Item> onlyPushed) {
        PendingBuildCheck check = new PendingBuildCheck(item, job, pool, onlyPushed);
        pool.execute(check::check);
        return check;
    }

    boolean isOf(Queue.Task task) {
        return job == task;
    }

    /** Whether the item may run. */
    boolean isOver() {
        return mayRun || System.nanoTime() - begun > LONGEST_NANOS;
    }

    /** Notes another request for the build. The running check may have missed what was pushed since. */
    void requestedAgain() {
        requests.incrementAndGet();
    }

    private void check() {
        int requestsBefore = requests.get();
        Queue.Item queued = Queue.getInstance().getItem(item);
        if (queued == null || queued instanceof Queue.LeftItem || isOver()) {
            return;
        }
        BuildDecision decision = decision(queued);
        if (decision instanceof BuildDecision.Skip skip) {
            Queue.withLock(() -> cancel(requestsBefore, skip));
        } else if (decision instanceof BuildDecision.Build build) {
            LOGGER.fine(() -> "Building " + job.getFullName() + ": " + build.why());
            mayRun = true;
            Queue.getInstance().scheduleMaintenance();
        } else {
            pool.schedule(this::check, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private BuildDecision decision(Queue.Item queued) {
        try {
            return new NewCommits(job, queued).decide();
        } catch (GitopsException e) {
            LOGGER.info(() -> "Building " + job.getFullName() + ", as it is not known whether only deliveries have"
                    + " changed what it is built from: " + e.getMessage() + ". " + e.remedy());
            LOGGER.log(Level.FINE, "The cause", e);
            return new BuildDecision.Build(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "Building " + job.getFullName() + " after a fault");
            return new BuildDecision.Build("of a fault");
        }
    }

    /** Runs under the queue's lock. So a request that comes later gets an item of its own. */
    private void cancel(int requestsBefore, BuildDecision.Skip skip) {
        Queue.Item queued = Queue.getInstance().getItem(item);
        if (queued == null || queued instanceof Queue.LeftItem) {
            return;
        }
        if (!onlyPushed.test(queued)) {
            mayRun = true;
            Queue.getInstance().scheduleMaintenance();
        } else if (requestsBefore != requests.get()) {
            pool.execute(this::check);
        } else if (Queue.getInstance().cancel(queued)) {
            pool.execute(() -> SkippedBuilds.report(job, skip.why()));
        }
    }
}
