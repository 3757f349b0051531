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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.util.SystemProperties;

/**
 * Looks at the drift of the environments that are to be watched, each in the interval of its configuration, on a few threads of
 * its own. A look that still goes on when the next one is due lets that one fall out. On request it looks at all that a job
 * delivered last, watched or not, on other threads: however many people ask, what is watched is looked at in time.
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

    /** For so many jobs it is looked on request at the same time; further ones wait for their turn. */
    private static final int ASKED_THREADS = 2;

    private final ScheduledExecutorService pool = DeliveryThreads.start(
            "gitops-drift",
            Math.max(1, SystemProperties.getInteger("io.jenkins.plugins.gitops.drift.threads", DEFAULT_THREADS)));

    private final ScheduledExecutorService askedPool = DeliveryThreads.start("gitops-drift-asked", ASKED_THREADS);

    /**
     * What somebody asked for.
     *
     * @param job its full name
     * @param environments those that he may deliver to
     */
    private record Asked(String job, Set<String> environments) {

        boolean isFor(WatchedTarget target) {
            return target.job().equals(job)
                    && environments.contains(target.request().target().environment());
        }
    }

    /** What has ended is gone. */
    private final Map<Asked, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();

    /** Counted down when Jenkins stops. */
    private final CountDownLatch stop = new CountDownLatch(1);

    private final Map<DeliveryTarget, TargetWatch> watches = new ConcurrentHashMap<>();

    public static DriftWatcher get() {
        return ExtensionList.lookupSingleton(DriftWatcher.class);
    }

    /** What differed where this job delivered to last, as it was last seen; empty where nobody has looked. From memory. */
    public Optional<SeenDrift> of(Job<?, ?> job, String application, String environment) {
        return Optional.ofNullable(watches.get(new DeliveryTarget(application, environment)))
                .filter(watch -> watch.isOf(job.getFullName()))
                .flatMap(TargetWatch::seen);
    }

    /** What differs, of all that is watched and was looked at since Jenkins started. From memory. */
    public List<DriftFact> facts() {
        return watches.values().stream().flatMap(watch -> watch.fact().stream()).toList();
    }

    /**
     * Looks in the background at all that this job delivered last and may still deliver, whether it is due or not. While that
     * goes on, another request of the same job is the same look. Self-heal puts back only where an environment is watched.
     *
     * @param environments those that the one who asks may deliver to: at others it is not looked
     * @return completed when all was looked at; never when Jenkins stops before
     */
    public Future<Void> lookNow(Job<?, ?> job, Set<String> environments) {
        Asked name = new Asked(job.getFullName(), Set.copyOf(environments));
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> before = asked.putIfAbsent(name, own);
        if (before != null) {
            return before;
        }
        askedPool.execute(() -> {
            try {
                toLookAt(name).forEach(TargetWatch::lookAsAsked);
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "Drift of what " + name.job() + " delivered cannot be looked at");
            } finally {
                asked.remove(name, own);
                own.complete(null);
            }
        });
        return own;
    }

    /** Whether {@link #lookNow} goes on for this job. */
    public boolean isAsked(Job<?, ?> job) {
        return asked.keySet().stream().anyMatch(each -> each.job().equals(job.getFullName()));
    }

    /** Whether there is anything of this job to look at in these environments. From memory. */
    public boolean canLook(Job<?, ?> job, Set<String> environments) {
        Asked what = new Asked(job.getFullName(), Set.copyOf(environments));
        return WatchedTargets.get().all().stream()
                .anyMatch(target -> what.isFor(target) && entry(target).isPresent());
    }

    private void lookAtWhatIsDue() {
        try {
            update().stream().filter(TargetWatch::begin).forEach(watch -> pool.execute(watch::lookAndEnd));
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "Drift is looked at later");
        }
    }

    /** With what came to be watched since, and without what is not any more. */
    private synchronized Collection<TargetWatch> update() {
        Map<DeliveryTarget, WatchedTarget> wanted = WatchedTargets.get().all().stream()
                .filter(this::isKept)
                .collect(Collectors.toMap(target -> target.request().target(), target -> target));
        watches.keySet().retainAll(wanted.keySet());
        wanted.values().forEach(this::watch);
        return List.copyOf(watches.values());
    }

    /** All of this job, also what nobody watches, which then stays in memory with what was seen. */
    private synchronized List<TargetWatch> toLookAt(Asked what) {
        return WatchedTargets.get().all().stream()
                .filter(what::isFor)
                .flatMap(target -> watch(target).stream())
                .toList();
    }

    private Optional<TargetWatch> watch(WatchedTarget target) {
        return Optional.ofNullable(watches.compute(target.request().target(), (same, watch) -> entry(target)
                .map(entry -> {
                    if (watch == null) {
                        return new TargetWatch(target, entry, stop);
                    }
                    watch.update(target, entry);
                    return watch;
                })
                .orElse(null)));
    }

    /** What is watched, and what nobody watches but somebody asked for. */
    private boolean isKept(WatchedTarget target) {
        TargetWatch watch = watches.get(target.request().target());
        return entry(target)
                .filter(entry -> entry.getDriftMinutes() > 0 || watch != null && !watch.isWatched())
                .isPresent();
    }

    private static Optional<EnvironmentEntry> entry(WatchedTarget target) {
        return GitopsConfiguration.get().environment(target.request().target().environment());
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
        get().askedPool.shutdown();
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.fine("A look at drift has not ended");
        }
    }
}
