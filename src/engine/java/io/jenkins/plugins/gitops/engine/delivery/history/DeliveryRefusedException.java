package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;

/** Ends a delivery with an outcome that a phase found out by itself, not through an error. */
public final class DeliveryRefusedException extends GitopsException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    public DeliveryRefusedException(Outcome outcome, String problem, String remedy) {
        super(problem, remedy);
        this.outcome = outcome;
    }

    /** Of the Git server, which does not take the commit. */
    public static DeliveryRefusedException ofPush(GitRemote remote, PushOutcome.Refused refused) {
        return new DeliveryRefusedException(
                Outcome.REFUSED,
                "The Git server refused the commit to " + remote + ": " + refused.reason(),
                "Allow the write-back's account to push to this branch, or deliver to another branch or to a config"
                        + " repository; docs/git-hosts.md says how for each Git host");
    }

    /** What the delivery ends with. */
    public Outcome outcome() {
        return outcome;
    }
}
