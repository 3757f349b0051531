package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.Counted;
import io.jenkins.plugins.gitops.engine.delivery.history.Deliveries;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryOrder;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.Refusal;
import io.jenkins.plugins.gitops.engine.delivery.history.TestedManifests;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.Phase;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.Source;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Desired;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Gate;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Renderings;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Site;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.LoggedCommit;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import java.util.Optional;

/**
 * Renders on the branch's tip, and looks whether the delivery still has its place there: nothing newer was delivered,
 * and the manifests are those that were tested. Entered again each time the commit gets a new parent.
 */
final class RenderPhase implements PhaseWork {

    private final Renderings renderings;

    RenderPhase(Renderings renderings) {
        this.renderings = renderings;
    }

    @Override
    public Advance advance(DeployRecord record, Site site) {
        RemoteBranch branch = site.branch();
        Revision tip = branch.fetchTip();
        if (!record.rollingBack()) {
            Gate.check(record.request());
        }
        refuseIfOlder(record, branch, tip);
        DeployRecord onTip =
                withSourceTime(record, branch).with(record.attempt().writing().on(tip));
        Desired desired = renderings.onBase(onTip, site);
        if (!record.rollingBack()) {
            new TestedManifests(branch)
                    .check(record.request(), tip, desired.rendering().inputs());
        }
        int images = desired.edits().changes().size();
        onTip = onTip.note(
                site.clock().instant(),
                "Rendered " + record.request().manifests() + " at " + tip.abbreviated() + ": "
                        + Counted.of(desired.rendering().manifests().size(), "object") + ", "
                        + Counted.of(images, "image value") + " to change");
        boolean planned = record.attempt()
                .writing()
                .planned()
                .filter(desired.rendering().digest()::equals)
                .isPresent();
        return Advance.now(onTip.to(planned ? Phase.COMMIT : Phase.PLAN));
    }

    private static void refuseIfOlder(DeployRecord record, RemoteBranch branch, Revision tip) {
        DeployRequest request = record.request();
        Optional<DeployTrailers> newest = Deliveries.newest(branch, tip, request.target());
        if (newest.isEmpty() || newest.get().id().equals(record.attempt().id())) {
            return;
        }
        if (record.rollingBack()) {
            if (!newest.get().id().equals(record.id())) {
                throw new Refusal(
                        Outcome.FAILED,
                        "Not rolled back: delivery " + newest.get().id() + " has been committed since",
                        "See how that one ends");
            }
            return;
        }
        boolean older = new DeliveryOrder(branch::isAncestor).older(request, record.id(), newest.get());
        if (older && !request.kind().explicit()) {
            throw new Refusal(
                    Outcome.SUPERSEDED,
                    "A newer delivery of " + request.target() + " is on the branch: "
                            + newest.get().id()
                            + newest.get().source().map(s -> " of " + s.text()).orElse(""),
                    "Nothing to do; to go back to an older state on purpose, roll back to it");
        }
    }

    /** Lead time begins with the source commit; who asks does not always know when that was made. */
    private static DeployRecord withSourceTime(DeployRecord record, RemoteBranch branch) {
        DeployRequest request = record.request();
        if (!request.ofTheRemote() || request.source().get().committed().isPresent()) {
            return record;
        }
        Source source = request.source().get();
        try {
            LoggedCommit commit = branch.log(source.revision(), 1).get(0);
            return record.with(new Source(source.repository(), source.revision(), Optional.of(commit.committed())));
        } catch (RevisionMissingException e) {
            return record;
        }
    }
}
