package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** A server took the question, and its answer did not arrive: nobody knows yet. */
final class Unanswered extends GitopsException {

    private static final long serialVersionUID = 1L;

    Unanswered(String problem, String remedy) {
        super(problem, remedy);
    }
}
