package io.jenkins.plugins.gitops.triggers;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.model.Action;
import hudson.model.Queue;
import hudson.model.queue.CauseOfBlockage;
import hudson.model.queue.QueueListener;
import hudson.model.queue.QueueTaskDispatcher;
import io.jenkins.plugins.gitops.deliveries.DeliveryThreads;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/**
 * Prevents a loop of builds and deliveries: a build that only deliveries' own commits have triggered leaves the queue without
 * running.
 *
 * <p>A build that polling, a webhook or an indexing requests is blocked in the queue while a thread of this plugin asks the
 * repositories ({@link PendingBuildCheck}). It stays in the queue, so a restart loses nothing. New commits are those since the
 * last build, not since the last check. So the commits of a person and of deliveries are built together, however many
 * builds were skipped in between.
 */
@Extension
public final class WriteBackBuilds extends QueueTaskDispatcher {

    private static final int THREADS = 8;

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-triggers", THREADS);
    private final Map<Long, PendingBuildCheck> checks = new ConcurrentHashMap<>();

    /** Jobs whose build was requested for another reason as well. The items in the queue do not always show that. */
    private final Set<Queue.Task> requestedOtherwise = ConcurrentHashMap.newKeySet();

    private static WriteBackBuilds get() {
        return ExtensionList.lookupSingleton(WriteBackBuilds.class);
    }

    /** Called often, under the queue's lock. */
    @Override
    public CauseOfBlockage canRun(Queue.Item item) {
        if (!(item.task instanceof WorkflowJob job)
                || !GitopsConfiguration.get().isSkipWriteBacks()
                || !isOnlyPushed(item)) {
            return null;
        }
        PendingBuildCheck check =
                checks.computeIfAbsent(item.getId(), id -> PendingBuildCheck.begin(id, job, pool, this::isOnlyPushed));
        return check.isOver() ? null : CauseOfBlockage.fromMessage(Messages._WriteBackBuilds_checking());
    }

    private boolean isOnlyPushed(Queue.Item item) {
        return !requestedOtherwise.contains(item.task) && ScmTriggered.isCausedBy(item.getAllActions());
    }

    private void requested(Queue.Task task, List<Action> actions) {
        if (!ScmTriggered.isCausedBy(actions)) {
            requestedOtherwise.add(task);
        }
        checks.values().stream().filter(check -> check.isOf(task)).forEach(PendingBuildCheck::requestedAgain);
    }

    private void left(Queue.Item item) {
        requestedOtherwise.remove(item.task);
        checks.remove(item.getId());
    }

    @Terminator
    public static void onStop() {
        DeliveryThreads.stop(get().pool);
    }

    /** Notes requests for builds that wait already. Such a request changes nothing in the queue. */
    @Extension
    public static final class Requests extends Queue.QueueDecisionHandler {

        @Override
        public boolean shouldSchedule(Queue.Task task, List<Action> actions) {
            if (task instanceof WorkflowJob) {
                get().requested(task, actions);
            }
            return true;
        }
    }

    /** Forgets the items that have left the queue. */
    @Extension
    public static final class Leaves extends QueueListener {

        @Override
        public void onLeft(Queue.LeftItem item) {
            if (item.task instanceof WorkflowJob) {
                get().left(item);
            }
        }
    }
}
