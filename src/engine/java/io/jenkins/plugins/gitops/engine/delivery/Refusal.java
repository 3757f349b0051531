package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** Ends a delivery with an outcome that a phase found out by itself, not through an error. */
public final class Refusal extends GitopsException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    Refusal(Outcome outcome, String problem, String remedy) {
        super(problem, remedy);
        this.outcome = outcome;
    }

    /** What the delivery ends with. */
    public Outcome outcome() {
        return outcome;
    }
}
