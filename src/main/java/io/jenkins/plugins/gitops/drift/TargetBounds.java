package io.jenkins.plugins.gitops.drift;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How much is watched for drift. A Jenkinsfile chooses the names of its applications, so it can make any number of them: a job
 * loses its own first, and when there are too many of all, the folder that has the most. A multibranch project is a folder of its
 * branches' jobs.
 */
final class TargetBounds {

    static final int OF_ONE_JOB = 100;

    static final int IN_ALL = 1000;

    private TargetBounds() {}

    /**
     * What goes when one was added.
     *
     * @param oldestFirst all, with the newest
     */
    static Optional<WatchedTarget> tooMany(Collection<WatchedTarget> oldestFirst, WatchedTarget newest) {
        Predicate<WatchedTarget> ofJob = each -> each.job().equals(newest.job());
        if (oldestFirst.stream().filter(ofJob).count() > OF_ONE_JOB) {
            return oldestFirst.stream().filter(ofJob).findFirst();
        }
        if (oldestFirst.size() <= IN_ALL) {
            return Optional.empty();
        }
        Map<String, Long> byFolder =
                oldestFirst.stream().collect(Collectors.groupingBy(TargetBounds::folder, Collectors.counting()));
        long most = Collections.max(byFolder.values());
        return oldestFirst.stream()
                .filter(each -> byFolder.get(folder(each)) == most)
                .findFirst();
    }

    /** Of a job in none, itself. */
    private static String folder(WatchedTarget target) {
        int slash = target.job().lastIndexOf('/');
        return slash < 0 ? target.job() : target.job().substring(0, slash);
    }
}
