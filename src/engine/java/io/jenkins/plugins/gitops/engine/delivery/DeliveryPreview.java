package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderedCommit;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageChange;
import java.util.List;

/**
 * What a delivery would do, found out without changing or recording anything.
 *
 * @param base the commit that it was rendered on
 * @param edits what the commit would change
 * @param plan what the cluster would get
 */
public record DeliveryPreview(Revision base, List<ImageChange> edits, Plan plan) {

    public DeliveryPreview {
        edits = List.copyOf(edits);
    }

    /**
     * Of a delivery to the branch.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the delivery would be refused or superseded
     */
    public static DeliveryPreview of(DeployRequest request, DeliveryContext context) {
        RenderCache renderings = new RenderCache();
        DeployRecord rendered = new RenderPhase(renderings)
                .advance(begin(request, context), context)
                .record();
        PlanPhase.requireAllowed(
                rendered, renderings.onBase(rendered, context), new ClusterTarget(request, context), context.branch());
        return planned(rendered, renderings, context);
    }

    /**
     * Of the built commit itself, where it is not meant for the branch yet: a change request's or a tag's. So nothing is
     * superseded, and manifests that it changes are in the plan. When the server does not give that commit out, which may
     * be a merge that the build made for itself, the branch's tip takes its place.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when it cannot be rendered or planned
     */
    public static DeliveryPreview ofBuilt(DeployRequest request, DeliveryContext context) {
        if (request.kind() == DeliveryKind.SYNC) {
            return of(request, context);
        }
        // Nothing has to be as it was built: the built commit need not be on the server.
        DeployOptions.Safety anywhere = request.options().safety().withAllowNewerManifests(true);
        DeployRecord record = begin(request.with(request.options().with(anywhere)), context);
        if (request.ofTheRemote()) {
            try {
                return on(request.source().get().revision(), record, context);
            } catch (RevisionMissingException e) {
                return on(context.branch().fetchTip(), record, context);
            }
        }
        return on(context.branch().fetchTip(), record, context);
    }

    private static DeployRecord begin(DeployRequest request, DeliveryContext context) {
        return DeployRecord.begin(DeployId.next(context.clock().instant(), context.random()), request);
    }

    private static DeliveryPreview on(Revision base, DeployRecord record, DeliveryContext context) {
        return planned(record.with(record.attempt().writing().on(base)), new RenderCache(), context);
    }

    private static DeliveryPreview planned(DeployRecord rendered, RenderCache renderings, DeliveryContext context) {
        RenderedCommit desired = renderings.onBase(rendered, context);
        Plan plan = PlanPhase.plan(rendered, desired, new ClusterTarget(rendered.request(), context));
        return new DeliveryPreview(
                rendered.attempt().writing().base().orElseThrow(),
                desired.edits().changes(),
                plan);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder("On ").append(base.abbreviated()).append('\n');
        for (ImageChange change : edits) {
            text.append(change.location())
                    .append(": ")
                    .append(change.before())
                    .append(" -> ")
                    .append(change.after())
                    .append('\n');
        }
        return ShownText.of(text.append(plan.text()).toString());
    }
}
