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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Puts the events of deliveries into the outbox. Who broke it the branch tells, so that is asked on threads of its own; what it is
 * asked for is on the disk first. The ends of one application and environment are told in their order.
 */
@Extension
public final class DeliveryNotices implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(DeliveryNotices.class.getName());
    private static final int THREADS = 8;

    /** Each ends within half a minute, so an end is told after two minutes at the latest, then without its commits. */
    private static final Backoff TRIES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-notifications", THREADS);
    private final EndedFolder folder = new EndedFolder(ReceiverOutbox.folder().resolve("ended"));
    private final Map<DeliveryTarget, CompletableFuture<Void>> newest = new HashMap<>();

    static DeliveryNotices get() {
        return ExtensionList.lookupSingleton(DeliveryNotices.class);
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

    private synchronized void tellInOrder(EndedDelivery ended) {
        DeliveryTarget target = ended.record().request().target();
        CompletableFuture<Void> before = newest.getOrDefault(target, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> now = before.handleAsync(
                (nothing, fault) -> {
                    tell(ended);
                    return null;
                },
                pool);
        newest.put(target, now);
        now.whenComplete((nothing, fault) -> forget(target, now));
    }

    private synchronized void forget(DeliveryTarget target, CompletableFuture<Void> done) {
        newest.remove(target, done);
    }

    private void tell(EndedDelivery ended) {
        try {
            SinceHealthy since = since(ended);
            if (pool.isShutdown()) {
                // Its file is read after the next start.
                return;
            }
            ReceiverOutbox.get()
                    .put(onItsPage(DeliveryEvents.ended(ended.record(), since), ended.record()), ended.job());
            folder.remove(ended.record().id());
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
                    LOGGER.warning(() -> "The commits since the last healthy delivery before "
                            + ended.record().id()
                            + " are not known, so their authors are not told: " + e.getMessage() + ". "
                            + e.remedy());
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
        DeliveryNotices notices = get();
        notices.pool.execute(() -> notices.folder.all().forEach(notices::tellInOrder));
    }

    @Terminator
    public static void onStop() {
        DeliveryThreads.stop(get().pool);
    }
}
