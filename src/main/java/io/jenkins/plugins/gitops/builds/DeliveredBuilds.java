package io.jenkins.plugins.gitops.builds;

import hudson.model.Job;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.util.SystemProperties;

/**
 * The folders of a job's newest builds that delivered. No build is loaded for it.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.history.builds} sets how many builds with deliveries are read,
 * {@value #DEFAULT} by default.
 */
public final class DeliveredBuilds {

    private static final String PROPERTY = "io.jenkins.plugins.gitops.history.builds";
    private static final int DEFAULT = 200;

    /** How many of the newest builds are searched for builds with deliveries. */
    private static final int MOST_FOLDERS = 5000;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Job<?, ?> job;
    private final List<Integer> newest;

    private DeliveredBuilds(Job<?, ?> job, List<Integer> newest) {
        this.job = job;
        this.newest = newest;
    }

    /** Lists the job's folder once. */
    public static DeliveredBuilds of(Job<?, ?> job) {
        return new DeliveredBuilds(job, newest(job.getBuildDir().toPath()));
    }

    /** Whether a build delivered, or a step of one was refused before. */
    public boolean any() {
        return newest.stream().anyMatch(number -> hasDeliveries(number) || hasRefused(number));
    }

    /** The numbers of the newest builds with deliveries, newest first. */
    public List<Integer> withDeliveries() {
        return some(this::hasDeliveries);
    }

    /** As above, at most so many. */
    public List<Integer> withDeliveries(int most) {
        return newest.stream().filter(this::hasDeliveries).limit(most).toList();
    }

    /** The numbers of the newest builds of which a step was refused before a delivery began, newest first. */
    public List<Integer> withRefused() {
        return some(this::hasRefused);
    }

    /** Where a build's records are, if it has any. */
    public Path records(int number) {
        return records(job, number);
    }

    /** Where the records of any build of a job are, if it has any. */
    public static Path records(Job<?, ?> job, int number) {
        return folder(job, number).resolve(BuildRecords.FOLDER);
    }

    /** The build's own folder. */
    public Path folder(int number) {
        return folder(job, number);
    }

    /** The folder of any build of a job. */
    public static Path folder(Job<?, ?> job, int number) {
        return job.getBuildDir().toPath().resolve(Integer.toString(number));
    }

    private List<Integer> some(Predicate<Integer> which) {
        return newest.stream()
                .filter(which)
                .limit(SystemProperties.getInteger(PROPERTY, DEFAULT))
                .toList();
    }

    private boolean hasDeliveries(int number) {
        return Files.isDirectory(records(number));
    }

    private boolean hasRefused(int number) {
        return RefusedSteps.any(folder(number));
    }

    private static List<Integer> newest(Path builds) {
        if (!Files.isDirectory(builds)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(builds)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> NUMBER.matcher(name).matches())
                    .map(Integer::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .limit(MOST_FOLDERS)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
