package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.DeliveryVariables;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** How a deploy ended: as the rest of its build learns it, and as its step fails. */
final class DeployEnd {

    private static final Logger LOGGER = Logger.getLogger(DeployEnd.class.getName());

    private DeployEnd() {}

    /**
     * Sets variables before the step ends, since one that fails returns nothing. Where they cannot be saved, the step ends all
     * the same.
     */
    static void tell(Run<?, ?> build, DeployResult result) {
        try {
            DeliveryVariables.set(build, variables(result));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "How a deploy of " + build + " ended is in no variable after a restart");
        }
    }

    /** The exception that ends the step after a delivery that is not healthy. */
    static Exception failure(DeliveryTarget target, DeliveryEnding ending) {
        String reason = ShortReason.of(ending.reason());
        String text = ShownText.of(target + ": " + ending.outcome().word()
                + (ending.rolledBack() ? ", rolled back" : "")
                + (reason.isEmpty() ? "" : ": " + reason)
                + (ending.remedy().isEmpty() ? "" : "\n-> " + ending.remedy()));
        return switch (ending.outcome()) {
            case SUPERSEDED ->
                new FlowInterruptedException(Result.NOT_BUILT, false, new DeployExecution.Interruption(text));
            case ABORTED -> new FlowInterruptedException(Result.ABORTED, new DeployExecution.Interruption(text));
            default -> new AbortException(text);
        };
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
