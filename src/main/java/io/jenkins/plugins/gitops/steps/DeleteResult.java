package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code gitopsDelete} returns to the script. */
public final class DeleteResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String application;
    private final String environment;
    private final String outcome;
    private final String commit;

    private DeleteResult(DeliveryTarget target, String outcome, String commit) {
        this.application = target.application();
        this.environment = target.environment();
        this.outcome = outcome;
        this.commit = commit;
    }

    static DeleteResult removed(DeliveryTarget target, String commit) {
        return new DeleteResult(target, "removed", commit);
    }

    /** Where it was only shown what would be removed. */
    static DeleteResult planned(DeliveryTarget target) {
        return new DeleteResult(target, "planned", "");
    }

    @Whitelisted
    public String getApplication() {
        return application;
    }

    @Whitelisted
    public String getEnvironment() {
        return environment;
    }

    /** {@code removed}, or {@code planned} where it was only shown; every other end fails the step. */
    @Whitelisted
    public String getOutcome() {
        return outcome;
    }

    /** The full id of the commit that says that it is removed; empty where there is none. */
    @Whitelisted
    public String getCommit() {
        return commit;
    }
}
