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
 * No loop: a build that only deliveries' own commits would start leaves the queue without running.
 *
 * <p>What polling, a webhook or an indexing asks for waits in the queue as blocked, while a thread of our own asks the
 * repositories ({@link Look}). It stays in the queue meanwhile, so a restart loses nothing. The last build is what counts,
 * and not the last look: so the commits of a person and of deliveries are built together, however often builds were skipped
 * in between.
 */
@Extension
public final class WriteBackBuilds extends QueueTaskDispatcher {

    private static final int THREADS = 8;

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-triggers", THREADS);
    private final Map<Long, PendingBuildCheck> looks = new ConcurrentHashMap<>();

    /** Jobs that are wanted for another reason as well, which their items do not always tell. */
    private final Set<Queue.Task> wanted = ConcurrentHashMap.newKeySet();

    private static WriteBackBuilds get() {
        return ExtensionList.lookupSingleton(WriteBackBuilds.class);
    }

    /** Called under the queue's lock, again and again. */
    @Override
    public CauseOfBlockage canRun(Queue.Item item) {
        if (!(item.task instanceof WorkflowJob job)
                || !GitopsConfiguration.get().isSkipWriteBacks()
                || !isAutomatic(item)) {
            return null;
        }
        PendingBuildCheck look =
                looks.computeIfAbsent(item.getId(), id -> PendingBuildCheck.begin(id, job, pool, this::isAutomatic));
        return look.isOver() ? null : CauseOfBlockage.fromMessage(Messages._WriteBackBuilds_looking());
    }

    private boolean isAutomatic(Queue.Item item) {
        return !wanted.contains(item.task) && ScmTriggered.isCausedBy(item.getAllActions());
    }

    private void asked(Queue.Task task, List<Action> actions) {
        if (!ScmTriggered.isCausedBy(actions)) {
            wanted.add(task);
        }
        looks.values().stream().filter(look -> look.isOf(task)).forEach(PendingBuildCheck::askedAgain);
    }

    private void left(Queue.Item item) {
        wanted.remove(item.task);
        looks.remove(item.getId());
    }

    @Terminator
    public static void onStop() {
        DeliveryThreads.stop(get().pool);
    }

    /** Who asks for a build that waits already changes nothing in the queue; it was asked for all the same. */
    @Extension
    public static final class Requests extends Queue.QueueDecisionHandler {

        @Override
        public boolean shouldSchedule(Queue.Task task, List<Action> actions) {
            if (task instanceof WorkflowJob) {
                get().asked(task, actions);
            }
            return true;
        }
    }

    /** Nothing is remembered of what is not in the queue any more. */
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
