package io.jenkins.plugins.gitops.triggers;

import hudson.model.Job;
import hudson.model.Queue;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.PushedCommits;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.WriteBackDetector;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a build would build that none before it has built. It is to be skipped when that is something, and all of it was
 * written back by deliveries. Whatever is not known for certain is built.
 */
final class NewCommits {

    private final Job<?, ?> job;
    private final Queue.Item queued;
    private final PushedCommits pushed = PushedCommits.get();

    NewCommits(Job<?, ?> job, Queue.Item queued) {
        this.job = job;
        this.queued = queued;
    }

    /**
     * May take as long as servers take to answer.
     *
     * @throws GitopsException when a server cannot be asked, or a branch was rewritten
     */
    BuildDecision judge() {
        Set<String> names = pushed.repositories().stream().map(NewCommits::name).collect(Collectors.toSet());
        if (names.isEmpty()) {
            return new BuildDecision.Build("this controller has pushed nothing");
        }
        if (!ScmTriggered.hasDefaultParametersAlone(job, queued.getAllActions())) {
            return new BuildDecision.Build("parameters were chosen for it");
        }
        Optional<List<WatchedBranch>> branches = WatchedBranch.of(job);
        if (branches.isEmpty()) {
            return new BuildDecision.Build(
                    "it is not known which branches it was built from, or it has not been built yet");
        }
        // Others' repositories are not even asked.
        if (branches.get().stream().noneMatch(branch -> names.contains(name(branch.url())))) {
            return new BuildDecision.Build("no delivery was written to its repository");
        }
        return judge(branches.get());
    }

    private BuildDecision judge(List<WatchedBranch> branches) {
        List<String> skipped = new ArrayList<>();
        for (WatchedBranch branch : branches) {
            Revision next = branch.next(queued);
            if (next.equals(branch.built())) {
                continue;
            }
            BuildDecision verdict = judge(branch, next);
            if (!(verdict instanceof BuildDecision.Skip skip)) {
                return verdict;
            }
            skipped.add(skip.why());
        }
        return skipped.isEmpty()
                ? new BuildDecision.Build("there is nothing new, so it is wanted for another reason")
                : new BuildDecision.Skip(String.join("; ", skipped));
    }

    private BuildDecision judge(WatchedBranch branch, Revision next) {
        Optional<Integer> ours = pushedSince(branch.built(), next);
        if (ours.isEmpty()) {
            if (DeliveryService.get().isPushing(remote -> isOf(remote, branch))) {
                return new BuildDecision.Later();
            }
            // It may have ended its push between the two looks.
            ours = pushedSince(branch.built(), next);
        }
        return ours.isPresent() ? skip(branch, next, ours.get()) : byItsHistory(branch, next);
    }

    /** How many commits lie between, if this controller has pushed them all, one onto the other. */
    private Optional<Integer> pushedSince(Revision built, Revision next) {
        int count = 0;
        Revision at = next;
        while (!at.equals(built)) {
            Optional<Revision> parent = pushed.parent(at);
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            at = parent.get();
            count++;
        }
        return Optional.of(count);
    }

    /** Somebody else has pushed as well: a person, the command line, another controller. */
    private BuildDecision byItsHistory(WatchedBranch branch, Revision next) {
        try (RemoteBranch remote = DeliveryContexts.branch(branch.remote(), branch.credentials())) {
            WriteBackDetector since =
                    WriteBackDetector.since(remote, branch.built(), next, commit -> pushed.parent(commit)
                            .isPresent());
            if (since.only()) {
                return skip(branch, next, since.all().size());
            }
            return new BuildDecision.Build(
                    since.others().isEmpty()
                            ? branch.url() + " went back to " + next.abbreviated()
                            : "of what is new in " + branch.url() + " " + first(since.others()));
        }
    }

    private static String first(List<CommitInfo> others) {
        CommitInfo oldest = others.get(others.size() - 1);
        return oldest.revision().abbreviated() + " is no delivery's"
                + (others.size() == 1 ? "" : ", and " + (others.size() - 1) + " more are not");
    }

    private static BuildDecision skip(WatchedBranch branch, Revision next, int commits) {
        return new BuildDecision.Skip(branch.url() + " (" + branch.branch() + ") at " + next.abbreviated() + " has "
                + (commits == 1 ? "one new commit" : commits + " new commits") + " since "
                + branch.build().getDisplayName() + " (" + branch.built().abbreviated() + "), "
                + (commits == 1 ? "a delivery's own" : "all deliveries' own"));
    }

    private static boolean isOf(GitRemote remote, WatchedBranch branch) {
        return remote.branch().equals(branch.branch()) && name(remote.url()).equals(name(branch.url()));
    }

    /**
     * The last part of a repository's address: what its addresses for HTTP and for SSH have in common on every host. Others
     * that are called the same are asked in vain.
     */
    private static String name(String url) {
        String path = url.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
    }
}
