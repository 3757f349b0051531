package io.jenkins.plugins.gitops.engine.cluster;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a delivery would do to the cluster. Holds no secret: it is for logs, pages and records.
 *
 * @param changes one for each manifest without a problem, in their order, then what is pruned
 * @param problems why it cannot be done, each with its place and a way out; empty when it can
 * @param warnings what a person should know, one sentence each
 */
public record Plan(List<PlannedChange> changes, List<String> problems, List<String> warnings) {

    public Plan {
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Whether the cluster is already as wanted. */
    public boolean unchanged() {
        return problems.isEmpty() && changes.stream().allMatch(c -> c.action() == PlannedChange.Action.UNCHANGED);
    }

    /** {@code 1 to create, 2 to change, 5 unchanged, 1 to prune}. */
    public String summary() {
        return "%d to create, %d to change, %d unchanged, %d to prune"
                        .formatted(
                                count(PlannedChange.Action.CREATE),
                                count(PlannedChange.Action.CHANGE),
                                count(PlannedChange.Action.UNCHANGED),
                                count(PlannedChange.Action.PRUNE))
                + (problems.isEmpty() ? "" : ", " + problems.size() + " problem" + (problems.size() == 1 ? "" : "s"));
    }

    /** For people: what changes, the problems, the warnings and the summary; what stays is only counted. */
    public String text() {
        return Stream.of(
                        changes.stream()
                                .filter(change -> change.action() != PlannedChange.Action.UNCHANGED)
                                .map(PlannedChange::text),
                        problems.stream().map(problem -> "Problem: " + problem),
                        warnings.stream().map(warning -> "Warning: " + warning),
                        Stream.of(summary()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private long count(PlannedChange.Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }
}
