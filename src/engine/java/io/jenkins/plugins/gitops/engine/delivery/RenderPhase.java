package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryOrder;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.OwnManifests;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
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
import java.util.stream.Collectors;

/**
 * Renders on the branch's tip, and checks whether the delivery may still go there: nothing newer was delivered, and the
 * manifests are those that were tested. Entered again each time the commit gets a new parent.
 */
final class RenderPhase implements PhaseHandler {

    private final RenderCache renderings;

    RenderPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        if (record.request().kind() == DeliveryKind.SYNC) {
            return new SyncedCommit(renderings).advance(record, context);
        }
        RemoteBranch branch = context.branch();
        Revision tip = branch.fetchTip();
        if (!record.rollingBack()) {
            DeployGate.check(record.request());
            requireSettings(record.request(), branch, tip);
        }
        Instant now = context.clock().instant();
        Optional<Newest> newest = Newest.on(branch, tip, record.request(), now);
        DeployRecord warned = warned(record, branch, tip, newest, now);
        newest.ifPresent(there -> refuseIfOlder(record, branch, there, now));
        DeployRecord onTip = RenderCache.on(tip, withSourceTime(warned, branch), context);
        RenderedCommit desired = renderings.onBase(onTip, context);
        DeployRecord rendered = onTip;
        record.attempt().restores().ifPresent(earlier -> requireStillOwn(rendered, context, tip, desired, earlier));
        if (!record.rollingBack()) {
            new ManifestChanges(branch)
                    .check(record.request(), tip, desired.rendering().inputs());
        }
        String edits = record.attempt()
                .restores()
                .map(earlier ->
                        "with its files as they were at " + earlier.commit().abbreviated())
                .orElseGet(() -> CountedNoun.of(desired.edits().changes().size(), "image value") + " to change");
        onTip = onTip.note(
                context.clock().instant(),
                "Rendered " + record.request().manifests() + " at " + tip.abbreviated() + ": "
                        + CountedNoun.of(desired.rendering().manifests().size(), "object") + ", " + edits);
        boolean planned = record.attempt()
                .writing()
                .planned()
                .filter(desired.rendering().digest()::equals)
                .isPresent();
        return PhaseResult.now(onTip.to(planned ? DeliveryPhase.COMMIT : DeliveryPhase.PLAN));
    }

    /** The settings are those of the file at the branch's tip, for a sync as well: what narrows them counts from then on. */
    static void requireSettings(DeployRequest request, RemoteBranch branch, Revision tip) {
        request.settings().ifPresent(file -> file.requireStill(branch.tree(tip).fingerprint(file.path())));
    }

    /** Others may have come to the branch since it was decided to put the files back: what they did is not undone. */
    private static void requireStillOwn(
            DeployRecord record,
            DeliveryContext context,
            Revision tip,
            RenderedCommit desired,
            RestoredDelivery earlier) {
        DeployRequest request = record.request();
        RemoteBranch branch = context.branch();
        OwnManifests own = new OwnManifests(branch, tip, request.target(), request.manifests());
        Optional<String> objection = DeliveryHistory.at(branch, tip, earlier.commit(), request.target())
                .flatMap(delivery -> own.objection(delivery, earlier.commit()));
        if (objection.isEmpty()
                && record.rollingBack()
                && !own.at(earlier.commit(), context.renderer(), RenderCache.release(record))
                        .digest()
                        .equals(desired.rendering().digest())) {
            objection = Optional.of("What " + request.manifests() + " renders from elsewhere has changed meanwhile");
        }
        objection.ifPresent(why -> {
            throw new DeliveryRefusedException(
                    record.rollingBack() ? Outcome.FAILED : Outcome.REFUSED,
                    "Not rolled back. " + why,
                    "Put the images back alone (onFailure: images); or revert the files in Git, and deliver that");
        });
    }

    /**
     * The newest delivery of the target on the branch.
     *
     * @param doubts what it claims and people should look at
     */
    private record Newest(CommitInfo commit, DeployTrailers trailers, List<String> doubts) {

        static Optional<Newest> on(RemoteBranch branch, Revision tip, DeployRequest request, Instant now) {
            return DeliveryHistory.newestCommit(branch, tip, request.target())
                    .flatMap(commit -> DeployTrailers.from(commit.message())
                            .map(trailers -> new Newest(
                                    commit, trailers, DeliveryOrder.doubts(request, trailers, commit, now))));
        }
    }

    /** With what the branch holds that a person should look at: first what decides, then what is passed over. */
    private static DeployRecord warned(
            DeployRecord record, RemoteBranch branch, Revision tip, Optional<Newest> newest, Instant now) {
        List<String> warnings = new ArrayList<>(newest.map(Newest::doubts).orElse(List.of()));
        warnings.addAll(DeliveryHistory.unreadable(branch, tip, record.request().target()));
        return record.warned(now, warnings);
    }

    private static void refuseIfOlder(DeployRecord record, RemoteBranch branch, Newest newest, Instant now) {
        DeployRequest request = record.request();
        DeployTrailers trailers = newest.trailers();
        if (trailers.id().equals(record.attempt().id())) {
            return;
        }
        if (record.rollingBack()) {
            if (!trailers.id().equals(record.id())) {
                throw new DeliveryRefusedException(
                        Outcome.FAILED,
                        "Not rolled back: delivery " + trailers.id() + " has been committed since",
                        "See how that one ends");
            }
            return;
        }
        boolean older =
                new DeliveryOrder(branch::isAncestor).older(request, record.id(), trailers, newest.commit(), now);
        if (older && !request.kind().explicit()) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    "A newer delivery of " + request.target() + " is on the branch: " + trailers.id()
                            + trailers.source().map(s -> " of " + s.text()).orElse("")
                            + newest.doubts().stream()
                                    .map(doubt -> ". " + doubt)
                                    .collect(Collectors.joining()),
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
            return record.with(source.of(commit.committed()));
        } catch (RevisionMissingException e) {
            return record;
        }
    }
}
