package io.jenkins.plugins.gitops.history;

import hudson.model.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.util.SystemProperties;

/**
 * The deliveries of a job's newest builds, read from the builds' folders: no build is loaded for it, however many there
 * are.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.history.builds} says how many builds with deliveries are looked
 * at, {@value #DEFAULT} by default.
 */
final class JobDeliveries {

    private static final String PROPERTY = "io.jenkins.plugins.gitops.history.builds";
    private static final int DEFAULT = 200;

    /** Among as many of the newest builds, with deliveries or without, those are looked for. */
    private static final int MOST_FOLDERS = 5000;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Job<?, ?> job;

    JobDeliveries(Job<?, ?> job) {
        this.job = job;
    }

    static int mostBuilds() {
        return SystemProperties.getInteger(PROPERTY, DEFAULT);
    }

    boolean any() {
        return !buildNumbers(1).isEmpty();
    }

    /** The builds of which a record cannot be read, newest first; their pages say more. */
    List<Integer> unreadable() {
        return buildNumbers(mostBuilds()).stream()
                .filter(number -> !read(number).unreadable().isEmpty())
                .toList();
    }

    /** Newest first; without what cannot be read. */
    List<DeliveryView> newestFirst() {
        CommitLinks links = CommitLinks.of(job);
        List<DeliveryView> found = new ArrayList<>();
        for (int number : buildNumbers(mostBuilds())) {
            BuildRef build = new BuildRef(number, job.getUrl() + number + "/");
            read(number).records().forEach(record -> found.add(new DeliveryView(record, build, links)));
        }
        found.sort(Comparator.comparing(DeliveryView::getDeployId).reversed());
        return found;
    }

    private BuildDeliveries read(int number) {
        Path folder = folder(number);
        return BuildDeliveries.read(folder, List.of(), id -> RecordCache.read(folder, id));
    }

    private List<Integer> buildNumbers(int most) {
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
                    .filter(number -> Files.isDirectory(folder(number)))
                    .limit(most)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(int number) {
        return job.getBuildDir().toPath().resolve(Integer.toString(number)).resolve(BuildDeliveries.FOLDER);
    }
}
