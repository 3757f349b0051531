package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveredCommits;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory.Delivered;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark.Kind;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.NewCommits;
import io.jenkins.plugins.gitops.engine.figures.PastDelivery;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads a branch's deliveries as the figures need them. Removals are left out: they deliver nothing. */
final class PastDeliveryReader {

    private static final Comparator<DeliveryTarget> BY_NAMES =
            Comparator.comparing(DeliveryTarget::application).thenComparing(DeliveryTarget::environment);

    /** So many deliveries are read, the newest: whoever may push can make any number. */
    private static final int MOST = 20_000;

    private static final int MOST_TARGETS = 1_000;

    /** Of so many jobs that deliver the same application to the same environment. */
    private static final int MOST_JOBS = 10;

    private final RemoteBranch branch;
    private final GitRemote remote;
    private final DeliveryMarks marks;
    private final Map<DeliveryTarget, Set<String>> jobs = new HashMap<>();

    PastDeliveryReader(RemoteBranch branch, GitRemote remote, DeliveryMarks marks) {
        this.branch = branch;
        this.remote = remote;
        this.marks = marks;
    }

    /**
     * Reads the branch.
     *
     * @param wanted of which applications and environments
     * @param from those that ended before are left out, but for the last healthy one, which the others are compared with
     * @return the oldest first; of the newest {@value #MOST} deliveries and {@value #MOST_TARGETS} applications and environments
     */
    SortedMap<DeliveryTarget, List<PastDelivery>> read(Revision tip, Predicate<DeliveryTarget> wanted, Instant from) {
        List<List<Delivered>> lines =
                newest(DeliveryHistory.list(branch, tip, trailers -> wanted.test(trailers.target()), MOST)).stream()
                        .map(line -> since(once(line), from))
                        .toList();
        List<Map<Revision, List<Instant>>> arrivals =
                branch.arrivals(tip, lines.stream().map(this::sources).toList(), DeliveredCommits.NOT_OF_WORK);
        Map<Revision, String> trees = trees(tip, lines);
        SortedMap<DeliveryTarget, List<PastDelivery>> past = new TreeMap<>(BY_NAMES);
        for (int i = 0; i < lines.size(); i++) {
            List<Delivered> line = lines.get(i);
            jobs.put(line.get(0).trailers().target(), jobs(line));
            past.put(line.get(0).trailers().target(), past(line, trees, new HashMap<>(arrivals.get(i))));
        }
        return past;
    }

    /** The jobs whose builds asked for what was read. */
    Map<DeliveryTarget, Set<String>> jobs() {
        return Map.copyOf(jobs);
    }

    private static Set<String> jobs(List<Delivered> line) {
        Set<String> found = new HashSet<>();
        for (int i = line.size() - 1; i >= 0 && found.size() < MOST_JOBS; i--) {
            line.get(i).trailers().build().flatMap(BuildLink::job).ifPresent(found::add);
        }
        return Set.copyOf(found);
    }

    /** Of each application and environment, the oldest first; of those alone that were delivered to last. */
    static Collection<List<Delivered>> newest(List<Delivered> newestFirst) {
        Map<DeliveryTarget, List<Delivered>> lines = new LinkedHashMap<>();
        for (Delivered each : newestFirst) {
            DeliveryTarget target = each.trailers().target();
            if (lines.size() < MOST_TARGETS || lines.containsKey(target)) {
                lines.computeIfAbsent(target, first -> new ArrayList<>()).add(each);
            }
        }
        lines.values().forEach(Collections::reverse);
        return lines.values();
    }

    /** Of a commit that somebody copied, with the id of a delivery in it, the first. */
    private static List<Delivered> once(List<Delivered> line) {
        Set<DeployId> seen = new HashSet<>();
        return line.stream().filter(each -> seen.add(each.trailers().id())).toList();
    }

    /** From the last healthy one before a time on. */
    private static List<Delivered> since(List<Delivered> line, Instant from) {
        int first = 0;
        for (int i = 0; i < line.size(); i++) {
            Delivered each = line.get(i);
            boolean before =
                    ended(each).orElse(each.trailers().id().requested()).isBefore(from);
            if (before && isHealthy(each) && !each.trailers().isRemoval()) {
                first = i;
            }
        }
        return List.copyOf(line.subList(first, line.size()));
    }

    /** What became healthy, in that order; at the end what perhaps did. */
    private List<Revision> sources(List<Delivered> line) {
        return line.stream()
                .filter(each -> mayBeHealthy(each, line) && !each.trailers().isRemoval())
                .flatMap(each -> source(each).stream())
                .distinct()
                .toList();
    }

    /** Of the newest the branch does not say it yet, and a record may. */
    private static boolean mayBeHealthy(Delivered each, List<Delivered> line) {
        boolean newest = each.equals(line.get(line.size() - 1));
        return isHealthy(each) || newest && each.result().isEmpty();
    }

    private Map<Revision, String> trees(Revision tip, List<List<Delivered>> lines) {
        Set<Revision> needed = new HashSet<>();
        lines.forEach(line -> line.forEach(each -> {
            needed.add(each.commit().revision());
            needed.addAll(each.commit().parents());
        }));
        return branch.trees(tip, needed);
    }

    /** @param arrived what came with each source; taken by the first delivery of it */
    private List<PastDelivery> past(
            List<Delivered> line, Map<Revision, String> trees, Map<Revision, List<Instant>> arrived) {
        List<PastDelivery> past = new ArrayList<>();
        Optional<Delivered> before = Optional.empty();
        for (Delivered each : line) {
            if (!each.trailers().isRemoval()) {
                boolean same = before.filter(
                                last -> isHealthy(last) && !last.trailers().isRemoval())
                        .filter(last -> isSame(last, each, trees))
                        .isPresent();
                past.add(past(each, !same, mayBeHealthy(each, line) ? commits(each, arrived) : Optional.empty()));
            }
            before = Optional.of(each);
        }
        return past;
    }

    private PastDelivery past(Delivered each, boolean changed, Optional<NewCommits> commits) {
        DeployTrailers trailers = each.trailers();
        return new PastDelivery(
                trailers.id().value(),
                trailers.id().requested(),
                ended(each),
                PastDeliveries.ending(each.result()),
                changed,
                trailers.rollbackOf().map(DeployId::value),
                commits,
                marks.of(trailers.id(), Kind.FAILED).map(MarkedDelivery::at),
                marks.of(trailers.id(), Kind.HOTFIX).isPresent());
    }

    /**
     * Whether it left the branch as the one before it: it has the same files; or, where others deliver to the branch as well, its
     * commit is empty, of the same images and of the same source in this repository, whose manifests were then the same.
     */
    private boolean isSame(Delivered last, Delivered each, Map<Revision, String> trees) {
        Optional<String> tree = tree(trees, each.commit().revision());
        if (tree.isPresent() && tree.equals(tree(trees, last.commit().revision()))) {
            return true;
        }
        boolean empty = each.commit().parents().size() == 1
                && tree.isPresent()
                && tree.equals(tree(trees, each.commit().parents().get(0)));
        return empty
                && source(each).isPresent()
                && source(each).equals(source(last))
                && each.trailers().images().equals(last.trailers().images());
    }

    private static Optional<String> tree(Map<Revision, String> trees, Revision commit) {
        return Optional.ofNullable(trees.get(commit));
    }

    private Optional<NewCommits> commits(Delivered each, Map<Revision, List<Instant>> arrived) {
        Optional<Revision> source = source(each);
        if (source.isEmpty()) {
            return Optional.of(new NewCommits(List.of(), true));
        }
        return arrived.containsKey(source.get())
                ? Optional.of(new NewCommits(arrived.put(source.get(), List.of()), false))
                : Optional.empty();
    }

    private Optional<Revision> source(Delivered each) {
        return each.trailers().source().flatMap(source -> DeliveredCommits.in(remote, source));
    }

    private static boolean isHealthy(Delivered each) {
        return each.result().filter(DeliveryResult::isHealthy).isPresent();
    }

    private static Optional<Instant> ended(Delivered each) {
        return each.ending().flatMap(DeployTrailers.Previous::ended);
    }
}
