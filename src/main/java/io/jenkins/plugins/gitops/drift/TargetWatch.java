package io.jenkins.plugins.gitops.drift;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftFacts;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftProbe;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftState;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftStateFile;
import io.jenkins.plugins.gitops.engine.delivery.drift.WatchedEnvironment;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The watch over one environment of one application. There is one as long as it is watched: a later delivery, or other options,
 * count from its next look on, so never two look or put back at once. Of an environment that nobody watches there is one when
 * somebody asked: it is never due, nothing is put back, and neither listeners nor metrics are told, since nobody would tell them
 * the end.
 */
final class TargetWatch {

    private static final Logger LOGGER = Logger.getLogger(TargetWatch.class.getName());

    private final RecordStore syncs = new RecordStore(WatchedTargets.folder().resolve("syncs"));
    private final CountDownLatch stop;
    private final Object lock = new Object();
    private volatile Settings settings;
    private volatile Optional<SeenDrift> seen = Optional.empty();
    private volatile Optional<DriftFact> fact = Optional.empty();

    /** Guarded by {@link #lock}; absent until the first look. */
    private Optional<Made> made = Optional.empty();

    private Optional<Instant> begun = Optional.empty();
    /** How many look, or wait for the one that does. */
    private int looking;

    /** @param stop counted down when Jenkins stops */
    TargetWatch(WatchedTarget target, EnvironmentEntry entry, CountDownLatch stop) {
        this.settings = new Settings(target, entry);
        this.stop = stop;
    }

    /**
     * What a watched environment is made of.
     *
     * @param place what is compared
     * @param ignored what is not
     * @param watched whether it is on a schedule
     * @param heals the sync that puts back what drifted
     */
    private record Looks(
            DesiredStateLocation place, IgnoreRules ignored, boolean watched, Optional<DeployRequest> heals) {}

    private record Made(Looks of, WatchedEnvironment environment) {}

    /**
     * As the newest delivery and the configuration say.
     *
     * @param target for which job, with which build's credentials
     * @param interval from one look to the next
     */
    private record Settings(WatchedTarget target, Duration interval, Looks looks) {

        Settings(WatchedTarget target, EnvironmentEntry entry) {
            this(
                    target,
                    Duration.ofMinutes(entry.getDriftMinutes()),
                    new Looks(
                            target.place(),
                            ignored(target.request(), entry),
                            entry.getDriftMinutes() > 0,
                            entry.getDriftMinutes() > 0 && entry.isSelfHeal()
                                    ? Optional.of(sync(target.request(), entry))
                                    : Optional.empty()));
        }
    }

    /** What the environment leaves to others, and what the application's file did at the delivery, as far as there is room for it. */
    private static IgnoreRules ignored(DeployRequest request, EnvironmentEntry entry) {
        IgnoreRules environment = entry.ignored();
        SortedSet<IgnoreRule> declared = request.options().sync().ignore();
        return environment.and(declared.stream()
                .filter(rule -> !environment.rules().contains(rule))
                .limit(IgnoreRules.MOST - environment.rules().size())
                .toList());
    }

    /** To the place of the build's own request, with what the environment's options are today. */
    private static DeployRequest sync(DeployRequest request, EnvironmentEntry entry) {
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        request.target(), request.remote(), request.manifests(), request.cluster()),
                new DeployRequest.Requester(CommitFormat.COMMITTER, Optional.empty()),
                entry.options()
                        .with(request.options().scope())
                        .with(SyncLimits.NONE.ignoring(ignored(request, entry))));
    }

    /** From the next look on; where another place or other options are to be looked at, that is due at once. */
    synchronized void update(WatchedTarget target, EnvironmentEntry entry) {
        Settings next = new Settings(target, entry);
        if (!next.looks().equals(settings.looks())) {
            begun = Optional.empty();
        }
        if (!next.looks().place().equals(settings.looks().place())) {
            seen = Optional.empty();
            fact = Optional.empty();
        }
        settings = next;
    }

    boolean isOf(String job) {
        return settings.target().job().equals(job);
    }

    boolean isWatched() {
        return settings.looks().watched();
    }

    Optional<SeenDrift> seen() {
        return seen;
    }

    /** Of the last look in this process that compared all; of what nobody watches none, since nobody would renew it. */
    Optional<DriftFact> fact() {
        return isWatched() ? fact : Optional.empty();
    }

    /** Whether a look is due, which then begins: {@link #lookAndEnd} has to follow. */
    synchronized boolean begin() {
        boolean due = isWatched()
                && begun.map(time -> SteadyClock.SYSTEM.since(time).compareTo(settings.interval()) >= 0)
                        .orElse(true);
        if (looking > 0 || !due) {
            return false;
        }
        begun();
        return true;
    }

    /** Looks, due or not, after the look that goes on now: that one may have seen the cluster as it was before. */
    void lookAsAsked() {
        begun();
        lookAndEnd();
    }

    private synchronized void begun() {
        begun = Optional.of(SteadyClock.SYSTEM.start());
        looking++;
    }

    void lookAndEnd() {
        try {
            look();
        } finally {
            synchronized (this) {
                looking--;
            }
        }
    }

    private void look() {
        synchronized (lock) {
            if (stop.getCount() == 0) {
                return;
            }
            Settings now = settings;
            String trouble;
            DriftStateFile file = file(now.looks());
            // One that is watched no more may still put back when it is watched again.
            try (ProcessLock ignored = file.lock()) {
                trouble = look(now, made(now.looks(), file));
            } catch (GitopsException e) {
                LOGGER.info(() -> "Drift of " + target() + ": " + e.getMessage() + ". " + e.remedy());
                trouble = e.getMessage();
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "Drift of " + target() + " cannot be looked at");
                trouble = e.getClass().getName();
            }
            remember(now, trouble);
        }
    }

    /** What is seen on request alone is kept apart: a watch that begins later tells all that differs then. */
    private static DriftStateFile file(Looks looks) {
        return new DriftStateFile(
                looks.watched()
                        ? WatchedTargets.folder()
                        : WatchedTargets.folder().resolve("asked"),
                looks.place());
    }

    private WatchedEnvironment made(Looks looks, DriftStateFile file) {
        Made now = made.filter(before -> before.of().equals(looks)).orElseGet(() -> make(looks, file));
        made = Optional.of(now);
        return now.environment();
    }

    private Made make(Looks looks, DriftStateFile file) {
        return new Made(
                looks,
                new WatchedEnvironment(
                        new DriftProbe(looks.place(), looks.ignored()),
                        file,
                        file.read(warning -> LOGGER.warning(warning.getMessage())),
                        looks.heals(),
                        syncs,
                        new ToldDrift(this::watched, looks.watched()),
                        stop));
    }

    /** Returns why it failed. */
    private String look(Settings now, WatchedEnvironment watched) {
        try {
            lookOnce(now.target(), watched);
        } catch (GitopsException e) {
            watched.unanswered(e, SteadyClock.SYSTEM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return watched.trouble();
    }

    private synchronized void remember(Settings then, String trouble) {
        if (!then.looks().place().equals(settings.looks().place())) {
            // Of a place that is not the environment's any more.
            return;
        }
        Instant at = SteadyClock.SYSTEM.instant();
        DriftState state = made.filter(looked -> looked.of().equals(then.looks()))
                .map(looked -> looked.environment().state())
                .orElse(DriftState.NONE);
        seen = Optional.of(new SeenDrift(
                state, at, Optional.of(trouble).filter(why -> !why.isEmpty()).map(ShownText::line)));
        if (trouble.isEmpty()) {
            fact = Optional.of(DriftFacts.of(target(), state, at));
        }
    }

    private WatchedTarget watched() {
        return settings.target();
    }

    private DeliveryTarget target() {
        return watched().request().target();
    }

    private static void lookOnce(WatchedTarget target, WatchedEnvironment watched) throws InterruptedException {
        Run<?, ?> build = target.build()
                .orElseThrow(() -> new GitopsException(
                        "The job " + target.job() + ", which delivered "
                                + target.request().target()
                                + ", has no build any more, so there is nobody whose credential may be used",
                        "Deliver again"));
        requireStillAllowed(build.getParent(), target);
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, target.request())) {
            watched.look(open.context());
        }
    }

    /** Whoever may not deliver there any more does not look there either, nor where the environment does not reach any more. */
    private static void requireStillAllowed(Job<?, ?> job, WatchedTarget target) {
        String name = target.request().target().environment();
        EnvironmentEntry entry = EnvironmentAccess.environments(job).stream()
                .filter(allowed -> allowed.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new GitopsException(
                        "The job " + target.job() + " may not use the environment '" + name + "' any more",
                        "An administrator can allow it at Manage Jenkins > System > GitOps"));
        DeployScope asked = target.request().options().scope();
        if (!entry.scope().covers(asked)) {
            throw new GitopsException(
                    "The environment '" + name + "' does not allow any more what was delivered: to the namespaces "
                            + String.join(", ", asked.allowed())
                            + (asked.clusterScoped() ? ", and outside of namespaces" : "")
                            + ". So nothing is compared there, and nothing put back",
                    "Deliver again; or an administrator allows it at Manage Jenkins > System > GitOps");
        }
    }
}
