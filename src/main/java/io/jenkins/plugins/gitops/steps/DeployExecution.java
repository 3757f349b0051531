package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.Sites;
import io.jenkins.plugins.gitops.deliveries.UnderWay;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.Ending;
import io.jenkins.plugins.gitops.engine.delivery.Event;
import io.jenkins.plugins.gitops.engine.delivery.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.Preview;
import io.jenkins.plugins.gitops.environments.Access;
import io.jenkins.plugins.gitops.history.GitopsRunAction;
import io.jenkins.plugins.gitops.history.NotDelivered;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Hands a request to the deliveries of this controller and watches its record. Its own state is the step alone: what a
 * restart needs is found by the build and the flow node.
 */
final class DeployExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final DeployStep step;
    private int printed;
    private boolean stopping;
    private transient volatile UnderWay underWay;
    private volatile boolean ended;

    DeployExecution(StepContext context, DeployStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        DeliveryService.get().pool().execute(this::begin);
        return false;
    }

    @Override
    public void onResume() {
        DeliveryService.get().pool().execute(this::begin);
    }

    private void begin() {
        try {
            Run<?, ?> build = getContext().get(Run.class);
            String node = getContext().get(FlowNode.class).getId();
            Optional<UnderWay> before = DeliveryService.get().ofStep(build, node);
            if (before.isPresent()) {
                follow(before.get());
                return;
            }
            DeployRequest request = new DeployRequests(step, build).make();
            Optional<String> planOnly = Access.planOnly(build);
            if (planOnly.isPresent()) {
                preview(build, request, planOnly.get());
                return;
            }
            UnderWay submitted = DeliveryService.get().submit(build, node, request);
            GitopsRunAction.of(build).add(submitted.id());
            follow(submitted);
        } catch (GitopsException e) {
            refuse(e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    /** There is no record before there is a request: the build's page says it instead. */
    private void refuse(GitopsException e) {
        try {
            GitopsRunAction.of(getContext().get(Run.class))
                    .add(NotDelivered.refused(Instant.now(), step.getEnvironment(), e.getMessage(), e.remedy()));
        } catch (IOException | InterruptedException | UncheckedIOException notSaved) {
            e.addSuppressed(notSaved);
        }
        fail(new AbortException(e.getMessage() + "\n-> " + e.remedy()));
    }

    private void preview(Run<?, ?> build, DeployRequest request, String why) throws IOException, InterruptedException {
        String application = request.target().application();
        String environment = request.target().environment();
        try (Sites.Open open = Sites.open(build, request)) {
            String plan = Preview.ofBuilt(Access.isOfFork(build) ? request.withoutSource() : request, open.site())
                    .text();
            log().println(why + ": only the plan is shown\n" + plain(plan));
            GitopsRunAction.of(build).add(NotDelivered.planned(Instant.now(), application, environment, why, plan));
        }
        getContext().onSuccess(DeployResult.planned(application, environment));
    }

    private void follow(UnderWay delivery) {
        underWay = delivery;
        Consumer<UnderWay> watcher = this::changed;
        delivery.watch(watcher);
    }

    private synchronized void changed(UnderWay delivery) {
        if (ended) {
            return;
        }
        try {
            print(delivery);
        } catch (IOException | InterruptedException e) {
            fail(e);
            return;
        }
        DeployRecord record = delivery.record();
        if (record.finished()) {
            ended = true;
            end(record);
        }
    }

    private void print(UnderWay delivery) throws IOException, InterruptedException {
        PrintStream log = log();
        delivery.waiting().ifPresent(log::println);
        List<Event> events = delivery.record().events();
        for (Event event : events.subList(Math.min(printed, events.size()), events.size())) {
            String phase = String.format("%-9s", event.phase().name().toLowerCase(Locale.ROOT));
            log.println("[gitops] " + phase + plain(event.text()).replace("\n", "\n[gitops]          "));
        }
        printed = events.size();
    }

    /** Servers' words and manifests are in it: no sequence of theirs shall reach a terminal that shows the log. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ");
    }

    private void end(DeployRecord record) {
        Ending ending = record.ending().orElseThrow();
        if (ending.outcome() == Outcome.HEALTHY) {
            getContext().onSuccess(DeployResult.of(record));
            return;
        }
        String text = plain(record.request().target() + ": " + ending.outcome().word()
                + (ending.rolledBack() ? ", rolled back" : "")
                + ending.reason()
                        .lines()
                        .findFirst()
                        .map(reason -> ": " + reason)
                        .orElse("")
                + (ending.remedy().isEmpty() ? "" : "\n-> " + ending.remedy()));
        getContext()
                .onFailure(
                        switch (ending.outcome()) {
                            case SUPERSEDED ->
                                new FlowInterruptedException(Result.NOT_BUILT, false, new Interruption(text));
                            case ABORTED -> new FlowInterruptedException(Result.ABORTED, new Interruption(text));
                            default -> new AbortException(text);
                        });
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        UnderWay delivery = underWay;
        if (delivery == null || stopping) {
            ended = true;
            super.stop(cause);
            return;
        }
        stopping = true;
        log().println(
                        "[gitops] Aborting: before its commit nothing remains of a delivery; after it, what the environment"
                                + " says of a failed one is done, also when this build is ended by force");
        DeliveryService.get().abort(delivery.id(), who(cause));
    }

    private static String who(Throwable cause) {
        if (cause instanceof FlowInterruptedException interruption) {
            return interruption.getCauses().stream()
                    .map(CauseOfInterruption::getShortDescription)
                    .findFirst()
                    .orElse("an interruption");
        }
        return cause.toString();
    }

    @Override
    public String getStatus() {
        UnderWay delivery = underWay;
        if (delivery == null) {
            return "preparing";
        }
        return delivery.waiting()
                .orElseGet(() -> delivery.record().phase().name().toLowerCase(Locale.ROOT));
    }

    private PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }

    private void fail(Throwable error) {
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
