package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.CommitProgress;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.PlanSummary;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryPlace;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeploymentHold;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderedCommit;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;

/** Asks the cluster what would change, without changing it; all problems are reported at once. */
final class PlanPhase implements PhaseHandler {

    private final RenderCache renderings;

    PlanPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        ClusterTarget cluster = new ClusterTarget(record.request(), context);
        RenderedCommit desired = renderings.onBase(record, context);
        if (!record.rollingBack()) {
            requireAllowed(record, desired, cluster, context.branch());
        }
        Plan plan = plan(record, desired, cluster);
        PlanSummary summary = PlanSummary.of(plan);
        DeployRecord planned = record.with(summary)
                .with(record.attempt().writing().planned(desired.rendering().digest()))
                .note(context.clock().instant(), "Planned: " + plan.summary())
                .warned(context.clock().instant(), plan.warnings());
        if (record.request().kind() == DeliveryKind.SYNC) {
            // Its commit is there already.
            CommitProgress writing = planned.attempt().writing();
            return PhaseResult.now(
                    planned.with(writing.in(writing.base().orElseThrow())).to(DeliveryPhase.APPLY));
        }
        return PhaseResult.now(planned.to(DeliveryPhase.COMMIT));
    }

    /** Throws the refusal, where it would go to another place than those before, or bring what is held. */
    static void requireAllowed(
            DeployRecord rendered, RenderedCommit desired, ClusterTarget cluster, RemoteBranch branch) {
        Revision base = rendered.attempt().writing().base().orElseThrow();
        new DeliveryPlace(cluster, branch).check(rendered.request(), base);
        new DeploymentHold(cluster.state(), branch).check(rendered.request(), desired.rendering());
    }

    /** Throws the refusal, with all problems, when there is one. */
    static Plan plan(DeployRecord record, RenderedCommit desired, ClusterTarget cluster) {
        List<String> encrypted = cluster.encryptedValues(desired.rendering());
        Plan plan = cluster.plan(desired.rendering())
                .warning(desired.edits().warnings())
                .warning(desired.rendering().warnings());
        // What ran before is not kept from coming back.
        Plan all = isOfEarlier(record) ? plan.warning(encrypted) : plan.refusing(encrypted);
        requireNoProblems(record.request(), all);
        return all;
    }

    private static boolean isOfEarlier(DeployRecord record) {
        DeliveryKind kind = record.request().kind();
        return record.rollingBack() || kind == DeliveryKind.ROLLBACK || kind == DeliveryKind.SYNC;
    }

    private static void requireNoProblems(DeployRequest request, Plan plan) {
        int problems = plan.problems().size();
        if (problems > 0) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The plan for " + request.target() + " has " + problems + (problems == 1 ? " problem" : " problems")
                            + ":\n  " + String.join("\n  ", plan.problems()),
                    "Fix what is named above and deploy again");
        }
    }
}
