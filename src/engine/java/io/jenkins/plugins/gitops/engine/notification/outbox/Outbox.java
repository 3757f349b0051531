package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.metrics.ReceiverFact;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is still to be told, in a folder of files, and the threads that tell it. Several processes may use one folder. Telling
 * begins when it is opened, with what an earlier process left, and ends when it is closed; what is not told then stays there.
 */
public final class Outbox implements AutoCloseable {

    private final List<QueueWorker> workers = new ArrayList<>();
    private final Consumer<GitopsException> warnings;

    private Outbox(Consumer<GitopsException> warnings) {
        this.warnings = warnings;
    }

    /**
     * @param folder made when something is put there
     * @param subscriptions of different names
     * @param warnings gets what is given up, once each; from any thread
     */
    public static Outbox open(
            Path folder,
            List<Subscription> subscriptions,
            SteadyClock clock,
            RandomGenerator random,
            Consumer<GitopsException> warnings) {
        Outbox outbox = new Outbox(warnings);
        for (Subscription subscription : subscriptions) {
            outbox.workers.add(new QueueWorker(
                    new ReceiverQueue(folder.resolve(subscription.name()), subscription, clock, random, warnings),
                    warnings));
        }
        if (!subscriptions.isEmpty()) {
            outbox.dropForgotten(
                    folder, subscriptions.stream().map(Subscription::name).collect(Collectors.toSet()), clock);
        }
        outbox.workers.forEach(QueueWorker::start);
        return outbox;
    }

    /** Whether anybody is told anything. */
    public boolean hasReceivers() {
        return !workers.isEmpty();
    }

    /**
     * Puts an event there for each receiver that wants it. What was put there before, or told, is not put again. Also after it
     * was closed: then it is told when it is opened again.
     *
     * @return whether it is on the disk for all of them; what is not was a warning
     */
    public boolean put(NotificationEvent event) {
        return put(event, Optional.empty(), any -> true);
    }

    /**
     * As above, for some receivers alone.
     *
     * @param origin who brought it: of one origin only so many may wait, and the oldest of its own go first
     * @param receivers whether one of that name is told
     */
    public boolean put(NotificationEvent event, Optional<String> origin, Predicate<String> receivers) {
        boolean all = true;
        for (QueueWorker worker : workers) {
            if (!receivers.test(worker.queue().name())) {
                continue;
            }
            try {
                worker.queue().put(event, origin);
                worker.wake();
            } catch (IOException | RuntimeException e) {
                all = false;
                warnings.accept(new GitopsException(
                        "The receiver '" + worker.queue().name() + "' is not told of " + event.id()
                                + ": the outbox cannot be written: " + e.getMessage(),
                        "Free space on that disk, or make the folder writable",
                        e));
            }
        }
        return all;
    }

    /** Waits until all is told that can be told within that time. */
    public void settle(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (QueueWorker worker : workers) {
            worker.settle(until);
        }
    }

    /** What waits, of each receiver for which something does. */
    public List<WaitingEvents> waiting() {
        return workers.stream()
                .flatMap(worker -> worker.queue().waiting().stream())
                .toList();
    }

    /** How many wait for each receiver, and how many were given up, for metrics. From memory. */
    public List<ReceiverFact> facts() {
        return workers.stream()
                .map(QueueWorker::queue)
                .map(queue -> new ReceiverFact(queue.name(), queue.count(), queue.lost()))
                .toList();
    }

    /** How many were given up since there is this folder, by the receiver's name. */
    public Map<String, Long> lost() {
        Map<String, Long> lost = new TreeMap<>();
        workers.forEach(worker -> lost.put(worker.queue().name(), worker.queue().lost()));
        return lost;
    }

    /** What waits for a receiver that is not configured any more, once it is too old for one that comes back. */
    private void dropForgotten(Path folder, Set<String> known, SteadyClock clock) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.filter(Files::isDirectory)
                    .filter(path -> !known.contains(path.getFileName().toString()))
                    .toList()) {
                dropOld(each, clock);
            }
        } catch (IOException gone) {
            // Somebody else removes it.
        }
    }

    private void dropOld(Path folder, SteadyClock clock) throws IOException {
        int dropped = 0;
        for (Path file : ReceiverQueue.waiting(folder)) {
            if (isOld(file, clock)) {
                Files.deleteIfExists(file);
                dropped++;
            }
        }
        if (dropped > 0) {
            warnings.accept(new GitopsException(
                    CountedNoun.of(dropped, "notification") + " for '" + folder.getFileName()
                            + "' waited for a day and were dropped: there is no receiver of that name any more",
                    "Give a receiver its name back, if it was only renamed"));
        }
    }

    /** False for what is none of ours: somebody else may keep it there. */
    private static boolean isOld(Path file, SteadyClock clock) {
        try {
            return clock.since(OutboxEntry.read(file).created()).compareTo(ReceiverQueue.LONGEST_AGE) > 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Ends the telling; what is under way is broken off, and may be told again. */
    @Override
    public void close() {
        workers.forEach(QueueWorker::stop);
    }
}
