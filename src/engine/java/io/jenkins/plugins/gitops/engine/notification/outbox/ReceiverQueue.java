package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What one receiver is still to be told, in a folder of its own. Events of one application and environment are told in their
 * order. Any thread may put something there; one works on it.
 */
final class ReceiverQueue {

    private static final String LOCK = "lock";

    /** More than this many are not kept: the oldest of whoever has most are given up when it is next worked on. */
    static final int MOST = 1000;

    /** Nor more than this many of one origin, so that one that floods loses its own and holds up others for a while only. */
    static final int MOST_OF_ONE = 100;

    /** After so many tries in a row that failed, of different targets, it is the receiver that does not answer. */
    private static final int MOST_FAILED = 3;

    /** Then it is tried again after a while, at the latest after a minute: so it is noticed soon that it is back. */
    private static final Backoff ROUNDS = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1), Integer.MAX_VALUE);

    /** What is older is not news any more. */
    static final Duration LONGEST_AGE = Duration.ofDays(1);

    /** From two seconds to a quarter of an hour; within a day, the age ends it first. */
    static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(15), 100);

    /** Another process is telling it. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    private static final String ENDING = ".json";

    /** Names sort in the order in which they were put: thirteen digits of milliseconds, before the event's id. */
    private static final String NAME = "%013d-%s" + ENDING;

    private final Path folder;
    private final Subscription subscription;
    private final SteadyClock clock;
    private final RandomGenerator random;
    private final Consumer<GitopsException> warnings;
    private final WaitingHeads heads = new WaitingHeads();

    /** As last seen, for who must not wait for the disk. */
    private volatile int count;

    private volatile long lost;

    /** How many tries were to be made again since one was not. */
    private final AtomicInteger failed = new AtomicInteger();

    /** The receiver has asked to be left alone for so long since then. */
    private Optional<Instant> asked = Optional.empty();

    private Duration rest = Duration.ZERO;

    ReceiverQueue(
            Path folder,
            Subscription subscription,
            SteadyClock clock,
            RandomGenerator random,
            Consumer<GitopsException> warnings) {
        this.folder = folder;
        this.subscription = subscription;
        this.clock = clock;
        this.random = random;
        this.warnings = warnings;
        look();
        lost = QueueMemory.read(folder).lost();
    }

    String name() {
        return subscription.name();
    }

    /** Puts it there, on the disk, unless it was told already or waits there. */
    synchronized void put(NotificationEvent event, Optional<String> origin) throws IOException {
        if (!subscription.wants(event)) {
            return;
        }
        Files.createDirectories(folder);
        List<Path> waiting = waiting(folder);
        String end = "-" + event.id() + ENDING;
        if (QueueMemory.read(folder).knows(event.id())
                || waiting.stream()
                        .anyMatch(file -> file.getFileName().toString().endsWith(end))) {
            return;
        }
        Instant now = clock.start();
        long place = waiting.isEmpty() ? 0 : number(waiting.get(waiting.size() - 1)) + 1;
        Path file = folder.resolve(NAME.formatted(Math.max(now.toEpochMilli(), place), event.id()));
        SyncedFile.replace(file, OutboxEntry.of(event, origin, now).json());
        count = waiting.size() + 1;
    }

    private synchronized List<Path> look() {
        List<Path> files = waiting(folder);
        count = files.size();
        return files;
    }

    private synchronized void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            count = Math.max(0, count - 1);
        }
    }

    /** What waits; empty when nothing does. */
    Optional<WaitingEvents> waiting() {
        List<Path> files = waiting(folder);
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new WaitingEvents(name(), files.size(), why(files.get(0))));
    }

    /** How many wait. From memory. */
    int count() {
        return count;
    }

    private static Optional<String> why(Path first) {
        try {
            return OutboxEntry.read(first).why();
        } catch (IOException toldMeanwhile) {
            return Optional.empty();
        }
    }

    /** How many were given up. From memory. */
    long lost() {
        return lost;
    }

    /**
     * Tells what is due, one after the other. Behind one that has to wait those of the same application and environment wait
     * too, so that their order stays.
     *
     * @return how long to wait for the next; empty when nothing is left
     */
    Optional<Duration> work() throws IOException {
        if (look().isEmpty()) {
            return Optional.empty();
        }
        Duration left = asked.map(since -> rest.minus(clock.since(since))).orElse(Duration.ZERO);
        if (left.compareTo(Duration.ZERO) > 0) {
            return Optional.of(left);
        }
        asked = Optional.empty();
        // One process at a time tells one receiver.
        Optional<ProcessLock> lock = ProcessLock.take(folder.resolve(LOCK));
        if (lock.isEmpty()) {
            return Optional.of(BUSY);
        }
        try (ProcessLock held = lock.get()) {
            QueueMemory memory = QueueMemory.read(folder);
            lost = memory.lost();
            for (Path file : heads.tooMany(look(), MOST, MOST_OF_ONE)) {
                drop(file, memory);
            }
            return tell(heads.inOrder(look()), memory);
        }
    }

    private Optional<Duration> tell(List<Path> files, QueueMemory memory) throws IOException {
        Set<Optional<DeliveryTarget>> waiting = new HashSet<>();
        Optional<Duration> soonest = Optional.empty();
        for (Path file : files) {
            Optional<DeliveryTarget> target = heads.target(file);
            if (waiting.contains(target)) {
                continue;
            }
            int before = failed.get();
            Optional<Duration> pause = tell(file, memory);
            if (pause.isEmpty()) {
                continue;
            }
            waiting.add(target);
            soonest = soonest.filter(least -> least.compareTo(pause.get()) <= 0).or(() -> pause);
            if (asked.isPresent()) {
                return pause;
            }
            int now = failed.get();
            if (now > before && now % MOST_FAILED == 0) {
                return ROUNDS.after(now / MOST_FAILED, random);
            }
        }
        return soonest;
    }

    private void drop(Path file, QueueMemory memory) throws IOException {
        Optional<OutboxEntry> entry = untold(file, memory);
        if (entry.isPresent()) {
            giveUp(
                    file,
                    entry.get(),
                    memory,
                    "more than " + MOST + " wait, or more than " + MOST_OF_ONE + " of one job",
                    "Bring the receiver up again, or take it out of the configuration");
        }
    }

    /** Empty for what is done with: then the file is gone. */
    private Optional<OutboxEntry> untold(Path file, QueueMemory memory) throws IOException {
        OutboxEntry entry;
        try {
            entry = OutboxEntry.read(file);
        } catch (IOException unreadable) {
            remove(file);
            warnings.accept(new GitopsException(
                    "A notification in the outbox cannot be read, and was dropped: " + file.getFileName(),
                    "See in 'gitops history' how that delivery ended"));
            return Optional.empty();
        }
        if (memory.knows(entry.event().id())) {
            // Killed after it was told, and before the file was gone.
            remove(file);
            return Optional.empty();
        }
        return Optional.of(entry);
    }

    /** Empty when the file is done with. */
    private Optional<Duration> tell(Path file, QueueMemory memory) throws IOException {
        Optional<OutboxEntry> untold = untold(file, memory);
        if (untold.isEmpty()) {
            return Optional.empty();
        }
        OutboxEntry entry = untold.get();
        if (clock.since(entry.created()).compareTo(LONGEST_AGE) > 0) {
            return giveUp(file, entry, memory, "it is older than a day", "Bring the receiver up again");
        }
        Duration due = entry.due(clock);
        return due.isZero() ? tryNow(file, entry, memory) : Optional.of(due);
    }

    private Optional<Duration> tryNow(Path file, OutboxEntry entry, QueueMemory memory) throws IOException {
        boolean repeat = RepeatRule.isRepeat(entry.event(), memory, clock);
        SendResult result = send(new Notification(entry.event(), repeat), memory);
        if (result instanceof SendResult.Refused refused) {
            failed.set(0);
            return giveUp(file, entry, memory, refused.why(), refused.remedy());
        }
        if (result instanceof SendResult.Later later) {
            Optional<Duration> next = RETRIES.after(entry.attempts() + 1, random);
            if (next.isEmpty()) {
                return giveUp(file, entry, memory, later.why(), "Bring the receiver up again");
            }
            Duration wanted = later.pause().orElse(Duration.ZERO);
            Duration most = RETRIES.longest();
            Duration pause = wanted.compareTo(next.get()) < 0 ? next.get() : wanted.compareTo(most) < 0 ? wanted : most;
            failed.incrementAndGet();
            if (later.pause().isPresent()) {
                asked = Optional.of(clock.start());
                rest = pause;
            }
            // What the receiver noted down of a half-done try is kept too.
            memory.write();
            OutboxEntry again = entry.failed(clock.start(), pause, later.why());
            SyncedFile.replace(file, again.json());
            heads.tried(file, again);
            return Optional.of(pause);
        }
        failed.set(0);
        RepeatRule.told(entry.event(), repeat, memory, clock);
        memory.told(entry.event().id());
        memory.write();
        remove(file);
        return Optional.empty();
    }

    /** A receiver of somebody else's may be faulty; it must not end the others' thread. */
    private SendResult send(Notification notification, QueueMemory memory) {
        try {
            return subscription.receiver().send(notification, memory);
        } catch (GitopsException e) {
            return new SendResult.Later(e.getMessage(), Optional.empty());
        } catch (RuntimeException fault) {
            return new SendResult.Later(
                    "the receiver is faulty (" + fault.getClass().getSimpleName() + ")", Optional.empty());
        }
    }

    private Optional<Duration> giveUp(Path file, OutboxEntry entry, QueueMemory memory, String why, String remedy)
            throws IOException {
        memory.gaveUp(entry.event().id());
        memory.write();
        lost = memory.lost();
        remove(file);
        warnings.accept(new GitopsException(
                "The receiver '" + name() + "' was not told of " + entry.event().id() + ": " + why, remedy));
        return Optional.empty();
    }

    private static long number(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }

    /** The files of a receiver's folder that are not told yet, the oldest first. */
    static List<Path> waiting(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(ENDING) && Character.isDigit(name.charAt(0));
                    })
                    .sorted()
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
