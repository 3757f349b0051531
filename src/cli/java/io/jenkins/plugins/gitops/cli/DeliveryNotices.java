package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.notification.outbox.DeliveryNotifier;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import io.jenkins.plugins.gitops.engine.notification.outbox.WaitingEvents;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells receivers of a delivery, while it goes on. Nothing of it changes how the delivery ends: what cannot be told is a warning,
 * waits in the state folder, and is tried again by the next command.
 */
final class DeliveryNotices implements AutoCloseable {

    /** How long the process waits at its end, after everything else. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String BEGUN = "begun";

    private final Outbox outbox;
    private final DeliveryNotifier notifier;
    private final Consumer<GitopsException> warnings;

    private DeliveryNotices(Outbox outbox, Path folder, Consumer<GitopsException> warnings) {
        this.outbox = outbox;
        this.notifier = new DeliveryNotifier(outbox, folder.resolve(BEGUN), SteadyClock.SYSTEM);
        this.warnings = warnings;
    }

    /** Also tells what earlier commands could not. */
    static DeliveryNotices open(List<Subscription> receivers, StateOptions state, PrintWriter err) {
        Consumer<GitopsException> warnings = DeliveryConsole.warningsTo(err);
        Outbox outbox = open(receivers, state, warnings);
        DeliveryNotices notices = new DeliveryNotices(outbox, folder(state), warnings);
        if (!receivers.isEmpty()) {
            notices.notifier.tellMissed(state.records(), record -> SinceHealthy.UNKNOWN);
        }
        return notices;
    }

    static Outbox open(List<Subscription> receivers, StateOptions state, Consumer<GitopsException> warnings) {
        return Outbox.open(folder(state), receivers, SteadyClock.SYSTEM, new SecureRandom(), warnings);
    }

    private static Path folder(StateOptions state) {
        return state.notifications();
    }

    void started(DeployRecord record) {
        if (!record.finished() && outbox.hasReceivers()) {
            notifier.started(record);
        }
    }

    void ended(DeployRecord record, RemoteBranch branch) throws InterruptedException {
        if (outbox.hasReceivers()) {
            notifier.ended(record, since(record, branch));
            outbox.settle(PATIENCE);
            warn(outbox.waiting(), warnings);
        }
    }

    private SinceHealthy since(DeployRecord record, RemoteBranch branch) {
        try {
            return SinceHealthy.of(branch, record);
        } catch (GitopsException e) {
            warnings.accept(new GitopsException(
                    "The commits since the last healthy delivery are not known, so their authors are not told: "
                            + e.getMessage(),
                    e.remedy()));
            return SinceHealthy.UNKNOWN;
        }
    }

    static void warn(List<WaitingEvents> waiting, Consumer<GitopsException> warnings) {
        for (WaitingEvents each : waiting) {
            warnings.accept(new GitopsException(
                    "The receiver '" + each.receiver() + "' was not told yet, "
                            + CountedNoun.of(each.events(), "event") + " wait"
                            + (each.events() == 1 ? "s" : "")
                            + each.why().map(why -> ": " + why).orElse(""),
                    "The next command with this file tries again, as does 'gitops notify FILE'"));
        }
    }

    @Override
    public void close() {
        outbox.close();
    }
}
