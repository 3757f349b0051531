package io.jenkins.plugins.gitops.checkout;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.util.SystemProperties;

/** The repository and branch of an environment's desired state: those that it names, or those that were built. */
public final class DesiredStateRepository {

    /** For tests only: with it the controller's own files can be read and written. */
    private static final String ALLOW_LOCAL = "io.jenkins.plugins.gitops.allowLocalRepositories";

    private final EnvironmentEntry environment;
    private final Run<?, ?> build;
    private final List<BuildCheckout> checkouts;

    private DesiredStateRepository(EnvironmentEntry environment, Run<?, ?> build) {
        this.environment = environment;
        this.build = build;
        this.checkouts = BuildCheckouts.of(build);
    }

    public static DesiredStateRepository of(EnvironmentEntry environment, Run<?, ?> build) {
        return new DesiredStateRepository(environment, build);
    }

    /**
     * The checkout of the repository that the build is about.
     *
     * @throws GitopsException when it may be one of several
     */
    public Optional<BuildCheckout> checkout() {
        List<BuildCheckout> candidates = checkouts;
        if (candidates.size() > 1 && environment.getRepository() != null) {
            candidates = candidates.stream()
                    .filter(each -> each.isOf(environment.getRepository()))
                    .toList();
        }
        if (candidates.size() > 1) {
            throw new GitopsException(
                    "The build has checked out several repositories, and it is not known which one is meant: "
                            + candidates.stream()
                                    .map(BuildCheckout::url)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    "Let the job read its script from the repository (Pipeline script from SCM, or a multibranch"
                            + " project), or check out only one");
        }
        return candidates.stream().findFirst();
    }

    public GitRemote remote() {
        if (environment.getRepository() != null && environment.getBranch() != null) {
            return new GitRemote(allowed(environment.getRepository()), environment.getBranch());
        }
        BuildCheckout checkout = checkout()
                .orElseThrow(() -> new GitopsException(
                        "The build has not checked out a repository, so it is not known where to write",
                        "Check it out before (checkout scm), or ask an administrator to name repository and branch of"
                                + " the environment '" + environment.getName() + "' at "
                                + Messages.GitopsConfiguration_place()));
        String branch = Optional.ofNullable(environment.getBranch())
                .or(checkout::branch)
                .or(() -> BuiltHead.primaryBranch(build.getParent()))
                .orElseThrow(() -> new GitopsException(
                        "It is not known which branch of " + checkout.url() + " was checked out",
                        "Check out one branch by its name, or ask an administrator to name the branch of the"
                                + " environment '" + environment.getName() + "'"));
        return new GitRemote(
                allowed(Optional.ofNullable(environment.getRepository()).orElse(checkout.url())), branch);
    }

    /** Whether the build has checked that repository out: then it is no other one's by mistake. */
    public boolean isCheckedOut() {
        String url = remote().url();
        return checkouts.stream().anyMatch(each -> each.isOf(url));
    }

    /**
     * The branch that the build counts as: the one that was checked out; where that is not known, the one with the desired
     * state, if it is in the same repository. Empty when the build is not about a repository.
     */
    public Optional<BuiltBranch> built() {
        return checkout().map(checkout -> {
            GitRemote desired = remote();
            Optional<String> branch = checkout.branch()
                    .or(() -> Optional.of(desired.branch()).filter(any -> checkout.isOf(desired.url())));
            return BuildCheckouts.claim(build, checkout, branch);
        });
    }

    /** Whether the desired state is known to be on another branch than the one that was built. */
    public boolean isOnSeparateBranch() {
        Optional<BuiltHead> head = BuiltHead.of(build.getParent());
        Optional<String> built =
                head.isPresent() ? head.get().branch() : checkout().flatMap(BuildCheckout::branch);
        return environment.getBranch() != null
                && built.isPresent()
                && !built.get().equals(environment.getBranch());
    }

    /**
     * The same without a build. What the environment does not name is taken from an earlier delivery.
     *
     * @param before the repository and branch of an earlier delivery of the same job
     */
    public static Optional<GitRemote> withoutBuild(EnvironmentEntry environment, Optional<GitRemote> before) {
        Optional<GitRemote> same = before.filter(remote -> environment.getRepository() == null
                || BuildCheckout.at(remote.url()).isOf(environment.getRepository()));
        Optional<String> url = Optional.ofNullable(environment.getRepository()).or(() -> same.map(GitRemote::url));
        Optional<String> branch = Optional.ofNullable(environment.getBranch()).or(() -> same.map(GitRemote::branch));
        return url.flatMap(where -> branch.map(which -> new GitRemote(allowed(where), which)));
    }

    /**
     * The address, if the controller may connect to it.
     *
     * @throws GitopsException when it is neither https nor ssh
     */
    static String allowed(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://") || lower.startsWith("http://")) {
            return url;
        }
        boolean local = lower.startsWith("file:") || lower.startsWith("/");
        if (local && SystemProperties.getBoolean(ALLOW_LOCAL)) {
            return lower.startsWith("/") ? "file://" + url : url;
        }
        if (!local && new GitRemote(url, "main").overSsh()) {
            return url;
        }
        throw new GitopsException(
                local
                        ? "The repository is a folder, which would be one of the controller's"
                        : "The repository's URL is not an https or ssh address",
                "Check out over https or ssh, or ask an administrator to name the environment's repository at "
                        + Messages.GitopsConfiguration_place());
    }
}
