package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.checkout.BuiltBranch;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Messages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether what was built is on the branch that the build counts as. Where the job's configuration does not say that itself, the
 * server that has the branch says it, and neither a parameter nor a refspec: with them, a commit that nobody has reviewed can
 * bear a branch's name.
 */
public final class BranchCheck {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final String FIX_IT =
            "Name a branch or a tag without parameters in the job's configuration (one remote,"
                    + " the default refspec, the default choice of builds)";

    private BranchCheck() {}

    /**
     * Why nothing may be delivered, and what to do; empty when the built commits are on their branch, or the build is not about
     * a repository. Asks the Git server where the job's configuration leaves it open, for up to {@link Delivery#PATIENCE} when
     * it does not answer.
     *
     * @throws GitopsException when the server cannot be asked
     */
    public static Optional<GitopsException> objection(EnvironmentEntry environment, Run<?, ?> build) {
        return EnvironmentAccess.built(environment, build).flatMap(built -> switch (built.decided()) {
            case BY_CONFIGURATION -> Optional.empty();
            case BY_RECORDS ->
                built.isToBeAsked() ? ask(environment, build, built) : Optional.of(cannotBeAskedAbout(built));
            case BY_NOBODY ->
                Optional.of(new GitopsException(
                        "It is not known which commit of " + built.checkout().url()
                                + " was built: a parameter or a refspec decides it, and nothing records what the"
                                + " Jenkinsfile was read from",
                        FIX_IT + ", or turn off 'Lightweight checkout' there"));
        });
    }

    private static GitopsException cannotBeAskedAbout(BuiltBranch built) {
        String url = built.checkout().url();
        return built.branch().isEmpty()
                ? new GitopsException(
                        "What was built of " + url + " is a tag or a commit that a parameter names. It cannot be"
                                + " checked, as a branch can",
                        FIX_IT + ", or let the parameter name a branch")
                : new GitopsException(
                        "It is not known which commit of " + url + " was built: no checkout of it is recorded",
                        FIX_IT + ", or check it out with the Git plugin (checkout scm)");
    }

    private static Optional<GitopsException> ask(EnvironmentEntry environment, Run<?, ?> build, BuiltBranch built) {
        try {
            return askForAWhile(environment, build, built);
        } catch (GitopsException e) {
            throw new GitopsException(
                    "Whether the built commit is on the branch "
                            + built.branch().orElseThrow() + " of "
                            + built.checkout().url() + " has to be asked there, and cannot be: " + e.getMessage(),
                    e.remedy() + ". Nobody is asked where the job's configuration decides. " + FIX_IT
                            + ". Otherwise the controller needs the server's host key (Known hosts of SSH at "
                            + Messages.GitopsConfiguration_place() + ") and the credential of the checkout",
                    e);
        }
    }

    private static Optional<GitopsException> askForAWhile(
            EnvironmentEntry environment, Run<?, ?> build, BuiltBranch built) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return askOnce(environment, build, built);
            } catch (RemoteUnreachableException e) {
                if (System.nanoTime() - begun > Delivery.PATIENCE.toNanos() || !Backoff.sleep(ASK_AGAIN)) {
                    throw e;
                }
            }
        }
    }

    private static Optional<GitopsException> askOnce(EnvironmentEntry environment, Run<?, ?> build, BuiltBranch built) {
        GitRemote remote = built.remote();
        String place = remote.branch() + " of " + remote.url();
        GitCredentials credentials = CredentialAccess.built(environment, build, built);
        try {
            if (built.revisions().equals(List.of(DeliveryContexts.tip(remote, credentials)))) {
                return Optional.empty(); // Most builds have built the tip. The history may be long.
            }
            return notIn(remote, credentials, built.revisions())
                    .map(revision -> new GitopsException(
                            "The built commit " + revision.abbreviated() + " is not on the branch " + place,
                            "Bring it to the branch, and build that. All checkouts of the repository in this build count,"
                                    + " unless the job's configuration decides. " + FIX_IT));
        } catch (BranchMissingException e) {
            return Optional.of(
                    new GitopsException("There is no branch " + place, "Build a branch that the server has"));
        }
    }

    private static Optional<Revision> notIn(GitRemote remote, GitCredentials credentials, List<Revision> revisions) {
        try (RemoteBranch branch = DeliveryContexts.branch(remote, credentials)) {
            Revision tip = branch.fetchTipOfHistory();
            return revisions.stream()
                    .filter(revision -> !branch.isAncestor(revision, tip))
                    .findFirst();
        }
    }
}
