package io.jenkins.plugins.gitops.checkout;

import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.scm.SCM;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.List;
import java.util.Optional;

/**
 * The branch that a build counts as, and the commits that it has built. The name comes from specifiers, which parameters fill,
 * and from the workspace's refs, which refspecs write. So it is a claim: only the server says which commits are on a branch.
 *
 * @param checkout what was checked out
 * @param branch the claim; absent where no branch is known
 * @param scm the checkout's definition; absent when it is not known any more
 * @param revisions the commits of all checkouts of the repository that the build recorded, the Jenkinsfile's own included
 */
public record BuiltBranch(
        BuildCheckout checkout,
        Optional<String> branch,
        Optional<GitSCM> scm,
        Decided decided,
        List<Revision> revisions) {

    /** Who says what was built. */
    public enum Decided {
        /** The job's configuration. Nobody else needs to be asked. */
        BY_CONFIGURATION,
        /** What the build has recorded. The server has to say of each commit whether it is on the branch. */
        BY_RECORDS,
        /** A parameter or a refspec, and nothing is recorded that could be asked about. */
        BY_NOBODY
    }

    /** The branch at its server. */
    public GitRemote remote() {
        return new GitRemote(DesiredStateRepository.allowed(checkout.url()), branch.orElseThrow());
    }

    /** Whether its server is to be asked for the commits. */
    public boolean isToBeAsked() {
        return decided == Decided.BY_RECORDS && branch.isPresent() && !revisions.isEmpty();
    }

    /** The id of the credential of the checkout: that of the same address, which may be one of several. */
    public Optional<String> credentialsId() {
        List<UserRemoteConfig> remotes = scm.map(GitSCM::getUserRemoteConfigs).orElse(List.of());
        return remotes.stream()
                .filter(each -> remotes.size() == 1 || isOf(each, checkout.url()))
                .map(each -> Optional.ofNullable(each.getCredentialsId()))
                .findFirst()
                .flatMap(id -> id);
    }

    /** Whether a checkout is of this repository. */
    static boolean isOf(SCM scm, String url) {
        return scm instanceof GitSCM git && git.getUserRemoteConfigs().stream().anyMatch(each -> isOf(each, url));
    }

    private static boolean isOf(UserRemoteConfig remote, String url) {
        String configured = remote.getUrl();
        return configured != null && BuildCheckout.at(configured).isOf(url);
    }
}
