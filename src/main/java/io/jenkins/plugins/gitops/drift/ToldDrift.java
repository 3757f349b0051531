package io.jenkins.plugins.gitops.drift;

import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftEvents;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Passes on to listeners what a watch tells, and writes it to Jenkins' log. */
final class ToldDrift implements DriftEvents {

    private static final Logger LOGGER = Logger.getLogger(ToldDrift.class.getName());

    private final Supplier<WatchedTarget> watched;

    private final boolean listeners;

    /**
     * @param watched as it is when something is told
     * @param listeners whether they are told; otherwise the log alone
     */
    ToldDrift(Supplier<WatchedTarget> watched, boolean listeners) {
        this.watched = watched;
        this.listeners = listeners;
    }

    @Override
    public void watching(DriftReport report, Instant now) {
        LOGGER.fine(() -> "Watching " + report.target() + ": " + report.drift().summary());
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
        tell((job, listener) -> listener.givenUp(job, report, drift, text, now));
    }

    @Override
    public void puttingBack(HealRecord heal) {
        LOGGER.info(() -> target() + ": " + heal.text());
    }

    @Override
    public void putBack(HealRecord heal, DeliveryEnding ending) {
        LOGGER.info(() -> target() + ": self-heal " + heal.sync() + " ended "
                + ending.outcome().word());
        tell((job, listener) -> listener.putBack(job, target(), heal, ending));
    }

    @Override
    public void unanswered(GitopsException why, Instant now) {
        LOGGER.info(() -> "Drift of " + target() + ": " + why.getMessage() + ". " + why.remedy());
    }

    private void tell(Call call) {
        if (!listeners) {
            return;
        }
        Optional<Run<?, ?>> build = watched.get().build();
        Consumer<DriftListener> each = listener -> call.to(build.orElseThrow().getParent(), listener);
        for (DriftListener listener : ExtensionList.lookup(DriftListener.class)) {
            try {
                each.accept(listener);
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "A listener failed at drift of " + target());
            }
        }
    }

    private DeliveryTarget target() {
        return watched.get().request().target();
    }

    /** One call of a listener. */
    private interface Call {
        void to(Job<?, ?> job, DriftListener listener);
    }
}
