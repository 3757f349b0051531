package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Turns at servers. Work that waits for a server's answers holds a thread meanwhile. Of one server there is only so much at a
 * time, so that one that answers slowly, or never, holds up nothing that does not need it. What waits for its turn holds no
 * thread.
 *
 * <p>Work begins in the order of its arrival; what cannot begin yet is overtaken by what can. Of each turn that the overtaken
 * work needs, one is kept for it, so that it begins in the end.
 */
public final class ServerTurns {

    private final Executor threads;
    private final int mostOfOne;
    private final Map<Turn, Integer> taken = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /**
     * @param mostOfOne how much work with one Git server goes on at the same time; there are eight times as many threads, or
     *     more
     */
    public ServerTurns(Executor threads, int mostOfOne) {
        this.threads = threads;
        this.mostOfOne = mostOfOne;
    }

    /**
     * What there is only so much of at a time. A cluster has more turns than a Git server: many jobs need the same cluster, and
     * each may name a Git server that does not answer. The job's own turns are for those that name many.
     */
    enum Kind {
        GIT_SERVER(1),
        JOB(2),
        CLUSTER(4);

        private final int turns;

        Kind(int turns) {
            this.turns = turns;
        }
    }

    /** @param name of a server: its host, with its port where one is named */
    public record Turn(Kind kind, String name) {}

    private record Waiting(Set<Turn> turns, Runnable work) {}

    /**
     * What a delivery needs: its cluster and its repository, and a turn of its job's.
     *
     * @param job as environments allow it
     */
    static Set<Turn> of(DeployRequest request, String job) {
        return of(Set.of(request.cluster()), Set.of(request.remote().key()), job);
    }

    /** What work needs that asks the servers of clusters and repositories for a job, and a turn of that job's. */
    public static Set<Turn> of(Set<String> clusters, Set<String> repositories, String job) {
        Set<Turn> turns = new HashSet<>(gitServers(repositories));
        clusters.forEach(address -> turns.add(new Turn(Kind.CLUSTER, server(address))));
        turns.add(new Turn(Kind.JOB, job));
        return turns;
    }

    /** The servers of repositories. */
    public static Set<Turn> gitServers(Set<String> addresses) {
        return addresses.stream()
                .map(address -> new Turn(Kind.GIT_SERVER, server(address)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param address with a scheme */
    private static String server(String address) {
        int begin = address.indexOf("://") + 3;
        int end = address.indexOf('/', begin);
        String server = address.substring(begin, end < 0 ? address.length() : end);
        return server.substring(server.indexOf('@') + 1);
    }

    /** Does the work on one of the threads, when it has all of these turns. */
    public void run(Set<Turn> turns, Runnable work) {
        List<Waiting> due;
        synchronized (this) {
            waiting.add(new Waiting(turns, work));
            due = due();
        }
        due.forEach(this::begin);
    }

    /** What can begin now; it has its turns. */
    private List<Waiting> due() {
        List<Waiting> due = new ArrayList<>();
        Set<Turn> kept = new HashSet<>();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting each = all.next();
            if (each.turns().stream().allMatch(turn -> isFree(turn, kept.contains(turn)))) {
                each.turns().forEach(turn -> taken.merge(turn, 1, Integer::sum));
                all.remove();
                due.add(each);
            } else {
                kept.addAll(each.turns());
            }
        }
        return due;
    }

    /** @param keeping whether one is kept for work that came before; never the only one, as that would hold up all others */
    private boolean isFree(Turn turn, boolean keeping) {
        int most = mostOfOne * turn.kind().turns;
        return taken.getOrDefault(turn, 0) < (keeping && most > 1 ? most - 1 : most);
    }

    private void begin(Waiting each) {
        threads.execute(() -> {
            try {
                each.work().run();
            } finally {
                end(each.turns());
            }
        });
    }

    private void end(Set<Turn> turns) {
        List<Waiting> due;
        synchronized (this) {
            turns.forEach(turn -> taken.computeIfPresent(turn, (same, count) -> count == 1 ? null : count - 1));
            due = due();
        }
        due.forEach(this::begin);
    }
}
