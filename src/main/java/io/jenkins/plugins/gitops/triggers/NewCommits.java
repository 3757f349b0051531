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
 * The commits that a build would be the first to build. The build is skipped when there are such commits, and deliveries made
 * all of them. In doubt it runs.
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
     * Decides. It waits for the answers of the Git servers.
     *
     * @throws GitopsException when a server cannot be asked, or a branch was rewritten
     */
    BuildDecision decide() {
        Set<String> repositoryNames =
                pushed.repositories().stream().map(NewCommits::repositoryName).collect(Collectors.toSet());
        if (repositoryNames.isEmpty()) {
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
        // A server is asked only about a repository that this controller has pushed to.
        if (branches.get().stream().noneMatch(branch -> repositoryNames.contains(repositoryName(branch.url())))) {
            return new BuildDecision.Build("no delivery was written to its repository");
        }
        return decide(branches.get());
    }

    private BuildDecision decide(List<WatchedBranch> branches) {
        List<String> skipped = new ArrayList<>();
        for (WatchedBranch branch : branches) {
            Revision next = branch.next(queued);
            if (next.equals(branch.built())) {
                continue;
            }
            BuildDecision decision = decide(branch, next);
            if (!(decision instanceof BuildDecision.Skip skip)) {
                return decision;
            }
            skipped.add(skip.why());
        }
        return skipped.isEmpty()
                ? new BuildDecision.Build("there is nothing new, so it is wanted for another reason")
                : new BuildDecision.Skip(String.join("; ", skipped));
    }

    private BuildDecision decide(WatchedBranch branch, Revision next) {
        Optional<Integer> ours = pushedSince(branch.built(), next);
        if (ours.isEmpty()) {
            if (DeliveryService.get().isPushing(remote -> isOf(remote, branch))) {
                return new BuildDecision.Later();
            }
            // The push may have ended after the first search.
            ours = pushedSince(branch.built(), next);
        }
        return ours.isPresent() ? skip(branch, next, ours.get()) : decideByHistory(branch, next);
    }

    /** The number of commits after {@code built}, when this controller pushed all of them, each onto the one before. */
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

    /** Reads the commits themselves: a person, the command line or another controller has pushed as well. */
    private BuildDecision decideByHistory(WatchedBranch branch, Revision next) {
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
                            : "of what is new in " + branch.url() + " " + othersText(since.others()));
        }
    }

    private static String othersText(List<CommitInfo> others) {
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
        return remote.branch().equals(branch.branch())
                && repositoryName(remote.url()).equals(repositoryName(branch.url()));
    }

    /**
     * The last part of a repository's address. It is the same in the addresses for HTTP and for SSH, on every host. Other
     * repositories of the same name only cost a request.
     */
    private static String repositoryName(String url) {
        String path = url.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
    }
}
