package io.jenkins.plugins.gitops.engine.cluster.drift;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the cluster differs from what is wanted in it. Holds no secret: it is for logs and pages.
 *
 * @param compared how many desired objects were compared
 * @param objects those that differ, by kind and name; no more than {@link #MOST_OBJECTS}
 * @param unlisted how many more differ
 * @param problems what could not be compared, each with its place and its remedy
 * @param warnings what a person should know, one sentence each
 */
public record ClusterDrift(
        int compared, List<ObjectDrift> objects, int unlisted, List<String> problems, List<String> warnings) {

    /** Nobody reads on after so many, and each may hold many fields. */
    public static final int MOST_OBJECTS = 1000;

    public ClusterDrift {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Whether something is known to differ. */
    public boolean found() {
        return !objects.isEmpty();
    }

    /** {@code 1 changed, 2 missing, 0 not in the commit; 12 compared}. */
    public String summary() {
        return "%d changed, %d missing, %d not in the commit; %d compared"
                        .formatted(
                                count(ObjectDrift.Kind.CHANGED),
                                count(ObjectDrift.Kind.MISSING),
                                count(ObjectDrift.Kind.LEFT_OVER),
                                compared)
                + (unlisted > 0 ? "; " + unlisted + (unlisted == 1 ? " more differs" : " more differ") : "")
                + (problems.isEmpty() ? "" : "; " + problems.size() + " could not be compared");
    }

    /** For people. */
    public String text() {
        return Stream.of(
                        objects.stream().map(ObjectDrift::text),
                        problems.stream().map(problem -> "Problem: " + problem),
                        warnings.stream().map(warning -> "Warning: " + warning),
                        Stream.of(summary()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private long count(ObjectDrift.Kind kind) {
        return objects.stream().filter(object -> object.kind() == kind).count();
    }
}
