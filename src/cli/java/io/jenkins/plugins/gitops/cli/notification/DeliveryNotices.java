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
    private boolean noting;

    /** Guarded by this. */
    private boolean over;

    private DeliveryNotices(Outbox outbox, Path folder, Consumer<GitopsException> warnings) {
        this.outbox = outbox;
        this.notifier = notifier(outbox, folder);
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
        return new DeliveryNotices(outbox(receivers, folder, records, warnings), folder, warnings);
    }

    /** What is still to be told, and the threads that tell it; for a command that delivers nothing itself. As {@link #open}. */
    public static Outbox outbox(
            List<Subscription> receivers, Path folder, RecordStore records, Consumer<GitopsException> warnings) {
        Outbox outbox = Outbox.open(folder, receivers, SteadyClock.SYSTEM, new SecureRandom(), warnings);
        if (outbox.hasReceivers()) {
            try {
                notifier(outbox, folder).tellMissed(records);
            } catch (GitopsException noRecords) {
                warnings.accept(noRecords);
            }
        }
        return outbox;
    }

    private static DeliveryNotifier notifier(Outbox outbox, Path folder) {
        return new DeliveryNotifier(outbox, folder.resolve(BEGUN), SteadyClock.SYSTEM);
    }

    public void started(DeployRecord record) {
        if (!record.finished() && outbox.hasReceivers()) {
            notifier.started(record);
        }
    }

    /**
     * Notes down once, when its commit is on the branch, what its end is to be told with if this process is killed. In the
     * background: the server may have to be asked for it, and no delivery waits for that.
     */
    public void goesOn(DeployRecord record, RemoteBranch branch) {
        if (noting || record.finished() || record.commit().isEmpty() || !outbox.hasReceivers()) {
            return;
        }
        noting = true;
        Thread asking = new Thread(() -> note(record, branch), "gitops-notices");
        asking.setDaemon(true);
        asking.start();
    }

    private void note(DeployRecord record, RemoteBranch branch) {
        try {
            boolean healthy = SinceHealthy.wasHealthy(branch, record);
            synchronized (this) {
                if (!over) {
                    notifier.after(record, healthy);
                }
            }
        } catch (RuntimeException notKnown) {
            // It is asked again at the end, which then says what is wrong.
        }
    }

    public void ended(DeployRecord record, RemoteBranch branch) throws InterruptedException {
        if (!outbox.hasReceivers()) {
            return;
        }
        try {
            SinceHealthy since = since(record, branch);
            synchronized (this) {
                over = true;
                notifier.ended(record, since);
            }
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
