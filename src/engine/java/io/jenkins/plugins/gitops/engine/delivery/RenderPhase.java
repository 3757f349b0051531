package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryOrder;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeployGate;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderedCommit;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders on the branch's tip, and checks whether the delivery may still go there: nothing newer was delivered, and the
 * manifests are those that were tested. Entered again each time the commit gets a new parent.
 */
final class RenderPhase implements PhaseHandler {

    private static final int MOST_WARNINGS = 10;

    private final RenderCache renderings;

    RenderPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        RemoteBranch branch = context.branch();
        Revision tip = branch.fetchTip();
        if (!record.rollingBack()) {
            DeployGate.check(record.request());
        }
        Instant now = context.clock().instant();
        DeployRecord warned = warned(record, branch, tip, now);
        refuseIfOlder(record, branch, tip, now);
        DeployRecord onTip =
                withSourceTime(warned, branch).with(record.attempt().writing().on(tip));
        RenderedCommit desired = renderings.onBase(onTip, context);
        if (!record.rollingBack()) {
            new ManifestChanges(branch)
                    .check(record.request(), tip, desired.rendering().inputs());
        }
        int images = desired.edits().changes().size();
        onTip = onTip.note(
                context.clock().instant(),
                "Rendered " + record.request().manifests() + " at " + tip.abbreviated() + ": "
                        + CountedNoun.of(desired.rendering().manifests().size(), "object") + ", "
                        + CountedNoun.of(images, "image value") + " to change");
        boolean planned = record.attempt()
                .writing()
                .planned()
                .filter(desired.rendering().digest()::equals)
                .isPresent();
        return PhaseResult.now(onTip.to(planned ? DeliveryPhase.COMMIT : DeliveryPhase.PLAN));
    }

    /** With what the branch holds that a person should look at: first what decides, then what is passed over. */
    private static DeployRecord warned(DeployRecord record, RemoteBranch branch, Revision tip, Instant now) {
        DeployRequest request = record.request();
        List<String> warnings = new ArrayList<>();
        DeliveryHistory.newestCommit(branch, tip, request.target())
                .ifPresent(commit -> DeployTrailers.from(commit.message())
                        .ifPresent(newest -> warnings.addAll(DeliveryOrder.doubts(request, newest, commit, now))));
        warnings.addAll(DeliveryHistory.unreadable(branch, tip, request.target()));
        DeployRecord noted = record;
        for (String warning : warnings.subList(0, Math.min(warnings.size(), MOST_WARNINGS))) {
            noted = noted.noteOnce(now, "Warning: " + warning);
        }
        return noted;
    }

    private static void refuseIfOlder(DeployRecord record, RemoteBranch branch, Revision tip, Instant now) {
        DeployRequest request = record.request();
        Optional<CommitInfo> commit = DeliveryHistory.newestCommit(branch, tip, request.target());
        Optional<DeployTrailers> newest = commit.flatMap(each -> DeployTrailers.from(each.message()));
        if (newest.isEmpty() || newest.get().id().equals(record.attempt().id())) {
            return;
        }
        if (record.rollingBack()) {
            if (!newest.get().id().equals(record.id())) {
                throw new DeliveryRefusedException(
                        Outcome.FAILED,
                        "Not rolled back: delivery " + newest.get().id() + " has been committed since",
                        "See how that one ends");
            }
            return;
        }
        boolean older =
                new DeliveryOrder(branch::isAncestor).older(request, record.id(), newest.get(), commit.get(), now);
        if (older && !request.kind().explicit()) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    "A newer delivery of " + request.target() + " is on the branch: "
                            + newest.get().id()
                            + newest.get().source().map(s -> " of " + s.text()).orElse("")
                            + String.join(
                                    "",
                                    DeliveryOrder.doubts(request, newest.get(), commit.get(), now).stream()
                                            .map(doubt -> ". " + doubt)
                                            .toList()),
                    "Nothing to do; to go back to an older state on purpose, roll back to it");
        }
    }

    /** Lead time begins with the source commit; who asks does not always know when that was made. */
    private static DeployRecord withSourceTime(DeployRecord record, RemoteBranch branch) {
        DeployRequest request = record.request();
        if (!request.ofTheRemote() || request.source().get().committed().isPresent()) {
            return record;
        }
        DeliverySource source = request.source().get();
        try {
            CommitInfo commit = branch.log(source.revision(), 1).get(0);
            return record.with(
                    new DeliverySource(source.repository(), source.revision(), Optional.of(commit.committed())));
        } catch (RevisionMissingException e) {
            return record;
        }
    }
}
