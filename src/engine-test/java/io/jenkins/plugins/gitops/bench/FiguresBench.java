package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.delivery.figures.BranchFigures;
import io.jenkins.plugins.gitops.engine.delivery.figures.DeliveredBranch;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All figures, over 30 and 90 days and those before, of a repository of 100,000 commits in half a year, 2,000 of them
 * deliveries of ten applications to three environments, so none is too old to count. Ours is what {@code gitops figures} does in a running JVM: open the cache, ask the
 * server for the branch's tip, read the indexes from the disk, and compute. Theirs is {@code git log} of all commits in a full
 * local clone with a commit-graph, which asks no server and computes nothing.
 */
public final class FiguresBench {

    private static final int CODE = 98_000;
    private static final int DELIVERIES = 2_000;
    private static final Duration PACE = Duration.ofSeconds(155);
    private static final List<String> ENVIRONMENTS = List.of("test", "staging", "production");
    private static final int TARGETS = 30;
    private static final int WARM_UPS = 20;
    private static final String FORMAT = "--format=%H%x09%ct%x09%an%x09"
            + "%(trailers:key=Gitops-Deploy-Id,key=Gitops-Application,key=Gitops-Environment,key=Gitops-Source,"
            + "key=Gitops-Previous,key=Gitops-Previous-Ended,key=Gitops-Rollback-Of,separator=%x09)";

    private final Path folder;
    private final DeliveredBranch history;
    private final Instant now;

    private FiguresBench(Path folder, DeliveredBranch history, Instant now) {
        this.folder = folder;
        this.history = history;
        this.now = now;
    }

    public static void main(String[] arguments) {
        Pairs.main(folder -> {
            Instant now = Instant.parse("2026-01-01T00:00:00Z");
            DeliveredBranch history = new DeliveredBranch();
            fill(history, now, folder);
            new FiguresBench(folder, history, now).run();
        });
    }

    private static void fill(DeliveredBranch history, Instant now, Path folder) {
        Instant begin = now.minus(PACE.multipliedBy(CODE + 1));
        for (int i = 0; i < CODE; i++) {
            history.code(begin.plus(PACE.multipliedBy(i)));
        }
        history.push(folder);
        int each = CODE / DELIVERIES;
        for (int i = 1; i <= DELIVERIES; i++) {
            Instant when = begin.plus(PACE.multipliedBy((long) i * each));
            history.to("shop-" + i % 10, ENVIRONMENTS.get(i % ENVIRONMENTS.size()));
            history.deliver(when, i * each, "", i % 17 == 0 ? "failed" : "healthy", when.plusSeconds(90));
        }
        history.pushDeliveries();
    }

    private void run() {
        Path clone = folder.resolve("clone.git");
        DevScript.run(List.of(
                        "git",
                        "clone",
                        "-q",
                        "--mirror",
                        history.origin.folder().toString(),
                        clone.toString()))
                .succeeded();
        DevScript.run(List.of("git", "--git-dir", clone.toString(), "commit-graph", "write", "--reachable"))
                .succeeded();
        System.out.printf("first time, fetch and index: %.2f s%n", Pairs.seconds(() -> check(ours())));
        for (int i = 0; i < WARM_UPS; i++) {
            check(ours());
        }
        List<String> log = List.of("git", "--git-dir", clone.toString(), "log", FORMAT, "--all");
        double ratio = Pairs.compare("git log", this::ours, () -> targets(log));
        System.out.printf("figures ratio=%.3f%n", ratio);
    }

    /** So many as ours finds, when it read all deliveries. */
    private static int targets(List<String> log) {
        long deliveries = DevScript.run(log)
                .succeeded()
                .lines()
                .filter(line -> line.contains("Gitops-Previous: "))
                .count();
        return deliveries == DELIVERIES - TARGETS ? TARGETS : -1;
    }

    private int ours() {
        GitRemote remote = new GitRemote(history.origin.url(), "main");
        try (RemoteBranch branch =
                RemoteBranch.open(folder.resolve("caches"), remote, GitCredentials.NONE, Duration.ofMinutes(2))) {
            return BranchFigures.read(
                            branch,
                            remote,
                            branch.fetchTipOfHistory(),
                            any -> true,
                            KnownResults.of(new RecordStore(folder.resolve("records"))),
                            now,
                            TargetFigures.USUAL_DAYS)
                    .figures()
                    .size();
        }
    }

    private static void check(int found) {
        if (found != TARGETS) {
            throw new IllegalStateException(found + " applications and environments were found");
        }
    }
}
