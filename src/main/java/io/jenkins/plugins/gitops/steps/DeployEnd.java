package io.jenkins.plugins.gitops.steps;

import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.DeliveryVariables;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells the rest of a build how a deploy ended, before its step does: by variables, since a step that fails returns nothing. */
final class DeployEnd {

    private static final Logger LOGGER = Logger.getLogger(DeployEnd.class.getName());

    private DeployEnd() {}

    /** Where they cannot be saved, the step ends all the same. */
    static void tell(Run<?, ?> build, DeployResult result) {
        try {
            DeliveryVariables.set(build, variables(result));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "How a deploy of " + build + " ended is in no variable after a restart");
        }
    }

    private static Map<String, String> variables(DeployResult result) {
        Map<String, String> values = new TreeMap<>();
        values.put("GITOPS_OUTCOME", result.getOutcome());
        values.put("GITOPS_REASON", ShortReason.of(result.getReason()));
        values.put("GITOPS_ENVIRONMENT", result.getEnvironment());
        values.put("GITOPS_APPLICATION", result.getApplication());
        values.put("GITOPS_COMMIT", result.getCommit());
        values.put("GITOPS_ROLLBACK_COMMIT", result.getRollbackCommit());
        values.put("GITOPS_DEPLOY_ID", result.getId());
        return values;
    }
}
