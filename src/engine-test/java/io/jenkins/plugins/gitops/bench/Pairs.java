package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two ways of doing the same, in turn, so that a machine whose speed changes is as slow for the one as for the other. What
 * counts is the median of the pairs' ratios.
 */
final class Pairs {

    private static final int COUNTED = 7;

    /** How often each side runs. */
    static final int ALL = COUNTED + 1;

    private Pairs() {}

    /** Seconds of one pair. */
    private record Pair(double ours, double theirs) {
        double ratio() {
            return ours / theirs;
        }
    }

    /**
     * Runs one uncounted pair and then the counted ones, and prints them. Returns ours / theirs.
     *
     * @param theirName what ours is compared with
     * @param ours returns how much it found
     * @param theirs must find as much
     */
    static double compare(String theirName, IntSupplier ours, IntSupplier theirs) {
        List<Pair> pairs = IntStream.rangeClosed(0, COUNTED)
                .mapToObj(i -> pair(ours, theirs))
                .skip(1)
                .toList();
        double ratio = median(pairs.stream().map(Pair::ratio).toList());
        System.out.printf(
                "ours %.0f ms, %s %.0f ms (medians of %d pairs); ratio %.3f, from %.3f to %.3f%n",
                1000 * median(pairs.stream().map(Pair::ours).toList()),
                theirName,
                1000 * median(pairs.stream().map(Pair::theirs).toList()),
                COUNTED,
                ratio,
                pairs.stream().mapToDouble(Pair::ratio).min().orElseThrow(),
                pairs.stream().mapToDouble(Pair::ratio).max().orElseThrow());
        return ratio;
    }

    private static Pair pair(IntSupplier ours, IntSupplier theirs) {
        int[] found = new int[2];
        Pair pair = new Pair(seconds(() -> found[0] = ours.getAsInt()), seconds(() -> found[1] = theirs.getAsInt()));
        if (found[0] != found[1]) {
            throw new IllegalStateException("ours found " + found[0] + ", theirs " + found[1]);
        }
        return pair;
    }

    static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return since(begin);
    }

    /** Seconds since then, by {@link System#nanoTime}. */
    static double since(long begin) {
        return (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** As git's command line wants it where it must not ask. */
    static String withPassword(BareRepository origin) {
        return origin.url().replace("://", "://" + origin.username() + ":" + origin.password() + "@");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
