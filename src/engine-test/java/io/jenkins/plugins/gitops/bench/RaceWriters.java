package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One process of {@link RaceBench}: says when it is ready, and begins when its standard input ends. */
final class RaceWriters {

    private RaceWriters() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int first = Integer.parseInt(arguments[4]);
        int last = Integer.parseInt(arguments[5]);
        ExecutorService writers = Executors.newFixedThreadPool(last - first);
        try (RemoteBranch branch = RemoteBranch.open(
                Path.of(arguments[3]),
                new GitRemote(arguments[0], "main"),
                new GitCredentials.UsernamePassword(arguments[1], arguments[2]),
                Duration.ofMinutes(1))) {
            branch.fetchTip();
            System.out.println("ready");
            System.in.readAllBytes();
            List<Future<Integer>> pushes = new ArrayList<>();
            for (int i = first; i < last; i++) {
                int writer = i;
                pushes.add(writers.submit(() -> deliver(branch, writer)));
            }
            int all = 0;
            for (Future<Integer> each : pushes) {
                all += each.get();
            }
            System.out.println((last - first) * RaceBench.DEPLOYS + " deploys took " + all + " tries");
        } finally {
            writers.shutdown();
        }
    }

    private static int deliver(RemoteBranch branch, int writer) {
        int tries = 0;
        for (int i = 1; i <= RaceBench.DEPLOYS; i++) {
            String id = "%02d-%d".formatted(writer, i);
            tries += new WriteBack(branch, Monorepo.path(writer), Monorepo.image(writer, id), id).untilIn();
        }
        return tries;
    }
}
