package io.jenkins.plugins.gitops.approvals;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.gitops.access.AnswerSource;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.jenkinsci.plugins.workflow.support.steps.input.InputSubmittedAction;
import org.jenkinsci.plugins.workflow.support.steps.input.Rejection;

/**
 * The Pipeline step {@code input}, which has no listener: what waits stands in an action of the build.
 *
 * <p>This is the only class with types of the plugin pipeline-input-step. Without it, it cannot be loaded, and Jenkins leaves it
 * out (optional). No other class may name it.
 */
@Extension(optional = true)
public final class InputQuestions implements QuestionSource, AnswerSource {

    @Override
    public Optional<List<OpenQuestion>> open(Run<?, ?> build) throws InterruptedException {
        InputAction action = build.getAction(InputAction.class);
        if (action == null || action.getIconFileName() == null) {
            // The icon says, without loading the steps, that there are none.
            return Optional.of(List.of());
        }
        try {
            List<OpenQuestion> open = new ArrayList<>();
            List<InputStepExecution> executions = action.getExecutions();
            for (InputStepExecution execution : executions) {
                if (!execution.isSettled()) {
                    open.add(question(execution));
                }
            }
            // None are given when they could not be loaded.
            return executions.isEmpty() ? Optional.empty() : Optional.of(open);
        } catch (TimeoutException | IOException later) {
            return Optional.empty();
        }
    }

    private static OpenQuestion question(InputStepExecution execution) throws IOException, InterruptedException {
        FlowNode node = execution.getContext().get(FlowNode.class);
        if (node == null || node.getAction(TimingAction.class) == null) {
            // It has just begun. Without its time it would be another question at the next look.
            throw new IOException("no node with a time");
        }
        return new OpenQuestion(
                node.getId(),
                execution.getId(),
                execution.getInput().getMessage(),
                Instant.ofEpochMilli(TimingAction.getStartTime(node)));
    }

    @Override
    public Optional<PendingApproval.Answer> answer(Run<?, ?> build, String node) {
        Instant now = SteadyClock.SYSTEM.instant();
        FlowNode asked = node(build, node).orElse(null);
        if (asked == null) {
            // That of a build that goes on cannot be read at this moment.
            return build.isBuilding()
                    ? Optional.empty()
                    : Optional.of(new PendingApproval.Answer(false, Optional.empty(), now));
        }
        InputSubmittedAction yes = asked.getAction(InputSubmittedAction.class);
        if (yes != null) {
            return Optional.of(new PendingApproval.Answer(true, Optional.ofNullable(yes.getApprover()), now));
        }
        return asked.isActive() && build.isBuilding()
                ? Optional.empty()
                : Optional.of(new PendingApproval.Answer(false, rejectedBy(asked), now));
    }

    /**
     * Nodes are numbered in the order in which they began. All branches that were joined before the step are looked at. A
     * rejection that the script caught takes back what was answered before it.
     */
    @Override
    public Optional<String> answeredBefore(FlowNode step) {
        Optional<String> answered = Optional.empty();
        int newest = -1;
        for (FlowNode node : new DepthFirstScanner().allNodes(List.of(step))) {
            InputSubmittedAction yes = node.getAction(InputSubmittedAction.class);
            if ((yes != null || isRejected(node)) && number(node) > newest) {
                newest = number(node);
                answered = Optional.ofNullable(yes)
                        .map(given -> Objects.requireNonNullElse(given.getApprover(), "anonymous"));
            }
        }
        return answered;
    }

    /** The ends of the blocks around it carry the same error. */
    private static boolean isRejected(FlowNode node) {
        ErrorAction error = node.getAction(ErrorAction.class);
        return !(node instanceof BlockEndNode)
                && error != null
                && error.getError() instanceof FlowInterruptedException interrupted
                && interrupted.getCauses().stream().anyMatch(Rejection.class::isInstance);
    }

    private static int number(FlowNode node) {
        try {
            return Integer.parseInt(node.getId());
        } catch (NumberFormatException otherKind) {
            return 0;
        }
    }

    private static Optional<FlowNode> node(Run<?, ?> build, String id) {
        try {
            FlowExecutionOwner owner =
                    build instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
            return owner == null
                    ? Optional.empty()
                    : Optional.ofNullable(owner.get().getNode(id));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> rejectedBy(FlowNode asked) {
        ErrorAction error = asked.getAction(ErrorAction.class);
        return error != null && error.getError() instanceof FlowInterruptedException interrupted
                ? interrupted.getCauses().stream()
                        .filter(Rejection.class::isInstance)
                        .map(cause -> ((Rejection) cause).getUser())
                        .filter(user -> user != null)
                        .map(User::getId)
                        .findFirst()
                : Optional.empty();
    }
}
