package io.jenkins.plugins.gitops.engine.cluster.logs;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the logs of what an inventory's members made. A line at a time is in memory for each container. */
public final class WorkloadLogs {

    /** Each has a connection, or a part of one, while it is followed. */
    private static final int MOST_FOLLOWED = 50;

    private static final Duration NEXT_LOOK = Duration.ofSeconds(2);

    private final ApiServer server;
    private final LogOptions options;
    private final Consumer<LogLine> lines;
    private final Consumer<String> remarks;
    private boolean blind;

    /**
     * @param lines called by one thread at a time
     * @param remarks what could not be read, a line for people each
     */
    public WorkloadLogs(ClusterSession session, LogOptions options, Consumer<LogLine> lines, Consumer<String> remarks) {
        this.server = session.server();
        this.options = options;
        this.lines = lines;
        this.remarks = remarks;
    }

    /** The containers that are there now, by pod and name. */
    public List<LogSource> sources(Inventory inventory) {
        return new WorkloadPods(server).of(inventory, options);
    }

    /**
     * What they wrote until now, one container after the other.
     *
     * @return how many could be read
     */
    public int read(List<LogSource> sources) throws InterruptedException {
        int read = 0;
        for (LogSource source : sources) {
            if (told(source, new LogStream(server, source, this::print).open(options, false))) {
                read++;
            }
        }
        return read;
    }

    /**
     * What they wrote and will write, and what comes new, until the thread is interrupted. After the first look, one that fails is
     * a remark, and the next one is made all the same.
     *
     * @throws GitopsException when the first look fails, or there are more than 50 at a time
     */
    public void follow(Supplier<List<LogSource>> present) throws InterruptedException {
        Map<LogSource, LogStream> streams = new HashMap<>();
        Map<LogSource, CompletableFuture<ApiAnswer>> open = new HashMap<>();
        Set<LogSource> waiting = new HashSet<>();
        List<LogSource> now = present.get();
        Set<LogSource> left = new HashSet<>();
        try {
            while (true) {
                requireFew(now.size());
                streams.keySet().retainAll(now);
                for (LogSource source : now) {
                    CompletableFuture<ApiAnswer> before = open.get(source);
                    boolean again = before != null && before.isDone() && goesOn(source, before, streams, waiting);
                    if (before == null || again) {
                        LogStream stream =
                                streams.computeIfAbsent(source, each -> new LogStream(server, each, this::print));
                        open.put(source, stream.open(options, true));
                    }
                }
                left = forgetThoseGone(open, now, left);
                Thread.sleep(NEXT_LOOK.toMillis());
                now = next(present, now);
            }
        } finally {
            open.values().forEach(each -> each.cancel(true));
        }
    }

    /**
     * Ends the streams of containers that left: their last lines have come until the second look without them.
     *
     * @return those that were gone at this look for the first time
     */
    private static Set<LogSource> forgetThoseGone(
            Map<LogSource, CompletableFuture<ApiAnswer>> open, List<LogSource> now, Set<LogSource> goneBefore) {
        Set<LogSource> gone = new HashSet<>(open.keySet());
        now.forEach(gone::remove);
        gone.stream()
                .filter(source ->
                        goneBefore.contains(source) || open.get(source).isDone())
                .toList()
                .forEach(source -> {
                    open.remove(source).cancel(true);
                    gone.remove(source);
                });
        return gone;
    }

    /** What is there now, or what was there before where nobody says it. */
    private List<LogSource> next(Supplier<List<LogSource>> present, List<LogSource> before) {
        try {
            List<LogSource> now = present.get();
            blind = false;
            return now;
        } catch (GitopsException unseen) {
            // Once, however long it lasts.
            if (!blind) {
                remarks.accept("No look at the pods: " + unseen.getMessage() + "; looking again");
            }
            blind = true;
            return before;
        }
    }

    /** Whether one that ended is opened again: not where the same lines would come once more. */
    private boolean goesOn(
            LogSource source,
            CompletableFuture<ApiAnswer> ended,
            Map<LogSource, LogStream> streams,
            Set<LogSource> waiting)
            throws InterruptedException {
        if (ended.isCompletedExceptionally() || !ended.join().ok()) {
            // Once: a container that waits for its image is asked for again and again.
            if (waiting.add(source)) {
                told(source, ended);
            }
            return true;
        }
        return streams.containsKey(source) && streams.get(source).knowsItsPlace();
    }

    private static void requireFew(int sources) {
        if (sources > MOST_FOLLOWED) {
            throw new GitopsException(
                    sources + " containers would be followed at a time; the most is " + MOST_FOLLOWED,
                    "Name a container or a pod (--container, --pod), or read them without -f");
        }
    }

    private boolean told(LogSource source, CompletableFuture<ApiAnswer> ended) throws InterruptedException {
        try {
            ApiAnswer answer = ended.get();
            if (!answer.ok()) {
                remarks.accept(source.name() + ": " + answer.message());
            }
            return answer.ok();
        } catch (ExecutionException | CompletionException broken) {
            if (broken.getCause() instanceof GitopsException known) {
                remarks.accept(source.name() + ": " + known.getMessage());
                return false;
            }
            throw new IllegalStateException(broken.getCause());
        } catch (InterruptedException stopped) {
            ended.cancel(true);
            throw stopped;
        }
    }

    private synchronized void print(LogLine line) {
        lines.accept(line);
    }
}
