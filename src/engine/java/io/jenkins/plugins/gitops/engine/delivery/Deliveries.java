package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.git.LoggedCommit;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The deliveries that a branch's history tells of, from its commits' trailers. */
public final class Deliveries {

    private Deliveries() {}

    /**
     * One delivery as Git knows it.
     *
     * @param trailers what its commit says
     * @param commit the commit
     * @param result how it ended, as the commit after it says; empty for the newest of its application and environment
     */
    public record Delivered(DeployTrailers trailers, LoggedCommit commit, Optional<String> result) {}

    /**
     * The newest deliveries first.
     *
     * @param wanted which ones
     * @param limit how many at the most
     */
    public static List<Delivered> list(RemoteBranch branch, Revision tip, Predicate<DeployTrailers> wanted, int limit) {
        Map<DeployId, String> results = new HashMap<>();
        List<Delivered> found = new ArrayList<>();
        for (LoggedCommit commit : branch.log(tip, Integer.MAX_VALUE)) {
            Optional<DeployTrailers> trailers = DeployTrailers.from(commit.message());
            if (trailers.isEmpty()) {
                continue;
            }
            trailers.get().previous().ifPresent(previous -> results.put(previous.id(), previous.result()));
            if (wanted.test(trailers.get())) {
                found.add(new Delivered(
                        trailers.get(),
                        commit,
                        Optional.ofNullable(results.get(trailers.get().id()))));
                if (found.size() == limit) {
                    break;
                }
            }
        }
        return found;
    }

    /**
     * The newest delivery of one application and environment: the one that has all others in its history. In a history
     * with merges the committers' clocks alone do not say which one that is.
     */
    static Optional<DeployTrailers> newest(RemoteBranch branch, Revision tip, Target target) {
        Predicate<LoggedCommit> wanted = commit -> of(commit, target).isPresent();
        Optional<LoggedCommit> newest = branch.find(tip, wanted);
        Set<Revision> seen = new LinkedHashSet<>();
        for (Optional<LoggedCommit> next = newest; next.isPresent(); ) {
            Revision revision = next.get().revision();
            if (branch.isAncestor(newest.orElseThrow().revision(), revision)) {
                newest = next;
            }
            seen.add(revision);
            next = branch.find(tip, wanted, seen.toArray(Revision[]::new));
        }
        return newest.flatMap(commit -> of(commit, target));
    }

    /** A delivery in the history of a commit. */
    static Optional<DeployTrailers> find(RemoteBranch branch, Revision tip, Predicate<DeployTrailers> wanted) {
        return branch.find(tip, commit -> read(commit).filter(wanted).isPresent())
                .flatMap(Deliveries::read);
    }

    /** The delivery that made a commit; empty when the commit is not in the branch's history, or no such delivery. */
    static Optional<DeployTrailers> at(RemoteBranch branch, Revision tip, Revision revision, Target target) {
        return branch.find(tip, commit -> commit.revision().equals(revision)).flatMap(commit -> of(commit, target));
    }

    private static Optional<DeployTrailers> of(LoggedCommit commit, Target target) {
        return read(commit).filter(trailers -> trailers.target().equals(target));
    }

    private static Optional<DeployTrailers> read(LoggedCommit commit) {
        return DeployTrailers.from(commit.message());
    }
}
