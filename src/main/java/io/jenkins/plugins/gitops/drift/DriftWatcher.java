package io.jenkins.plugins.gitops.drift;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Job;
import io.jenkins.plugins.gitops.deliveries.DeliveryThreads;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.util.SystemProperties;

/**
 * Looks at the drift of the environments that are to be watched, each in the interval of its configuration, on a few threads of
 * its own. A look that still goes on when the next one is due lets that one fall out.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.drift.threads} sets how many environments are looked at at the same
 * time, {@value #DEFAULT_THREADS} by default. One that is put back holds its thread until it is healthy, or the environment's
 * timeout is over.
 */
@Extension
public final class DriftWatcher {

    private static final Logger LOGGER = Logger.getLogger(DriftWatcher.class.getName());
    private static final int DEFAULT_THREADS = 4;

    /** How often it is asked what is due; not before Jenkins has come to rest after its start. */
    private static final int SECONDS = 15;

    private final ScheduledExecutorService pool = DeliveryThreads.start(
            "gitops-drift",
            Math.max(1, SystemProperties.getInteger("io.jenkins.plugins.gitops.drift.threads", DEFAULT_THREADS)));

    /** Counted down when Jenkins stops. */
    private final CountDownLatch stop = new CountDownLatch(1);

    private final Map<DeliveryTarget, TargetWatch> watches = new ConcurrentHashMap<>();

    public static DriftWatcher get() {
        return ExtensionList.lookupSingleton(DriftWatcher.class);
    }

    /** What differed where this job delivered to last, as it was last seen; empty where nobody looks. From memory. */
    public Optional<SeenDrift> of(Job<?, ?> job, String application, String environment) {
        return Optional.ofNullable(watches.get(new DeliveryTarget(application, environment)))
                .filter(watch -> watch.isOf(job.getFullName()))
                .flatMap(TargetWatch::seen);
    }

    /** What differs, of all that is watched and was looked at since Jenkins started. From memory. */
    public List<DriftFact> facts() {
        return watches.values().stream().flatMap(watch -> watch.fact().stream()).toList();
    }

    /** Looks at once at all that is watched, whether it is due or not, and returns when that is done. */
    public void lookNow() {
        update().forEach(TargetWatch::look);
    }

    private void lookAtWhatIsDue() {
        try {
            update().stream().filter(TargetWatch::begin).forEach(watch -> pool.execute(watch::lookAndEnd));
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "Drift is looked at later");
        }
    }

    /** With what came to be watched since, and without what is not any more. */
    private Collection<TargetWatch> update() {
        Map<DeliveryTarget, WatchedTarget> wanted = WatchedTargets.get().all().stream()
                .filter(target -> isWatched(target).isPresent())
                .collect(Collectors.toMap(target -> target.request().target(), target -> target));
        watches.keySet().retainAll(wanted.keySet());
        wanted.forEach((id, target) -> watches.compute(id, (same, watch) -> watch(watch, target)));
        return List.copyOf(watches.values());
    }

    private TargetWatch watch(TargetWatch watch, WatchedTarget target) {
        Optional<EnvironmentEntry> entry = isWatched(target);
        if (entry.isEmpty()) {
            return null;
        }
        if (watch == null) {
            return new TargetWatch(target, entry.get(), stop);
        }
        watch.update(target, entry.get());
        return watch;
    }

    private static Optional<EnvironmentEntry> isWatched(WatchedTarget target) {
        return GitopsConfiguration.get()
                .environment(target.request().target().environment())
                .filter(environment -> environment.getDriftMinutes() > 0);
    }

    /** In the background: Jenkins' start must not wait for it. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        DriftWatcher watcher = get();
        watcher.pool.scheduleWithFixedDelay(watcher::lookAtWhatIsDue, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** No further step begins. A sync that is cut off is done again after the start: what drifted still does. */
    @Terminator
    public static void onStop() {
        get().stop.countDown();
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.fine("A look at drift has not ended");
        }
    }
}
