package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.Plan;
import io.jenkins.plugins.gitops.engine.git.Revision;
import io.jenkins.plugins.gitops.engine.manifest.ImageChange;
import java.util.List;

/**
 * What a delivery would do, found out without changing or recording anything.
 *
 * @param base the branch's tip that it was rendered on
 * @param edits what the commit would change
 * @param plan what the cluster would get
 */
public record Preview(Revision base, List<ImageChange> edits, Plan plan) {

    public Preview {
        edits = List.copyOf(edits);
    }

    /**
     * Makes the preview.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the delivery would be refused or superseded
     */
    public static Preview of(DeployRequest request, Site site) {
        Renderings renderings = new Renderings();
        DeployRecord record = DeployRecord.begin(DeployId.next(site.clock().instant(), site.random()), request);
        DeployRecord rendered =
                new RenderPhase(renderings).advance(record, site).record();
        Desired desired = renderings.onBase(rendered, site);
        ClusterSide cluster = new ClusterSide(request, site);
        Gate.checkHold(request, cluster.state().heldSource());
        Plan plan = cluster.plan(desired.rendering());
        PlanPhase.requireNoProblems(request, plan);
        return new Preview(
                rendered.attempt().writing().base().orElseThrow(),
                desired.edits().changes(),
                plan);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ImageChange change : edits) {
            text.append(change.location())
                    .append(": ")
                    .append(change.before())
                    .append(" -> ")
                    .append(change.after())
                    .append('\n');
        }
        return text.append(plan.text()).toString();
    }
}
