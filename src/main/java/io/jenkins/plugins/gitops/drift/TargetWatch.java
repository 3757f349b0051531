package io.jenkins.plugins.gitops.drift;

import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftEvents;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftFacts;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftProbe;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftStateFile;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.drift.WatchedEnvironment;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The watch over one environment of one application, with its settings as they were when it began. */
final class TargetWatch {

    private static final Logger LOGGER = Logger.getLogger(TargetWatch.class.getName());

    /** Of all environments; what each has put back is in its own file as well. */
    private static final int MOST_SYNCS = 1000;

    private final RecordStore syncs = new RecordStore(WatchedTargets.folder().resolve("syncs"));
    private final WatchedTarget target;
    private final String settings;
    private final Duration interval;
    private final WatchedEnvironment environment;
    private volatile Optional<SeenDrift> seen = Optional.empty();
    private volatile Optional<DriftFact> fact = Optional.empty();
    private Optional<Instant> begun = Optional.empty();
    private boolean looking;

    TargetWatch(WatchedTarget target, EnvironmentEntry entry) {
        this.target = target;
        this.settings = settings(entry);
        this.interval = Duration.ofMinutes(entry.getDriftMinutes());
        DriftStateFile file = new DriftStateFile(WatchedTargets.folder(), target.place());
        this.environment = new WatchedEnvironment(
                new DriftProbe(target.place(), entry.ignored()),
                file,
                file.read(warning -> LOGGER.warning(warning.getMessage())),
                entry.isSelfHeal() ? Optional.of(sync(target.request(), entry)) : Optional.empty(),
                syncs,
                new Told());
    }

    private static String settings(EnvironmentEntry entry) {
        return entry.getDriftMinutes() + " " + entry.isSelfHeal() + " "
                + entry.ignored().rules();
    }

    /** To the place of the build's own request, with what the environment ignores today. */
    private static DeployRequest sync(DeployRequest request, EnvironmentEntry entry) {
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        request.target(), request.remote(), request.manifests(), request.cluster()),
                new DeployRequest.Requester(CommitFormat.COMMITTER, Optional.empty()),
                entry.options().with(request.options().scope()));
    }

    boolean isOf(WatchedTarget other, EnvironmentEntry entry) {
        return target.equals(other) && settings.equals(settings(entry));
    }

    boolean isOf(String job) {
        return target.job().equals(job);
    }

    Optional<SeenDrift> seen() {
        return seen;
    }

    /** Of the last look that succeeded in this process. */
    Optional<DriftFact> fact() {
        return fact;
    }

    /** Whether a look is due, which then begins: {@link #lookAndEnd} has to follow. */
    synchronized boolean begin() {
        boolean due = begun.map(time -> SteadyClock.SYSTEM.since(time).compareTo(interval) >= 0)
                .orElse(true);
        if (looking || !due) {
            return false;
        }
        begun = Optional.of(SteadyClock.SYSTEM.start());
        looking = true;
        return true;
    }

    void lookAndEnd() {
        try {
            look();
        } finally {
            synchronized (this) {
                looking = false;
            }
        }
    }

    void look() {
        synchronized (environment) {
            String fault = "";
            try {
                lookOnce();
            } catch (GitopsException e) {
                environment.unanswered(e, SteadyClock.SYSTEM);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(
                        Level.WARNING, e, () -> "Drift of " + target.request().target() + " cannot be looked at");
                fault = e.getClass().getName();
            }
            SeenDrift now = new SeenDrift(
                    environment.state(),
                    SteadyClock.SYSTEM.instant(),
                    Optional.of(fault.isEmpty() ? environment.trouble() : fault)
                            .filter(why -> !why.isEmpty())
                            .map(ShownText::line));
            seen = Optional.of(now);
            if (now.trouble().isEmpty()) {
                fact = Optional.of(DriftFacts.of(target.request().target(), now.state(), now.at()));
            }
        }
    }

    private void lookOnce() throws InterruptedException {
        Run<?, ?> build = target.build()
                .orElseThrow(() -> new GitopsException(
                        "The job " + target.job() + ", which delivered "
                                + target.request().target()
                                + ", has no build any more, so there is nobody whose credential may be used",
                        "Deliver again"));
        requireStillAllowed(build.getParent());
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, target.request())) {
            environment.look(open.context());
        }
    }

    /** Whoever may not deliver there any more does not look there either. */
    private void requireStillAllowed(Job<?, ?> job) {
        String name = target.request().target().environment();
        if (EnvironmentAccess.environments(job).stream()
                .noneMatch(allowed -> allowed.getName().equals(name))) {
            throw new GitopsException(
                    "The job " + target.job() + " may not use the environment '" + name + "' any more",
                    "An administrator can allow it at Manage Jenkins > System > GitOps");
        }
    }

    /** Passes on to listeners what is told. */
    private final class Told implements DriftEvents {

        @Override
        public void watching(DriftReport report, Instant now) {
            LOGGER.fine(
                    () -> "Watching " + report.target() + ": " + report.drift().summary());
        }

        @Override
        public void changed(DriftReport report, DriftChange change) {
            LOGGER.fine(() -> report.target() + ": " + change.text());
            tell((job, listener) -> listener.changed(job, report, change));
        }

        @Override
        public void notPutBack(DriftReport report, String why, Instant now) {
            LOGGER.info(() -> report.target() + ": " + why);
        }

        @Override
        public void givenUp(DriftReport report, StandingDrift drift, String text, Instant now) {
            LOGGER.warning(() -> report.target() + ": " + text);
            tell((job, listener) -> listener.givenUp(job, report, drift));
        }

        @Override
        public void puttingBack(HealRecord heal) {
            LOGGER.info(() -> target.request().target() + ": " + heal.text());
        }

        @Override
        public void putBack(HealRecord heal, DeliveryEnding ending) {
            LOGGER.info(() -> target.request().target() + ": self-heal " + heal.sync() + " ended "
                    + ending.outcome().word());
            syncs.keepNewest(MOST_SYNCS);
            tell((job, listener) -> listener.putBack(job, target.request().target(), heal, ending));
        }

        @Override
        public void unanswered(GitopsException why, Instant now) {
            LOGGER.info(() -> "Drift of " + target.request().target() + ": " + why.getMessage() + ". " + why.remedy());
        }

        private void tell(Call call) {
            Optional<Run<?, ?>> build = target.build();
            Consumer<DriftListener> each =
                    listener -> call.to(build.orElseThrow().getParent(), listener);
            for (DriftListener listener : ExtensionList.lookup(DriftListener.class)) {
                try {
                    each.accept(listener);
                } catch (RuntimeException | LinkageError e) {
                    LOGGER.log(
                            Level.WARNING,
                            e,
                            () -> "A listener failed at drift of "
                                    + target.request().target());
                }
            }
        }
    }

    /** One call of a listener. */
    private interface Call {
        void to(Job<?, ?> job, DriftListener listener);
    }
}
