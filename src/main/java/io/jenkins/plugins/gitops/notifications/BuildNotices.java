package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.deliveries.DeliveryThreads;
import io.jenkins.plugins.gitops.deliveries.ServerTurns;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Puts the events of deliveries into the outbox. Whether it is healthy again the branch tells, so that is asked on threads of its
 * own; what it is asked for is on the disk first. The ends of one application and environment are told in their order.
 */
@Extension
public final class BuildNotices implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(BuildNotices.class.getName());

    /** Asking one Git server at the same time; there are threads for {@value #SERVERS} such servers, and those that are idle end. */
    private static final int OF_ONE_SERVER = 2;

    private static final int SERVERS = 8;

    /** Until what could not be written is written again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** Each ends within half a minute, so an end is told after two minutes at the latest, then by its record alone. */
    private static final Backoff TRIES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScheduledExecutorService pool =
            DeliveryThreads.start("gitops-notifications", SERVERS * OF_ONE_SERVER);
    private final ServerTurns turns = new ServerTurns(pool, OF_ONE_SERVER);
    /** For ends that need no server. */
    private final ScheduledExecutorService quick = DeliveryThreads.start("gitops-notifications-quick", 1);

    private final EndedFolder folder = new EndedFolder(ReceiverOutbox.folder().resolve("ended"));
    private final Map<DeliveryTarget, CompletableFuture<Void>> newest = new HashMap<>();

    static BuildNotices get() {
        return ExtensionList.lookupSingleton(BuildNotices.class);
    }

    @Override
    public void started(Run<?, ?> build, DeployRecord record) {
        String job = BuiltHead.allowedAs(build.getParent());
        if (ReceiverOutbox.get().hasReceiversOf(job)) {
            ReceiverOutbox.get().put(onItsPage(DeliveryEvents.started(record), record), job);
        }
    }

    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        EndedDelivery ended = EndedDelivery.of(build, record);
        if (record.ending().isEmpty() || !ReceiverOutbox.get().hasReceiversOf(ended.job())) {
            return;
        }
        try {
            folder.add(ended);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "The end of delivery " + record.id() + " is told only if Jenkins is not stopped before");
        }
        tellInOrder(ended);
    }

    synchronized void tellInOrder(EndedDelivery ended) {
        DeliveryTarget target = ended.record().request().target();
        CompletableFuture<Void> before = newest.getOrDefault(target, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> now = before.handleAsync(
                (nothing, fault) -> {
                    tell(ended);
                    return null;
                },
                work -> inItsTurn(ended, work));
        newest.put(target, now);
        now.whenComplete((nothing, fault) -> forget(target, now));
    }

    /** A Git server that does not answer must hold up no end of who needs another one, or none. */
    private void inItsTurn(EndedDelivery ended, Runnable work) {
        if (ended.asksBranch()) {
            turns.run(
                    ServerTurns.of(
                            Set.of(), Set.of(ended.record().request().remote().key()), ended.job()),
                    work);
        } else {
            quick.execute(work);
        }
    }

    private synchronized void forget(DeliveryTarget target, CompletableFuture<Void> done) {
        newest.remove(target, done);
    }

    private void tell(EndedDelivery ended) {
        try {
            SinceHealthy since = ended.asksBranch() ? since(ended) : SinceHealthy.UNKNOWN;
            if (pool.isShutdown()) {
                // Its file is read after the next start.
                return;
            }
            if (ReceiverOutbox.get()
                    .put(onItsPage(DeliveryEvents.ended(ended.record(), since), ended.record()), ended.job())) {
                folder.remove(ended.record().id());
            } else {
                pool.schedule(() -> tellInOrder(ended), AGAIN.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "The end of delivery " + ended.record().id() + " is told after the next start of Jenkins");
        }
    }

    private SinceHealthy since(EndedDelivery ended) {
        for (int tried = 1; ; tried++) {
            try {
                return ended.since();
            } catch (GitopsException e) {
                Optional<Duration> pause = TRIES.after(tried, RANDOM);
                if (pool.isShutdown() || pause.isEmpty() || !Backoff.sleep(pause.get())) {
                    LOGGER.warning(() -> "The end of delivery " + ended.record().id()
                            + " is told by its record alone: whether it is healthy again is not known, as the branch"
                            + " cannot be asked: " + e.getMessage() + ". " + e.remedy());
                    return SinceHealthy.UNKNOWN;
                }
            }
        }
    }

    /** The build's page has a place for each delivery; without Jenkins' URL there is no address of it. */
    private static NotificationEvent onItsPage(NotificationEvent event, DeployRecord record) {
        return record.request()
                .build()
                .map(BuildLink::url)
                .filter(url -> url.startsWith("http"))
                .map(url -> event.on(url + "gitops/#" + record.id()))
                .orElse(event);
    }

    /** What an earlier process could not put into the outbox. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        BuildNotices notices = get();
        notices.pool.execute(() -> notices.folder.all().forEach(notices::tellInOrder));
    }

    @Terminator
    public static void onStop() {
        BuildNotices notices = get();
        DeliveryThreads.stop(notices.pool);
        DeliveryThreads.stop(notices.quick);
    }
}
