package io.jenkins.plugins.gitops.pages;

import hudson.model.Job;
import io.jenkins.plugins.gitops.builds.BuildDeliveries;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.builds.RecordCache;
import io.jenkins.plugins.gitops.builds.RefusedSteps;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.util.SystemProperties;

/**
 * The deliveries and refusals of a job's newest builds, read once from the builds' folders. No build is loaded for it.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.history.builds} sets how many builds with deliveries are read,
 * {@value #DEFAULT} by default.
 *
 * @param newestFirst the deliveries whose record can be read
 * @param refused the steps that were refused before a delivery began, newest first
 * @param unreadable the builds of which a record cannot be read, newest first; their pages say more
 */
record JobDeliveries(List<DeliveryView> newestFirst, List<RefusedBuild> refused, List<Integer> unreadable) {

    private static final String PROPERTY = "io.jenkins.plugins.gitops.history.builds";
    private static final int DEFAULT = 200;

    /** How many of the newest builds are searched for builds with deliveries. */
    private static final int MOST_FOLDERS = 5000;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    static int mostBuilds() {
        return SystemProperties.getInteger(PROPERTY, DEFAULT);
    }

    static boolean any(Job<?, ?> job) {
        return builds(job).stream().anyMatch(number -> hasDeliveries(job, number) || hasRefused(job, number));
    }

    static JobDeliveries of(Job<?, ?> job) {
        CommitLinks links = CommitLinks.of(job);
        List<DeliveryView> found = new ArrayList<>();
        List<RefusedBuild> refused = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        List<Integer> builds = builds(job);
        for (int number : newest(builds, number -> hasDeliveries(job, number))) {
            BuildRef build = BuildRef.of(job, number);
            Path folder = folder(job, number);
            BuildDeliveries stored = BuildDeliveries.read(folder, List.of(), id -> RecordCache.read(folder, id));
            stored.records().forEach(record -> found.add(new DeliveryView(record, build, links)));
            if (!stored.unreadable().isEmpty()) {
                unreadable.add(number);
            }
        }
        for (int number : newest(builds, number -> hasRefused(job, number))) {
            BuildRef build = BuildRef.of(job, number);
            RefusedSteps.of(build(job, number)).forEach(step -> refused.add(new RefusedBuild(step, build)));
        }
        found.sort(Comparator.comparing(DeliveryView::getDeployId).reversed());
        refused.sort(Comparator.comparing(RefusedBuild::at).reversed());
        return new JobDeliveries(List.copyOf(found), List.copyOf(refused), List.copyOf(unreadable));
    }

    private static List<Integer> newest(List<Integer> builds, Predicate<Integer> which) {
        return builds.stream().filter(which).limit(mostBuilds()).toList();
    }

    /** The numbers of the newest builds, newest first. */
    private static List<Integer> builds(Job<?, ?> job) {
        Path builds = job.getBuildDir().toPath();
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

    private static boolean hasDeliveries(Job<?, ?> job, int number) {
        return Files.isDirectory(folder(job, number));
    }

    private static boolean hasRefused(Job<?, ?> job, int number) {
        return RefusedSteps.any(build(job, number));
    }

    private static Path build(Job<?, ?> job, int number) {
        return job.getBuildDir().toPath().resolve(Integer.toString(number));
    }

    /** Where a build's records are, if it has any. */
    static Path folder(Job<?, ?> job, int number) {
        return build(job, number).resolve(BuildRecords.FOLDER);
    }
}
