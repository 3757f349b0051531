package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.builds.StepReport;
import io.jenkins.plugins.gitops.deliveries.ActiveRemoval;
import io.jenkins.plugins.gitops.deliveries.BranchCheck;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.RemovalEnd;
import io.jenkins.plugins.gitops.deliveries.UnfinishedIndex;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Shows what would be removed, or has it removed. What the build stores of it before it begins is found again after a restart:
 * then it goes on, or ends when something was delivered since.
 */
final class DeleteExecution extends EnvironmentExecution {

    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = Logger.getLogger(DeleteExecution.class.getName());

    private final DeleteStep step;
    private transient volatile ActiveRemoval removal;
    private transient volatile Follower follower;
    private transient volatile Throwable stopping;

    DeleteExecution(StepContext context, DeleteStep step) {
        super(context, step);
        this.step = step;
    }

    @Override
    void begin(Run<?, ?> build, FlowNode node) throws IOException, InterruptedException {
        Optional<StepReport> before = BuildFacts.of(build).report(node.getId());
        if (before.isPresent() && !before.get().isRunning()) {
            end(before.get());
            return;
        }
        if (before.flatMap(StepReport::stoppedBy).isPresent()) {
            end(endStored(build, before.get(), stopped(before.get())));
            return;
        }
        try {
            begin(build, node, before);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            // One that was under way when Jenkins stopped may not go on.
            before.ifPresent(then -> endStored(build, then, failed(e)));
            throw e;
        }
    }

    private static RemovalEnd stopped(StepReport report) {
        return RemovalEnd.stopped(
                report.stoppedBy().orElse("an interruption"), report.commit().isPresent());
    }

    private static RemovalEnd failed(Throwable why) {
        return RemovalEnd.notResumed(
                why instanceof GitopsException told
                        ? told
                        : new GitopsException(
                                "A fault of this plugin, " + why.getClass().getName(),
                                "Report it with what Jenkins' system log says of it",
                                why));
    }

    /** Stores how it ended, though nobody works on it. */
    private static StepReport endStored(Run<?, ?> build, StepReport then, RemovalEnd end) {
        StepReport ended = then.ended(state(end.outcome()), SteadyClock.SYSTEM.instant(), end.text());
        BuildFacts.of(build).put(ended);
        then.id().map(DeployId::new).ifPresent(UnfinishedIndex.ofRemovals()::remove);
        return ended;
    }

    private void begin(Run<?, ?> build, FlowNode node, Optional<StepReport> before)
            throws IOException, InterruptedException {
        requireNamed();
        DeployRequest place = requests(build).removal();
        Optional<String> showOnly = EnvironmentAccess.planOnly(build).or(this::unconfirmed);
        if (showOnly.isPresent()) {
            show(build, place, showOnly.get());
            return;
        }
        requireAllowed(build, node);
        remove(build, node, place, before);
    }

    private void requireAllowed(Run<?, ?> build, FlowNode node) {
        EnvironmentEntry environment = EnvironmentAccess.environment(step.getEnvironment(), build, node);
        EnvironmentAccess.requireDelete(environment);
        BranchCheck.objection(environment, build).ifPresent(objection -> {
            throw objection;
        });
    }

    /** The name is not taken from the job, or from what was built: who deletes says what. */
    private void requireNamed() {
        if (step.getApplication() == null) {
            throw new GitopsException(
                    "gitopsDelete does not say which application it is to remove from " + step.getEnvironment(),
                    "Name it (application: 'shop')");
        }
        if (step.getConfirm() != null && !step.getConfirm().equals(step.getApplication())) {
            throw new GitopsException(
                    "gitopsDelete is to remove '" + step.getApplication() + "', and confirm names '" + step.getConfirm()
                            + "'",
                    "Write the same name in both");
        }
    }

    private Optional<String> unconfirmed() {
        return step.getConfirm() == null
                ? Optional.of("Nothing was removed: to remove it, add confirm: '" + step.getApplication() + "'")
                : Optional.empty();
    }

    private void show(Run<?, ?> build, DeployRequest place, String why) throws IOException, InterruptedException {
        String plan;
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, place)) {
            plan = new ApplicationRemoval(request(place), open.context(), line -> {})
                    .plan()
                    .text();
        }
        log().println(plan + "\n" + why);
        BuildFacts.of(build)
                .add(NotDelivered.planned(
                        SteadyClock.SYSTEM.instant(),
                        place.target().application(),
                        place.target().environment(),
                        why,
                        plan));
        succeed(DeleteResult.planned(place.target()));
    }

    private RemovalRequest request(DeployRequest place) {
        return new RemovalRequest(
                place.target(),
                place.remote(),
                place.options().scope().namespace(),
                Optional.of(place.options().scope()),
                ObjectNames.selectors(step.getInclude()),
                place.author(),
                place.options().commits(),
                place.build(),
                place.options().patience().timeout());
    }

    private void remove(Run<?, ?> build, FlowNode node, DeployRequest place, Optional<StepReport> before)
            throws IOException, InterruptedException {
        StepReport begun = before.filter(each -> each.id().isPresent())
                .orElseGet(() -> StepReport.removal(
                        node.getId(),
                        SteadyClock.SYSTEM.instant(),
                        place.target(),
                        DeployId.next(SteadyClock.SYSTEM.instant(), new SecureRandom())));
        DeployId id = new DeployId(begun.id().orElseThrow());
        UnfinishedIndex.ofRemovals().add(id, build);
        BuildFacts.of(build).put(begun);
        if (before.isPresent()) {
            log().println("[gitops] Removing " + place.target() + " goes on after a restart of Jenkins");
        }
        Follower made = new Follower(build, node, begun);
        ActiveRemoval asked = new ActiveRemoval(build, place, request(place), id, begun.begunAfter(), made);
        Throwable cause;
        synchronized (this) {
            follower = made;
            removal = asked;
            cause = stopping;
        }
        DeliveryService.get().remove(asked);
        if (cause != null) {
            DeliveryService.get().stop(asked, AbortedBy.text(cause));
        }
    }

    /** Writes what happens into the build and its log. */
    private final class Follower implements ActiveRemoval.Watcher {

        private final Run<?, ?> build;
        private final FlowNode node;
        private StepReport report;

        Follower(Run<?, ?> build, FlowNode node, StepReport report) {
            this.build = build;
            this.node = node;
            this.report = report;
        }

        /** Rights may have been taken away while it waited. */
        @Override
        public void due() {
            requireAllowed(build, node);
        }

        @Override
        public void line(String line) {
            try {
                log().println(line);
            } catch (IOException | InterruptedException e) {
                // The step was ended by force: what was begun goes on without its log.
            }
        }

        @Override
        public synchronized void begun(String newest) {
            put(report.begun(newest));
        }

        /** An abort that a kill follows is not forgotten. */
        synchronized void stopped(String who) {
            if (report.isRunning()) {
                put(report.stopped(who));
            }
        }

        @Override
        public synchronized void committed(Revision commit) {
            put(report.committed(commit.id()));
        }

        @Override
        public synchronized void ended(RemovalEnd end) {
            line(end.text());
            report = report.ended(state(end.outcome()), SteadyClock.SYSTEM.instant(), end.text());
            try {
                put(report);
                report.id().map(DeployId::new).ifPresent(UnfinishedIndex.ofRemovals()::remove);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "How the removal by " + build + " ended cannot be written");
            }
            end(report);
        }

        private void put(StepReport next) {
            report = next;
            BuildFacts.of(build).put(next);
        }
    }

    private static StepReport.State state(Outcome outcome) {
        return switch (outcome) {
            case HEALTHY -> StepReport.State.REMOVED;
            case SUPERSEDED -> StepReport.State.SUPERSEDED;
            case ABORTED -> StepReport.State.ABORTED;
            default -> StepReport.State.FAILED;
        };
    }

    private void end(StepReport report) {
        switch (report.state()) {
            case REMOVED ->
                succeed(DeleteResult.removed(
                        new DeliveryTarget(report.application(), report.environment()),
                        report.commit().orElse("")));
            case SUPERSEDED ->
                fail(new FlowInterruptedException(
                        Result.NOT_BUILT, false, new DeployExecution.Interruption(report.text())));
            case ABORTED ->
                fail(new FlowInterruptedException(Result.ABORTED, new DeployExecution.Interruption(report.text())));
            default -> fail(new AbortException(report.text()));
        }
    }

    /** The first call ends the removal, whose end then ends the step. The second call ends the step by force. */
    @Override
    public void stop(Throwable cause) throws Exception {
        boolean first;
        ActiveRemoval asked;
        synchronized (this) {
            first = stopping == null;
            stopping = cause;
            asked = removal;
        }
        if (first && asked != null) {
            String who = AbortedBy.text(cause);
            DeliveryService.get().stop(asked, who);
            follower.stopped(who);
            return;
        }
        if (asked == null) {
            endUnresumed(cause);
        }
        super.stop(cause);
    }

    /** One that was under way when Jenkins stopped, and is aborted before it goes on. */
    private void endUnresumed(Throwable cause) throws IOException, InterruptedException {
        Run<?, ?> build = getContext().get(Run.class);
        BuildFacts.of(build)
                .report(getContext().get(FlowNode.class).getId())
                .filter(StepReport::isRunning)
                .map(then -> then.stopped(AbortedBy.text(cause)))
                .ifPresent(then -> endStored(build, then, stopped(then)));
    }

    @Override
    public String getStatus() {
        return removal == null ? "preparing" : "removing";
    }
}
