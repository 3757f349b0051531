package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The deliveries of a repository of 100,000 commits, 2,000 of them deliveries. Ours is what a page or {@code gitops
 * history} does in a running JVM: open the cache, ask the server for the branch's tip, read the index from the disk, and
 * return every delivery with its outcome. Theirs is {@code git log} in a full local clone with a commit-graph, which asks
 * no server.
 */
public final class HistoryBench {

    private static final int COMMITS = 100_000;
    private static final int DELIVERIES = 2_000;
    private static final int WARM_UPS = 40;
    private static final String FORMAT = "--format=%H%x09%ct%x09%an%x09"
            + "%(trailers:key=Gitops-Deploy-Id,key=Gitops-Application,key=Gitops-Environment,key=Gitops-Image,"
            + "key=Gitops-Source,key=Gitops-Build,key=Gitops-Previous,separator=%x09)";

    private final Path folder;
    private final BareRepository origin;

    private HistoryBench(Path folder, BareRepository origin) {
        this.folder = folder;
        this.origin = origin;
    }

    public static void main(String[] arguments) {
        Pairs.main(folder -> {
            BareRepository origin = GitServer.shared().createRepository(Map.of("counter", "start"));
            BenchRepository.fill(origin, COMMITS, DELIVERIES);
            new HistoryBench(folder, origin).run();
        });
    }

    private void run() throws IOException {
        Path clone = folder.resolve("clone.git");
        DevScript.run(List.of("git", "clone", "-q", "--mirror", origin.folder().toString(), clone.toString()))
                .succeeded();
        DevScript.run(List.of("git", "--git-dir", clone.toString(), "commit-graph", "write", "--reachable"))
                .succeeded();
        System.out.printf("first time, fetch and index: %.2f s%n", Pairs.seconds(() -> check(ours())));
        System.out.printf("the next process reads the index of %,d bytes%n", indexSize());
        for (int i = 0; i < WARM_UPS; i++) {
            check(ours());
        }
        List<String> all = new ArrayList<>(List.of("git", "--git-dir", clone.toString(), "log", FORMAT, "main"));
        List<String> filtered = new ArrayList<>(all);
        filtered.add(all.size() - 1, "--grep=^Gitops-Deploy-Id:");
        Pairs.compare("git log --grep", this::ours, () -> lines(filtered));
        double ratio = Pairs.compare("git log", this::ours, () -> lines(all));
        System.out.printf("history ratio=%.3f%n", ratio);
    }

    private int ours() {
        try (RemoteBranch branch = RemoteBranch.open(
                folder.resolve("caches"),
                new GitRemote(origin.url(), "main"),
                GitCredentials.NONE,
                Duration.ofMinutes(2))) {
            return DeliveryHistory.list(branch, branch.fetchTip(), HistoryBench::all, Integer.MAX_VALUE)
                    .size();
        }
    }

    private static boolean all(DeployTrailers trailers) {
        return true;
    }

    private static int lines(List<String> command) {
        return (int) DevScript.run(command)
                .succeeded()
                .lines()
                .filter(line -> line.contains("Gitops-Deploy-Id"))
                .count();
    }

    private static void check(int found) {
        if (found != DELIVERIES) {
            throw new IllegalStateException(found + " deliveries were found");
        }
    }

    private long indexSize() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".index"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
