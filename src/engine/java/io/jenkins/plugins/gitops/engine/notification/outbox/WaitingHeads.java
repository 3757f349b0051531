package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be known of the events that wait before one of them is tried, in memory: to read a thousand files for each new one
 * takes too long. Another process may have tried one meanwhile; so a file is read again when it has its turn. For one thread.
 */
final class WaitingHeads {

    private final Map<Path, Head> known = new HashMap<>();

    /**
     * The head of a file.
     *
     * @param target absent where the file cannot be read
     * @param origin who brought it; empty where nobody is named
     */
    private record Head(Optional<DeliveryTarget> target, String origin, int attempts) {}

    /** What it is about; events of one target are told in their order. */
    Optional<DeliveryTarget> target(Path file) {
        return head(file).target();
    }

    void tried(Path file, OutboxEntry entry) {
        known.put(file, head(entry));
    }

    /**
     * The order in which they are tried: those of one target as they came; first the targets whose oldest was tried least, so
     * that one that is never told does not stand before all others.
     *
     * @param files all that wait, the oldest first
     */
    List<Path> inOrder(List<Path> files) {
        known.keySet().retainAll(new HashSet<>(files));
        Map<Optional<DeliveryTarget>, Integer> attempts = new HashMap<>();
        files.forEach(file -> attempts.putIfAbsent(target(file), head(file).attempts()));
        return files.stream()
                .sorted(Comparator.comparing(file -> attempts.get(target(file))))
                .toList();
    }

    /**
     * What is too much: the oldest of each origin that has too many, and then the oldest of whoever has most.
     *
     * @param files all that wait, the oldest first
     * @param most how many may wait
     * @param mostOfOne how many of one origin may; what names none is not counted
     */
    List<Path> tooMany(List<Path> files, int most, int mostOfOne) {
        Map<String, Deque<Path>> origins = new LinkedHashMap<>();
        files.forEach(file -> origins.computeIfAbsent(head(file).origin(), made -> new ArrayDeque<>())
                .add(file));
        List<Path> dropped = new ArrayList<>();
        origins.forEach((origin, own) -> {
            while (!origin.isEmpty() && own.size() > mostOfOne) {
                dropped.add(own.remove());
            }
        });
        while (files.size() - dropped.size() > most) {
            // The first of several is that with the oldest event.
            Deque<Path> largest = origins.values().stream()
                    .reduce((one, other) -> other.size() > one.size() ? other : one)
                    .orElseThrow();
            dropped.add(largest.remove());
        }
        return dropped;
    }

    private Head head(Path file) {
        return known.computeIfAbsent(file, WaitingHeads::read);
    }

    private static Head read(Path file) {
        try {
            return head(OutboxEntry.read(file));
        } catch (IOException unreadable) {
            return new Head(Optional.empty(), "", 0);
        }
    }

    private static Head head(OutboxEntry entry) {
        return new Head(Optional.of(entry.event().target()), entry.origin().orElse(""), entry.attempts());
    }
}
