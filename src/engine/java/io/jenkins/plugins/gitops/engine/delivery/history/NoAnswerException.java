package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;

/** A server took the question, and its answer did not arrive: nobody knows yet. */
public final class NoAnswerException extends GitopsException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String problem, String remedy) {
        super(problem, remedy);
    }

    public static NoAnswerException push(PushOutcome.Unclear unclear) {
        return new NoAnswerException(
                "It is not clear whether the commit is in: " + unclear.reason(), "See whether the Git server answers");
    }
}
