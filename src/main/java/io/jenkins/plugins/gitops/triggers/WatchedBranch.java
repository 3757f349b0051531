package io.jenkins.plugins.gitops.triggers;

import hudson.EnvVars;
import hudson.model.Actionable;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.plugins.git.GitException;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.RevisionParameterAction;
import hudson.plugins.git.UserRemoteConfig;
import hudson.scm.SCM;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.checkout.BranchName;
import io.jenkins.plugins.gitops.checkout.BuildCheckout;
import io.jenkins.plugins.gitops.checkout.BuildCheckouts;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jenkins.scm.api.SCMSource;
import jenkins.triggers.SCMTriggerItem;
import org.eclipse.jgit.lib.ObjectId;

/** A branch whose changes start builds of a job, and its last built commit, by the controller's own records. */
public final class WatchedBranch {

    /** How many builds are searched for one of this branch. */
    private static final int BUILDS = 100;

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final GitSCM scm;
    private final String address;
    private final String branch;
    private final Run<?, ?> build;
    private final Revision built;

    private WatchedBranch(GitSCM scm, String address, String branch, Run<?, ?> build, Revision built) {
        this.scm = scm;
        this.address = address;
        this.branch = branch;
        this.build = build;
        this.built = built;
    }

    /**
     * All watched branches of a job. Empty when one of them is not known, when none of its commits was built yet, and for a
     * change request or a tag: nobody delivers to those.
     */
    public static Optional<List<WatchedBranch>> of(Job<?, ?> job) {
        if (BuiltHead.of(job).flatMap(BuiltHead::planOnly).isPresent()) {
            return Optional.empty();
        }
        List<WatchedBranch> found = new ArrayList<>();
        for (SCM scm : scms(job)) {
            if (isOneCommit(scm)) {
                continue;
            }
            Optional<WatchedBranch> one = scm instanceof GitSCM git ? of(git, job) : Optional.empty();
            if (one.isEmpty()) {
                return Optional.empty();
            }
            if (found.stream().noneMatch(one.get()::isSame)) {
                found.add(one.get());
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static List<SCM> scms(Job<?, ?> job) {
        List<SCM> scms = new ArrayList<>();
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        if (source != null) {
            BuiltHead.of(job).ifPresent(head -> scms.add(source.build(head.scmHead())));
        }
        SCMTriggerItem item = SCMTriggerItem.SCMTriggerItems.asSCMTriggerItem(job);
        if (item != null) {
            scms.addAll(item.getSCMs());
        }
        return scms;
    }

    /** Whether it checks out a fixed commit, which no push changes. */
    private static boolean isOneCommit(SCM scm) {
        return scm instanceof GitSCM git
                && git.getBranches().stream()
                        .allMatch(each -> COMMIT.matcher(each.getName()).matches());
    }

    private static Optional<WatchedBranch> of(GitSCM scm, Job<?, ?> job) {
        List<UserRemoteConfig> remotes = scm.getUserRemoteConfigs();
        Run<?, ?> build = job.getLastBuild();
        if (build == null || remotes.size() != 1 || scm.getBranches().size() != 1) {
            return Optional.empty();
        }
        String address = BranchName.parameters(build).expand(remotes.get(0).getUrl());
        Optional<String> branch = BranchName.specified(scm.getBranches().get(0).getName(), build);
        if (address == null || address.isBlank() || address.contains("$") || branch.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < BUILDS && build != null; i++) {
            Optional<Revision> built = BuildCheckouts.built(build, address, branch.get());
            if (built.isPresent()) {
                return Optional.of(new WatchedBranch(scm, address, branch.get(), build, built.get()));
            }
            build = build.getPreviousBuild();
        }
        return Optional.empty();
    }

    private boolean isSame(WatchedBranch other) {
        return branch.equals(other.branch) && BuildCheckout.at(address).isOf(other.address);
    }

    /** The repository's URL without user information, for messages and for the engine. */
    public String url() {
        return BuildCheckout.at(address).url();
    }

    public String branch() {
        return branch;
    }

    /** @throws GitopsException when the engine cannot connect to such an address */
    public GitRemote remote() {
        return new GitRemote(url(), branch);
    }

    /** The newest build of this branch. */
    public Run<?, ?> build() {
        return build;
    }

    /** The commit that this build has built. */
    public Revision built() {
        return built;
    }

    /**
     * The commit that a build would build: the one that a notification has named, otherwise the branch's tip. The server is
     * asked for the tip as polling does it.
     *
     * @param queued the item in the queue
     * @throws GitopsException when the server cannot be asked
     */
    public Revision next(Actionable queued) {
        for (RevisionParameterAction named : queued.getActions(RevisionParameterAction.class)) {
            if (named.canOriginateFrom(scm.getRepositories())) {
                return new Revision(named.commit);
            }
        }
        String ref = "refs/heads/" + branch;
        try {
            ObjectId tip = scm.createClient(TaskListener.NULL, new EnvVars(), build, null)
                    .getRemoteReferences(address, ref, true, false)
                    .get(ref);
            if (tip == null) {
                throw new GitopsException(
                        "There is no branch " + branch + " in " + url(), "See whether the repository has it");
            }
            return new Revision(tip.name());
        } catch (GitException | IOException e) {
            throw new GitopsException(
                    url() + " cannot be asked for its branch " + branch, "See whether polling succeeds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitopsException("Interrupted while asking " + url(), "Nothing is to be done", e);
        }
    }

    /**
     * The credential with which the job checks the branch out.
     *
     * @throws GitopsException when the engine cannot use such a credential
     */
    public GitCredentials credentials() {
        return CredentialAccess.checkout(
                build,
                remote(),
                Optional.ofNullable(scm.getUserRemoteConfigs().get(0).getCredentialsId()));
    }
}
