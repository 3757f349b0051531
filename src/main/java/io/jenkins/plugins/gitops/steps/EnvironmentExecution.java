package io.jenkins.plugins.gitops.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.steps.request.DeployRequests;
import java.io.IOException;
import java.io.PrintStream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Does what an {@link EnvironmentStep} asks, on a thread of the deliveries, when it is its turn at the servers. After a restart
 * it is begun again: a subclass has to find what it did before.
 */
abstract class EnvironmentExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final EnvironmentStep step;

    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "what is resumed has not ended")
    private transient boolean ended;

    EnvironmentExecution(StepContext context, EnvironmentStep step) {
        super(context);
        this.step = step;
    }

    /**
     * Does it, or begins it. Ends the step with {@link #succeed} or {@link #fail}, perhaps later.
     *
     * @throws GitopsException to refuse it; the build's page shows why
     */
    abstract void begin(Run<?, ?> build, FlowNode node) throws IOException, InterruptedException;

    @Override
    public final boolean start() {
        DeliveryService.get().execute(this::queue);
        return false;
    }

    @Override
    public final void onResume() {
        DeliveryService.get().execute(this::queue);
    }

    private void queue() {
        guard(() -> {
            Run<?, ?> build = getContext().get(Run.class);
            EnvironmentAccess.Servers servers = EnvironmentAccess.servers(
                    step.getEnvironment(), null, build, getContext().get(FlowNode.class));
            DeliveryService.get().execute(build, servers, () -> guard(() -> begin(build)));
        });
    }

    private void begin(Run<?, ?> build) throws IOException, InterruptedException {
        if (!isEnded()) {
            begin(build, getContext().get(FlowNode.class));
        }
    }

    /** What makes requests of a sync of what the step names: checked, with the place and the options. */
    final DeployRequests requests(Run<?, ?> build) throws IOException, InterruptedException {
        return new DeployRequests(step.asSync(), build, getContext().get(FlowNode.class), log());
    }

    /** What may end with a refusal, or a fault. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void guard(Work work) {
        try {
            work.run();
        } catch (GitopsException e) {
            refuse(e);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Stores a refusal for the build's page, and ends the step. */
    final void refuse(GitopsException e) {
        StepFailure.stored(getContext(), step.getEnvironment(), e);
        fail(StepFailure.of(e));
    }

    final synchronized void succeed(Object result) {
        if (!ended) {
            ended = true;
            getContext().onSuccess(result);
        }
    }

    final synchronized void fail(Throwable error) {
        if (!ended) {
            ended = true;
            getContext().onFailure(error);
        }
    }

    final synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        fail(cause);
    }

    final PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }
}
