package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.notification.outbox.DeliveryNotifier;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import io.jenkins.plugins.gitops.engine.notification.outbox.WaitingEvents;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells receivers of a delivery, while it goes on. Nothing of it changes how the delivery ends: what cannot be told is a warning,
 * waits in the state folder, and is tried again by the next command.
 */
public final class DeliveryNotices implements AutoCloseable {

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

    /**
     * Also tells what earlier commands could not.
     *
     * @param folder of what is still to be told
     * @param warnings gets what could not be told, from any thread
     */
    public static DeliveryNotices open(
            List<Subscription> receivers, Path folder, RecordStore records, Consumer<GitopsException> warnings) {
        DeliveryNotices notices = new DeliveryNotices(outbox(receivers, folder, warnings), folder, warnings);
        if (!receivers.isEmpty()) {
            notices.notifier.tellMissed(records, record -> SinceHealthy.UNKNOWN);
        }
        return notices;
    }

    /** What is still to be told, and the threads that tell it. */
    public static Outbox outbox(List<Subscription> receivers, Path folder, Consumer<GitopsException> warnings) {
        return Outbox.open(folder, receivers, SteadyClock.SYSTEM, new SecureRandom(), warnings);
    }

    public void started(DeployRecord record) {
        if (!record.finished() && outbox.hasReceivers()) {
            notifier.started(record);
        }
    }

    public void ended(DeployRecord record, RemoteBranch branch) throws InterruptedException {
        if (!outbox.hasReceivers()) {
            return;
        }
        try {
            notifier.ended(record, since(record, branch));
            settle(outbox, warnings);
        } catch (RuntimeException fault) {
            // How the delivery ended stands, whatever is wrong here.
            warnings.accept(new GitopsException(
                    "The receivers could not be told of the delivery " + record.id() + ": " + fault,
                    "Report this line; 'gitops history' says how the delivery ended",
                    fault));
        }
    }

    /** Waits a little for what is still to be told, and says what then waits. */
    public static void settle(Outbox outbox, Consumer<GitopsException> warnings) throws InterruptedException {
        outbox.settle(PATIENCE);
        warn(outbox.waiting(), warnings);
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

    /** Says what waits for which receiver, and why. */
    public static void warn(List<WaitingEvents> waiting, Consumer<GitopsException> warnings) {
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
