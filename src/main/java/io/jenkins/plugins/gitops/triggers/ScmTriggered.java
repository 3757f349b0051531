package io.jenkins.plugins.gitops.triggers;

import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.plugins.git.GitStatus;
import hudson.triggers.SCMTrigger;
import java.util.List;
import jenkins.branch.BranchEventCause;
import jenkins.branch.BranchIndexingCause;

/** Whether a build is requested only because something was pushed. */
final class ScmTriggered {

    /** The causes of other plugins' webhooks are subclasses of these. */
    private static final List<Class<? extends Cause>> CAUSES = List.of(
            SCMTrigger.SCMTriggerCause.class,
            GitStatus.CommitHookCause.class,
            BranchIndexingCause.class,
            BranchEventCause.class);

    private ScmTriggered() {}

    /** Whether all causes are pushes. Fast, so it may be called under the queue's lock. */
    static boolean isCausedBy(List<? extends Action> actions) {
        List<Cause> causes = actions.stream()
                .filter(CauseAction.class::isInstance)
                .flatMap(action -> ((CauseAction) action).getCauses().stream())
                .toList();
        return !causes.isEmpty()
                && causes.stream().allMatch(cause -> CAUSES.stream().anyMatch(kind -> kind.isInstance(cause)));
    }

    /** Whether all parameters have their default values. Other plugins' parameters may need long for their defaults. */
    static boolean hasDefaultParametersAlone(Job<?, ?> job, List<? extends Action> actions) {
        ParametersDefinitionProperty defined = job.getProperty(ParametersDefinitionProperty.class);
        return actions.stream()
                .filter(ParametersAction.class::isInstance)
                .flatMap(action -> ((ParametersAction) action).getParameters().stream())
                .allMatch(value -> defined != null && isDefault(defined, value));
    }

    private static boolean isDefault(ParametersDefinitionProperty defined, ParameterValue value) {
        ParameterDefinition definition = defined.getParameterDefinition(value.getName());
        return definition != null && value.equals(definition.getDefaultParameterValue());
    }
}
