package io.jenkins.plugins.gitops.approvals;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.gitops.deliveries.DeliveryThreads;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/**
 * Looks every {@value #SECONDS} seconds which running builds wait for a person, and tells listeners what is new. A look costs a
 * build that does not wait next to nothing. What a question is about is decided when it is first seen.
 */
@Extension
public final class ApprovalWatch {

    private static final Logger LOGGER = Logger.getLogger(ApprovalWatch.class.getName());
    private static final int SECONDS = 10;

    /** Of one build; those beyond are looked at when some of these are answered. */
    static final int MOST_QUESTIONS = 20;

    private final WaitingBuilds file;

    /** One: a build that has to be loaded first may hold it for a minute. */
    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-approvals", 1);

    /** Jobs whose builds waited and that are gone, or have another name, since the last look; by the name that they had. */
    private final Map<String, Job<?, ?>> deleted = new ConcurrentHashMap<>();

    private final Map<String, Job<?, ?>> moved = new ConcurrentHashMap<>();

    /** Replaced, never changed in place. With what is nothing of ours, so that it is not judged again. */
    private volatile List<WaitingBuild> seen;

    public ApprovalWatch() {
        this(new WaitingBuilds(
                Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("approvals.json")));
    }

    ApprovalWatch(WaitingBuilds file) {
        this.file = file;
        this.seen = file.read();
    }

    public static ApprovalWatch get() {
        return ExtensionList.lookupSingleton(ApprovalWatch.class);
    }

    /** What waits, as it was last looked at, the oldest first. From memory. */
    public List<WaitingBuild> waiting() {
        return seen.stream()
                .filter(build -> !build.targets().isEmpty())
                .sorted(Comparator.comparing(WaitingBuild::since))
                .toList();
    }

    /** The same of one job. */
    public List<WaitingBuild> waiting(Job<?, ?> job) {
        String name = job.getFullName();
        return waiting().stream().filter(build -> build.job().equals(name)).toList();
    }

    /** Looks at once, and returns when listeners were told. */
    public synchronized void look() throws InterruptedException {
        if (ExtensionList.lookup(QuestionSource.class).isEmpty() && seen.isEmpty()
                || Jenkins.get().isTerminating()) {
            return;
        }
        Map<String, Job<?, ?>> renamed = Map.copyOf(moved);
        Map<String, Job<?, ?>> gone = Map.copyOf(deleted);
        List<WaitingBuild> before = seen.stream()
                .map(build -> renamed.containsKey(build.job()) ? build.in(renamed.get(build.job())) : build)
                .toList();
        List<WaitingBuild> now = new ArrayList<>();
        for (Run<?, ?> build : builds(before)) {
            now.addAll(lookOrKeep(build, before));
        }
        List<WaitingBuild> ended =
                before.stream().filter(build -> !now.contains(build)).toList();
        List<WaitingBuild> begun =
                now.stream().filter(build -> !before.contains(build)).toList();
        for (WaitingBuild build : begun) {
            if (!tell(build, Optional.empty())) {
                now.remove(build);
            }
        }
        for (WaitingBuild build : ended) {
            // One whose job gets another name meanwhile is found at the next look.
            Optional<PendingApproval.Answer> answer =
                    moved.containsKey(build.job()) ? Optional.empty() : answerOrNone(build);
            if (answer.isEmpty() || !tell(build, answer)) {
                now.add(build);
            }
        }
        if (!now.equals(seen)) {
            seen = List.copyOf(now);
            // Told first: a crash in between tells it again, with the same id.
            file.write(seen);
        }
        renamed.forEach(moved::remove);
        gone.forEach(deleted::remove);
    }

    /** A build that cannot be asked, by a fault of whoever, must not hold up the others. */
    private static List<WaitingBuild> lookOrKeep(Run<?, ?> build, List<WaitingBuild> before)
            throws InterruptedException {
        try {
            return look(build, before);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "It is not known whether " + build + " waits for an approval");
            return before.stream().filter(waiting -> waiting.isOf(build)).toList();
        }
    }

    private static Optional<PendingApproval.Answer> answerOrNone(WaitingBuild waiting) {
        try {
            return answer(waiting);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "It is not known how an approval of " + waiting.url() + " ended");
            return Optional.empty();
        }
    }

    /** Those that run, and those that waited before: after a restart they may not be known as running yet. */
    private static List<Run<?, ?>> builds(List<WaitingBuild> before) {
        Map<String, Run<?, ?>> builds = new LinkedHashMap<>();
        before.stream()
                .flatMap(waiting -> waiting.build().stream())
                .filter(Run::isBuilding)
                .forEach(build -> builds.put(build.getExternalizableId(), build));
        for (FlowExecution execution : FlowExecutionList.get()) {
            try {
                if (execution.getOwner().getExecutable() instanceof Run<?, ?> build) {
                    builds.putIfAbsent(build.getExternalizableId(), build);
                }
            } catch (IOException gone) {
                LOGGER.log(Level.FINE, gone, () -> "A running build cannot be asked whether it waits for an approval");
            }
        }
        return List.copyOf(builds.values());
    }

    private static List<WaitingBuild> look(Run<?, ?> build, List<WaitingBuild> before) throws InterruptedException {
        List<WaitingBuild> now = new ArrayList<>();
        for (QuestionSource source : ExtensionList.lookup(QuestionSource.class)) {
            Optional<List<OpenQuestion>> open = source.open(build);
            if (open.isEmpty()) {
                return before.stream().filter(waiting -> waiting.isOf(build)).toList();
            }
            List<WaitingBuild> known = before.stream()
                    .filter(waiting ->
                            waiting.isOf(build) && open.get().stream().anyMatch(waiting::asks))
                    .toList();
            now.addAll(known);
            open.get().stream()
                    .filter(question -> known.stream().noneMatch(waiting -> waiting.asks(question)))
                    .limit(Math.max(0, MOST_QUESTIONS - known.size()))
                    .forEach(question -> now.add(WaitingBuild.of(build, question)));
        }
        return now;
    }

    /** Empty while that is not known. A build that is gone was not approved, and neither is one of a plugin that is gone. */
    private static Optional<PendingApproval.Answer> answer(WaitingBuild waiting) {
        Optional<Run<?, ?>> build = waiting.build();
        List<QuestionSource> sources = ExtensionList.lookup(QuestionSource.class);
        if (build.isEmpty() || sources.isEmpty()) {
            return Optional.of(new PendingApproval.Answer(false, Optional.empty(), SteadyClock.SYSTEM.instant()));
        }
        return sources.stream()
                .flatMap(source -> source.answer(build.get(), waiting.node()).stream())
                .findFirst();
    }

    /** False when it has to be told again. */
    private boolean tell(WaitingBuild waiting, Optional<PendingApproval.Answer> answer) {
        Job<?, ?> there = Jenkins.get().getItemByFullName(waiting.job(), Job.class);
        Job<?, ?> job = there == null ? deleted.get(waiting.job()) : there;
        if (job == null) {
            return true;
        }
        boolean kept = true;
        for (DeliveryTarget target : waiting.targets()) {
            PendingApproval asked = waiting.approval(target);
            PendingApproval told = answer.map(asked::answered).orElse(asked);
            for (ApprovalListener listener : ExtensionList.lookup(ApprovalListener.class)) {
                try {
                    listener.changed(job, target, told);
                } catch (UncheckedIOException later) {
                    LOGGER.log(Level.WARNING, later, () -> "An approval of " + target + " is told again later");
                    kept = false;
                } catch (RuntimeException | LinkageError e) {
                    LOGGER.log(Level.WARNING, e, () -> "A listener failed at an approval of " + target);
                }
            }
        }
        return kept;
    }

    private void lookLater() {
        try {
            look();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "What waits for an approval is looked for later");
        }
    }

    private void note(Map<String, Job<?, ?>> changes, String name, Item item) {
        if (item instanceof Job<?, ?> job
                && seen.stream().anyMatch(build -> build.job().equals(name))) {
            changes.put(name, job);
        }
    }

    /** Who was told that a build waits is told of its end also when its job is deleted or renamed. */
    @Extension
    public static final class Jobs extends ItemListener {
        @Override
        public void onDeleted(Item item) {
            get().note(get().deleted, item.getFullName(), item);
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            get().note(get().moved, oldFullName, item);
        }
    }

    /** In the background: Jenkins' start must not wait for it. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        ApprovalWatch watch = get();
        watch.pool.scheduleWithFixedDelay(watch::lookLater, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Terminator
    public static void onStop() {
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.fine("A look at what waits for an approval has not ended");
        }
    }
}
