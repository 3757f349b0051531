package io.jenkins.plugins.gitops.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.deliveries.ActiveDelivery;
import io.jenkins.plugins.gitops.deliveries.BranchCheck;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.steps.request.DeployRequests;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Submits a request to the deliveries of this controller and watches its record. Its only stored state is the step, and when it
 * began: after a restart the delivery is found by the build and the flow node.
 */
final class DeployExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final DeployStep step;

    /** Decides which of several is the newest, however long each waits for servers before its record is made. Null in older programs. */
    private Instant asked;

    private transient volatile ActiveDelivery followed;
    private transient EventLog events;
    private transient Throwable stopping;
    private transient boolean previewing;
    private transient boolean waiting;

    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "what is resumed has not ended")
    private transient boolean ended;

    DeployExecution(StepContext context, DeployStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public synchronized boolean start() {
        asked = SteadyClock.SYSTEM.start();
        DeliveryService.get().execute(this::queue);
        return false;
    }

    @Override
    public void onResume() {
        DeliveryService.get().execute(this::queue);
    }

    /** Follows the delivery that there is. A new one waits for its turn at the servers that the beginning may ask. */
    private void queue() {
        try {
            Run<?, ?> build = getContext().get(Run.class);
            FlowNode node = getContext().get(FlowNode.class);
            Optional<ActiveDelivery> before = DeliveryService.get().ofStep(build, node.getId());
            if (before.isPresent()) {
                follow(before.get(), build, node);
            } else if (waits()) {
                EnvironmentAccess.Servers servers =
                        EnvironmentAccess.servers(step.getEnvironment(), step.getPromoteFrom(), build, node);
                DeliveryService.get().execute(build, servers, this::begin);
            }
        } catch (GitopsException e) {
            refuse(e);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized boolean waits() {
        waiting = !endsStopped();
        return waiting;
    }

    /** Ends the step if it was stopped meanwhile. To be called with the lock. */
    private boolean endsStopped() {
        if (stopping != null) {
            fail(stopping);
        }
        return stopping != null;
    }

    /** Whether it has not been stopped while it waited. */
    private synchronized boolean waited() {
        boolean begins = waiting;
        waiting = false;
        return begins;
    }

    private void begin() {
        if (!waited()) {
            return;
        }
        try {
            Run<?, ?> build = getContext().get(Run.class);
            FlowNode node = getContext().get(FlowNode.class);
            Optional<ActiveDelivery> delivery = DeliveryService.get().ofStep(build, node.getId());
            if (delivery.isEmpty()) {
                DeployRequests requests = new DeployRequests(step, build, node, log());
                DeployRequest request = requests.make();
                Optional<String> planOnly = EnvironmentAccess.planOnly(build);
                if (planOnly.isPresent()) {
                    preview(build, request, planOnly.get());
                    return;
                }
                Optional<GitopsException> objection = notOnItsBranch(build, node);
                if (objection.isPresent()) {
                    refuse(build, request, objection.get());
                    return;
                }
                Optional<NotDelivered> unchanged = step.isChanged()
                        ? new ChangeCheck(build, log())
                                .unchanged(
                                        request, requests.built(request.target().application()))
                        : Optional.empty();
                if (unchanged.isPresent()) {
                    endUnchanged(build, unchanged.get());
                    return;
                }
                delivery = submit(build, node, request);
            }
            if (delivery.isPresent()) {
                follow(delivery.get(), build, node);
            }
        } catch (GitopsException e) {
            refuse(e);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized void endUnchanged(Run<?, ?> build, NotDelivered unchanged) {
        if (!endsStopped()) {
            ended = true;
            BuildFacts.of(build).add(unchanged);
            DeployResult result = DeployResult.of(unchanged);
            tell(result);
            getContext().onSuccess(result);
        }
    }

    private Optional<GitopsException> notOnItsBranch(Run<?, ?> build, FlowNode node) {
        return BranchCheck.objection(EnvironmentAccess.environment(step.getEnvironment(), build, node), build);
    }

    private void refuse(GitopsException e) {
        endNotHealthy(DeployResult.of(StepFailure.stored(getContext(), step.getEnvironment(), e)), StepFailure.of(e));
    }

    /** Submits the request, unless the step was stopped meanwhile. */
    private synchronized Optional<ActiveDelivery> submit(Run<?, ?> build, FlowNode node, DeployRequest request) {
        if (endsStopped()) {
            return Optional.empty();
        }
        followed = DeliveryService.get()
                .submit(build, node.getId(), request, asked == null ? SteadyClock.SYSTEM.start() : asked);
        return Optional.of(followed);
    }

    private void preview(Run<?, ?> build, DeployRequest request, String why) throws IOException, InterruptedException {
        if (!beginsPreview()) {
            return;
        }
        NotDelivered planned = planPreview(build).ofBuilt(request, why);
        BuildFacts.of(build).add(planned);
        DeployResult result = DeployResult.of(planned);
        DeployEnd.tell(build, result);
        getContext().onSuccess(result);
    }

    private PlanPreview planPreview(Run<?, ?> build) throws IOException, InterruptedException {
        return new PlanPreview(build, step.getEnvironment(), log());
    }

    /** The plan is shown, and the step fails: nobody knows where the built commit comes from. */
    private void refuse(Run<?, ?> build, DeployRequest request, GitopsException objection)
            throws IOException, InterruptedException {
        if (!beginsPreview()) {
            return;
        }
        NotDelivered planned;
        try {
            planned = planPreview(build).ofBranch(request, objection.getMessage());
        } catch (GitopsException noPlan) {
            objection.addSuppressed(noPlan);
            refuse(objection);
            return;
        }
        NotDelivered refused = planned.refused(objection.remedy());
        BuildFacts.of(build).add(refused);
        endNotHealthy(DeployResult.of(refused), StepFailure.of(objection));
    }

    private synchronized boolean beginsPreview() {
        previewing = !endsStopped();
        return previewing;
    }

    private void follow(ActiveDelivery delivery, Run<?, ?> build, FlowNode node)
            throws IOException, InterruptedException {
        BuildFacts.of(build).add(delivery.id());
        synchronized (this) {
            events = EventLog.of(delivery, build, node);
            followed = delivery;
            if (stopping != null) {
                abort(delivery, stopping);
            }
        }
        delivery.watch(this::changed);
    }

    private synchronized void changed(ActiveDelivery delivery) {
        if (ended) {
            return;
        }
        try {
            events.print(delivery, log());
        } catch (IOException | InterruptedException e) {
            // The step is over: its build was ended by force.
            fail(e);
            return;
        }
        DeployRecord record = delivery.record();
        if (record.finished()) {
            ended = true;
            end(record);
        }
    }

    private void end(DeployRecord record) {
        DeliveryEnding ending = record.ending().orElseThrow();
        DeployResult result = DeployResult.of(record).orElseThrow();
        if (ending.outcome() == Outcome.HEALTHY) {
            tell(result);
            getContext().onSuccess(result);
            return;
        }
        endNotHealthy(result, DeployEnd.failure(record.request().target(), ending));
    }

    /** Fails, or returns the result where the script asked for that; but a build that is being ended goes on to its end. */
    private synchronized void endNotHealthy(DeployResult result, Exception failure) {
        tell(result);
        if (!step.isReturnStatus() || stopping != null) {
            fail(failure);
            return;
        }
        ended = true;
        try {
            log().println("[gitops] " + result.getOutcome() + ": " + result.getReason()
                    + (result.getRemedy().isEmpty() ? "" : "\n-> " + result.getRemedy()));
        } catch (IOException | InterruptedException noLog) {
            failure.addSuppressed(noLog);
        }
        getContext().onSuccess(result);
    }

    private void tell(DeployResult result) {
        try {
            DeployEnd.tell(getContext().get(Run.class), result);
        } catch (IOException | InterruptedException over) {
            // The build was ended by force: there is no step more that could read it.
            ended = true;
        }
    }

    /** The first call aborts the delivery, whose end then ends the step. The second call ends the step by force. */
    @Override
    public void stop(Throwable cause) throws Exception {
        synchronized (this) {
            boolean again = stopping != null;
            stopping = cause;
            if (!again && !previewing && !waited()) {
                if (followed != null && events != null) {
                    abort(followed, cause);
                }
                return;
            }
            ended = true;
        }
        super.stop(cause);
    }

    private void abort(ActiveDelivery delivery, Throwable cause) throws IOException, InterruptedException {
        log().println("[gitops] Aborting: before its commit nothing remains of a delivery; after it, what the"
                + " environment says of a failed one is done, also when this build is ended by force");
        DeliveryService.get().abort(delivery.id(), AbortedBy.text(cause));
    }

    @Override
    public String getStatus() {
        ActiveDelivery delivery = followed;
        if (delivery == null) {
            return "preparing";
        }
        return delivery.waitingFor()
                .orElseGet(() -> delivery.record().phase().name().toLowerCase(Locale.ROOT));
    }

    private PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }

    private synchronized void fail(Throwable error) {
        ended = true;
        getContext().onFailure(error);
    }

    /** Shown as the reason of an interrupted build. */
    static final class Interruption extends CauseOfInterruption {

        private static final long serialVersionUID = 1L;

        private final String text;

        Interruption(String text) {
            this.text = text;
        }

        @Override
        public String getShortDescription() {
            return text;
        }
    }
}
