package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.List;

/**
 * Result files that match, and are older than the test run: it did not write them. They do not count, or a run that tested
 * nothing would pass by the results of the run before.
 */
public final class OldResults {

    private static final int MOST_NAMES = 3;

    private OldResults() {}

    /** What is told of them: how many they are, with the first names. */
    public static String text(List<String> names) {
        int more = names.size() - MOST_NAMES;
        return CountedNoun.of(names.size(), "result file")
                + (names.size() == 1
                        ? " is older than the test run and does not count: "
                        : " are older than the test run and do not count: ")
                + ShownText.line(String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES))))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /**
     * The error of a run without a result.
     *
     * @param nothing that it wrote none, where
     * @param remedy what to do where there are no old ones
     */
    public static GitopsException none(String nothing, List<String> names, String remedy) {
        return names.isEmpty()
                ? new GitopsException(nothing, remedy)
                : new GitopsException(
                        nothing + " anew: " + text(names),
                        "Have the run write its results each time, also where nothing changed (Gradle: --rerun-tasks)");
    }
}
