package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StepReport;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.DeliveredManifests;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Compares once. It changes nothing, so after a restart it compares again. */
final class DriftExecution extends EnvironmentExecution {

    private static final long serialVersionUID = 1L;

    private final DriftStep step;

    DriftExecution(StepContext context, DriftStep step) {
        super(context, step);
        this.step = step;
    }

    @Override
    void begin(Run<?, ?> build, FlowNode node) throws IOException, InterruptedException {
        EnvironmentAccess.requireComparable(step.getEnvironment(), build);
        DriftReport report = compare(build, requests(build).make());
        log().println(report.text());
        BuildFacts.of(build).put(stored(node.getId(), report));
        end(report);
    }

    private static DriftReport compare(Run<?, ?> build, DeployRequest request) {
        DesiredStateLocation place = new DesiredStateLocation(
                request.target(),
                request.remote(),
                request.manifests(),
                request.options().scope());
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, request)) {
            return DriftReport.of(place, request.options().sync().rules(), new DeliveredManifests(), open.context());
        }
    }

    private static StepReport stored(String node, DriftReport report) {
        return StepReport.drift(
                node,
                state(report),
                SteadyClock.SYSTEM.instant(),
                report.target(),
                report.drift().summary(),
                report.text(),
                report.revision().id());
    }

    private static StepReport.State state(DriftReport report) {
        if (!report.drift().problems().isEmpty()) {
            return StepReport.State.FAILED;
        }
        return report.drift().found() ? StepReport.State.DRIFTED : StepReport.State.EQUAL;
    }

    /** What could not be compared may differ: without an answer the step has none to give. */
    private void end(DriftReport report) {
        String what = report.target() + ": " + report.drift().summary();
        switch (state(report)) {
            case FAILED ->
                fail(new AbortException(ShownText.of(
                        what + "\n-> Do what is said of each problem in the log above, and compare again")));
            case DRIFTED -> {
                if (step.isFailOnDrift()) {
                    fail(new AbortException(ShownText.of(
                            what + "\n-> Set it back (gitopsSync), or commit what was changed and deliver that")));
                } else {
                    succeed(DriftResult.of(report));
                }
            }
            default -> succeed(DriftResult.of(report));
        }
    }
}
