package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code gitopsDeploy} returns to the script. */
public final class DeployResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String application;
    private final String environment;
    private final String outcome;
    private final String commit;

    private DeployResult(String id, String application, String environment, String outcome, String commit) {
        this.id = id;
        this.application = application;
        this.environment = environment;
        this.outcome = outcome;
        this.commit = commit;
    }

    static DeployResult of(DeployRecord record) {
        return new DeployResult(
                record.id().value(),
                record.request().target().application(),
                record.request().target().environment(),
                record.ending().orElseThrow().outcome().word(),
                record.commit().map(Revision::id).orElse(""));
    }

    /** Where only the plan was shown. */
    static DeployResult planned(String application, String environment) {
        return new DeployResult("", application, environment, "planned", "");
    }

    /** The deploy id; empty where only the plan was shown. */
    @Whitelisted
    public String getId() {
        return id;
    }

    @Whitelisted
    public String getApplication() {
        return application;
    }

    @Whitelisted
    public String getEnvironment() {
        return environment;
    }

    /** {@code healthy}, or {@code planned} where only the plan was shown; every other outcome ends the step. */
    @Whitelisted
    public String getOutcome() {
        return outcome;
    }

    /** The full id of the delivery's commit; empty where there is none. */
    @Whitelisted
    public String getCommit() {
        return commit;
    }
}
