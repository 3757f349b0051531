package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns at servers. Work that waits for a server's answers holds a thread meanwhile. Of one server there is only so much at a
 * time, so that one that answers slowly, or never, holds up nothing that does not need it. What waits for its turn holds no
 * thread, and begins in the order of its arrival.
 */
public final class ServerTurns {

    private final Executor threads;
    private final int mostOfOne;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** @param mostOfOne how much work with one server goes on at the same time */
    public ServerTurns(Executor threads, int mostOfOne) {
        this.threads = threads;
        this.mostOfOne = mostOfOne;
    }

    private record Waiting(Set<String> servers, Runnable work) {}

    /** The servers that a delivery needs: its cluster's and its repository's, each with its port. */
    static Set<String> of(DeployRequest request) {
        return of(request.cluster(), request.remote().key());
    }

    /** The servers of addresses: a host, with its port where one is named. */
    public static Set<String> of(String... addresses) {
        return Stream.of(addresses).map(ServerTurns::withoutPath).collect(Collectors.toUnmodifiableSet());
    }

    /** @param address with a scheme */
    private static String withoutPath(String address) {
        int begin = address.indexOf("://") + 3;
        int end = address.indexOf('/', begin);
        String server = address.substring(begin, end < 0 ? address.length() : end);
        return server.substring(server.indexOf('@') + 1);
    }

    /** Does the work on one of the threads, when each of the servers has a turn for it. */
    public void run(Set<String> servers, Runnable work) {
        Waiting asked = new Waiting(servers, work);
        synchronized (this) {
            if (!take(servers)) {
                waiting.add(asked);
                return;
            }
        }
        begin(asked);
    }

    private boolean take(Set<String> servers) {
        if (servers.stream().anyMatch(server -> taken.getOrDefault(server, 0) >= mostOfOne)) {
            return false;
        }
        servers.forEach(server -> taken.merge(server, 1, Integer::sum));
        return true;
    }

    private void begin(Waiting each) {
        threads.execute(() -> {
            try {
                each.work().run();
            } finally {
                end(each.servers());
            }
        });
    }

    private void end(Set<String> servers) {
        List<Waiting> next = new ArrayList<>();
        synchronized (this) {
            servers.forEach(server -> taken.computeIfPresent(server, (name, count) -> count == 1 ? null : count - 1));
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting each = all.next();
                if (take(each.servers())) {
                    all.remove();
                    next.add(each);
                }
            }
        }
        next.forEach(this::begin);
    }
}
