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
 * One item of the queue that is looked at. It ends with the item cancelled, or free to run; after a while it is free
 * whatever the servers do.
 */
final class PendingBuildCheck {

    private static final Logger LOGGER = Logger.getLogger(PendingBuildCheck.class.getName());
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long AGAIN_MILLIS = 500;

    private final long item;
    private final WorkflowJob job;
    private final ScheduledExecutorService pool;
    private final Predicate<Queue.Item> automatic;
    private final long begun = System.nanoTime();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean free;

    private PendingBuildCheck(
            long item, WorkflowJob job, ScheduledExecutorService pool, Predicate<Queue.Item> automatic) {
        this.item = item;
        this.job = job;
        this.pool = pool;
        this.automatic = automatic;
    }

    /** @param automatic whether an item still has no other reason than a push; asked under the queue's lock */
    static PendingBuildCheck begin(
            long item, WorkflowJob job, ScheduledExecutorService pool, Predicate<Queue.Item> automatic) {
        PendingBuildCheck look = new PendingBuildCheck(item, job, pool, automatic);
        pool.execute(look::look);
        return look;
    }

    boolean isOf(Queue.Task task) {
        return job == task;
    }

    /** Whether the item may run. */
    boolean isOver() {
        return free || System.nanoTime() - begun > LONGEST_NANOS;
    }

    /** Something was pushed that this look may have been too early for. */
    void askedAgain() {
        requests.incrementAndGet();
    }

    private void look() {
        int asked = requests.get();
        Queue.Item queued = Queue.getInstance().getItem(item);
        if (queued == null || queued instanceof Queue.LeftItem || isOver()) {
            return;
        }
        BuildDecision verdict = verdict(queued);
        if (verdict instanceof BuildDecision.Skip skip) {
            Queue.withLock(() -> cancel(asked, skip));
        } else if (verdict instanceof BuildDecision.Build build) {
            LOGGER.fine(() -> "Building " + job.getFullName() + ": " + build.why());
            free = true;
            Queue.getInstance().scheduleMaintenance();
        } else {
            pool.schedule(this::look, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private BuildDecision verdict(Queue.Item queued) {
        try {
            return new NewCommits(job, queued).judge();
        } catch (GitopsException e) {
            LOGGER.info(() -> "Building " + job.getFullName() + ", as it cannot be told whether only deliveries have"
                    + " changed what it is built from: " + e.getMessage() + ". " + e.remedy());
            LOGGER.log(Level.FINE, "The cause", e);
            return new BuildDecision.Build(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "Building " + job.getFullName() + " after a fault");
            return new BuildDecision.Build("of a fault");
        }
    }

    /** Under the queue's lock, so that whoever asks for it from now on gets an item of his own. */
    private void cancel(int asked, BuildDecision.Skip skip) {
        Queue.Item queued = Queue.getInstance().getItem(item);
        if (queued == null || queued instanceof Queue.LeftItem) {
            return;
        }
        if (!automatic.test(queued)) {
            free = true;
            Queue.getInstance().scheduleMaintenance();
        } else if (asked != requests.get()) {
            pool.execute(this::look);
        } else if (Queue.getInstance().cancel(queued)) {
            pool.execute(() -> SkippedBuilds.tell(job, skip.why()));
        }
    }
}
