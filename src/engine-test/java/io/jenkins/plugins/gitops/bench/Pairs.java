package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two ways of doing the same, in turn, so that a machine whose speed changes is as slow for the one as for the other. What
 * counts is the median of the pairs' ratios.
 */
final class Pairs {

    private static final int COUNTED = 7;

    private Pairs() {}

    /** A whole measurement, with a folder of its own. */
    interface Measurement {
        void in(Path folder) throws IOException;
    }

    /**
     * Measures, and ends the JVM: a part of the control plane, the stand-in's server of logs, would keep it alive. Exit codes:
     * 0 measured, 1 not.
     */
    static void main(Measurement measurement) {
        try {
            Path folder = Files.createTempDirectory("gitops-bench");
            try {
                measurement.in(folder);
            } finally {
                delete(folder);
            }
            System.exit(0);
        } catch (IOException | RuntimeException notMeasured) {
            notMeasured.printStackTrace();
            System.exit(1);
        }
    }

    /**
     * One run of one side.
     *
     * @param work what is measured; returns how much it found
     * @param clear what is done after it
     */
    record Side(IntSupplier work, Runnable clear) {
        private Measured measure() {
            int[] found = new int[1];
            double seconds = seconds(() -> found[0] = work.getAsInt());
            clear.run();
            return new Measured(seconds, found[0]);
        }
    }

    private record Measured(double seconds, int found) {}

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
        return compare(theirName, COUNTED, () -> new Side(ours, () -> {}), () -> new Side(theirs, () -> {}));
    }

    /**
     * The same, with what has to be made before each run and cleared away after it. Neither counts.
     *
     * @param counted how many pairs
     */
    static double compare(String theirName, int counted, Supplier<Side> ours, Supplier<Side> theirs) {
        List<Pair> pairs = IntStream.rangeClosed(0, counted)
                .mapToObj(i -> pair(ours, theirs))
                .skip(1)
                .toList();
        double ratio = median(pairs.stream().map(Pair::ratio).toList());
        System.out.printf(
                "ours %.0f ms, %s %.0f ms (medians of %d pairs); ratio %.3f, from %.3f to %.3f%n",
                1000 * median(pairs.stream().map(Pair::ours).toList()),
                theirName,
                1000 * median(pairs.stream().map(Pair::theirs).toList()),
                counted,
                ratio,
                pairs.stream().mapToDouble(Pair::ratio).min().orElseThrow(),
                pairs.stream().mapToDouble(Pair::ratio).max().orElseThrow());
        return ratio;
    }

    private static Pair pair(Supplier<Side> ours, Supplier<Side> theirs) {
        Measured our = ours.get().measure();
        Measured their = theirs.get().measure();
        if (our.found() != their.found()) {
            throw new IllegalStateException("ours found " + our.found() + ", theirs " + their.found());
        }
        return new Pair(our.seconds(), their.seconds());
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
