package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.delivery.history.Refusal;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.Phase;
import io.jenkins.plugins.gitops.engine.delivery.record.PlanSummary;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterSide;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Gate;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Renderings;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Site;
import io.jenkins.plugins.gitops.engine.manifest.render.Rendering;

/** Asks the cluster what would change, without changing it; everything that stands against it is told at once. */
final class PlanPhase implements PhaseWork {

    private final Renderings renderings;

    PlanPhase(Renderings renderings) {
        this.renderings = renderings;
    }

    @Override
    public Advance advance(DeployRecord record, Site site) {
        ClusterSide cluster = new ClusterSide(record.request(), site);
        if (!record.rollingBack()) {
            Gate.checkHold(record.request(), cluster.turn().state().heldSource());
        }
        Rendering rendering = renderings.onBase(record, site).rendering();
        Plan plan = cluster.plan(rendering);
        requireNoProblems(record.request(), plan);
        PlanSummary summary = PlanSummary.of(plan);
        DeployRecord planned = record.with(summary)
                .with(record.attempt().writing().planned(rendering.digest()))
                .note(site.clock().instant(), "Planned: " + plan.summary());
        return Advance.now(planned.to(Phase.COMMIT));
    }

    static void requireNoProblems(DeployRequest request, Plan plan) {
        int problems = plan.problems().size();
        if (problems > 0) {
            throw new Refusal(
                    Outcome.REFUSED,
                    "The plan for " + request.target() + " has " + problems + (problems == 1 ? " problem" : " problems")
                            + ":\n  " + String.join("\n  ", plan.problems()),
                    "Mend what is named above and deploy again");
        }
    }
}
