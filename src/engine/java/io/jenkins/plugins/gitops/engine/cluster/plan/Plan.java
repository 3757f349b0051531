package io.jenkins.plugins.gitops.engine.cluster.plan;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a delivery would do to the cluster. Holds no secret: it is for logs, pages and records.
 *
 * @param changes one for each manifest without a problem, in the manifests' order, then what is pruned
 * @param problems why it cannot be done, each with its place and its remedy; empty when it can
 * @param warnings what a person should know, one sentence each
 */
public record Plan(List<PlannedChange> changes, List<String> problems, List<String> warnings) {

    public Plan {
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Refused for more reasons. */
    public Plan refusing(List<String> more) {
        return new Plan(changes, Stream.concat(more.stream(), problems.stream()).toList(), warnings);
    }

    /** With more that a person should know. */
    public Plan warning(List<String> more) {
        return new Plan(
                changes,
                problems,
                Stream.concat(more.stream(), warnings.stream()).toList());
    }

    /** Whether the cluster already is as desired. */
    public boolean unchanged() {
        return problems.isEmpty() && changes.stream().allMatch(c -> c.action() == Action.UNCHANGED);
    }

    /** {@code 1 to create, 2 to change, 5 unchanged, 1 to prune}; and how many are replaced, where any are. */
    public String summary() {
        long replaced = count(Action.REPLACE);
        return "%d to create, %d to change, %d unchanged, %d to prune"
                        .formatted(
                                count(Action.CREATE),
                                count(Action.CHANGE),
                                count(Action.UNCHANGED),
                                count(Action.PRUNE))
                + (replaced == 0 ? "" : ", " + replaced + " to replace")
                + (problems.isEmpty() ? "" : ", " + CountedNoun.of(problems.size(), "problem"));
    }

    /** For people: what changes, the problems, the warnings and the summary; unchanged objects are only counted. */
    public String text() {
        return ShownText.of(Stream.of(
                        changeTexts(),
                        problems.stream().map(problem -> "Problem: " + problem),
                        warnings.stream().map(warning -> "Warning: " + warning),
                        Stream.of(summary()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n")));
    }

    /** Where there are several waves, wave by wave: first what comes before all waves, last what is pruned. */
    private Stream<String> changeTexts() {
        SortedMap<WavePosition, List<PlannedChange>> waves = new TreeMap<>(changes.stream()
                .filter(change -> change.inWave().isPresent())
                .collect(Collectors.groupingBy(change -> change.inWave().get())));
        if (waves.keySet().stream().noneMatch(WavePosition::isOrdered)) {
            return texts(changes);
        }
        return Stream.of(
                        texts(outside(change -> change.action() != Action.PRUNE)),
                        waves.entrySet().stream()
                                .flatMap(wave -> Stream.concat(
                                        Stream.of(heading(
                                                wave.getKey().words(),
                                                wave.getValue().size())),
                                        texts(wave.getValue()))),
                        texts(outside(change -> change.action() == Action.PRUNE)))
                .flatMap(texts -> texts);
    }

    private static String heading(String wave, int objects) {
        return wave.substring(0, 1).toUpperCase(Locale.ROOT) + wave.substring(1) + ", "
                + CountedNoun.of(objects, "object") + ":";
    }

    private List<PlannedChange> outside(Predicate<PlannedChange> which) {
        return changes.stream()
                .filter(change -> change.wave().isEmpty())
                .filter(which)
                .toList();
    }

    private static Stream<String> texts(List<PlannedChange> some) {
        return some.stream()
                .filter(change -> change.action() != Action.UNCHANGED)
                .map(PlannedChange::text);
    }

    private long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }
}
