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
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether what was built is on the branch that the build counts as. The server that has the branch says so, and neither a
 * parameter nor a refspec: with them, a commit that nobody has reviewed can bear a branch's name.
 */
public final class BranchCheck {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private BranchCheck() {}

    /**
     * Why nothing may be delivered; empty when the built commit is on its branch, or the build is not about a repository. Asks
     * the Git server, for up to {@link Delivery#PATIENCE} when it does not answer.
     *
     * @throws GitopsException when the server cannot be asked
     */
    public static Optional<String> objection(EnvironmentEntry environment, Run<?, ?> build) {
        Optional<BuiltBranch> built = EnvironmentAccess.built(environment, build);
        if (built.isEmpty()) {
            return Optional.empty();
        }
        Optional<Revision> revision = built.get().revision();
        boolean bothKnown = built.get().checkout().branch().isPresent() && revision.isPresent();
        if (!bothKnown && built.get().isFixed()) {
            // A tag or a commit that the job's configuration names, or nothing that was recorded.
            return Optional.empty();
        }
        String url = built.get().checkout().url();
        return revision.isPresent()
                ? ask(environment, build, built.get(), revision.get())
                : Optional.of("A parameter or a refspec decides what of " + url
                        + " is checked out, and it is not known which commit of which branch was built (checkout scm"
                        + " records it)");
    }

    private static Optional<String> ask(
            EnvironmentEntry environment, Run<?, ?> build, BuiltBranch built, Revision revision) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return askOnce(environment, build, built, revision);
            } catch (RemoteUnreachableException e) {
                if (System.nanoTime() - begun > Delivery.PATIENCE.toNanos() || !Backoff.sleep(ASK_AGAIN)) {
                    throw e;
                }
            }
        }
    }

    private static Optional<String> askOnce(
            EnvironmentEntry environment, Run<?, ?> build, BuiltBranch built, Revision revision) {
        String place = built.remote().branch() + " of " + built.remote().url();
        try (RemoteBranch branch =
                DeliveryContexts.branch(built.remote(), CredentialAccess.built(environment, build, built))) {
            return branch.isAncestor(revision, branch.fetchTipOfHistory())
                    ? Optional.empty()
                    : Optional.of("The built commit " + revision.abbreviated() + " is not on the branch " + place);
        } catch (BranchMissingException e) {
            return Optional.of("There is no branch " + place);
        }
    }
}
