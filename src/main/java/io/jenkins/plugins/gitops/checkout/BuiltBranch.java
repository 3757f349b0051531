package io.jenkins.plugins.gitops.checkout;

import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.scm.SCM;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The branch that a build counts as, and the commit that it has built. The name comes from specifiers, which parameters fill,
 * and from the workspace's refs, which refspecs write. So it is a claim: only the server says which commits are on a branch.
 *
 * @param checkout what was checked out
 * @param branch the claim; absent where no branch is known
 * @param scm the checkout's definition; absent when it is not known any more
 */
public record BuiltBranch(BuildCheckout checkout, Optional<String> branch, Optional<GitSCM> scm) {

    /** A part of a refspec that brings the branches of a repository under their own names. */
    private static final Pattern OWN_NAME = Pattern.compile("\\+?refs/heads/(.+):refs/remotes/[^/*]+/(.+)");

    /** The branch at its server. */
    public GitRemote remote() {
        return new GitRemote(DesiredStateRepository.allowed(checkout.url()), branch.orElseThrow());
    }

    /** The commit that has to be on it. Absent when it, or the branch, is not known, so that nobody can be asked. */
    public Optional<Revision> revision() {
        return branch.flatMap(known -> checkout.revision());
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

    /**
     * Whether the job's configuration alone says what is checked out: one remote, one specifier without a parameter, and
     * branches under their own names.
     */
    public boolean isFixed() {
        return scm.isPresent()
                && scm.get().getBranches().size() == 1
                && isFixed(scm.get().getBranches().get(0))
                && scm.get().getUserRemoteConfigs().size() == 1
                && keepsNames(scm.get().getUserRemoteConfigs().get(0).getRefspec());
    }

    private static boolean isFixed(BranchSpec specifier) {
        return !specifier.getName().contains("$");
    }

    private static boolean keepsNames(String refspec) {
        if (refspec == null || refspec.isBlank()) {
            return true;
        }
        for (String each : refspec.strip().split("\\s+")) {
            Matcher parts = OWN_NAME.matcher(each);
            if (each.contains("$") || !parts.matches() || !parts.group(1).equals(parts.group(2))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a checkout is of this repository. */
    static boolean isOf(SCM scm, String url) {
        return scm instanceof GitSCM git && git.getUserRemoteConfigs().stream().anyMatch(each -> isOf(each, url));
    }

    private static boolean isOf(UserRemoteConfig remote, String url) {
        return remote.getUrl() != null && BuildCheckout.at(remote.getUrl()).isOf(url);
    }
}
