package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.CommitText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.delivery.history.OwnManifests;
import io.jenkins.plugins.gitops.engine.delivery.record.CommitProgress;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderedCommit;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.write.CommitFootprint;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.git.write.RestoredPaths;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the commit and pushes it until it is in. The commit's name is on the disk before the first push, so a killed
 * process finds out whether it got in, by that name or by the deploy id in a commit's trailers.
 */
final class CommitPhase implements PhaseHandler {

    /** Names of commits, of deliveries under way. */
    private static final int KEPT = 1000;

    private final RenderCache renderings;
    private final Map<Revision, Boolean> made = NewestKept.byInsertion(KEPT);

    CommitPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        CommitProgress writing = record.attempt().writing();
        Optional<Revision> candidate = writing.candidate().filter(context.branch()::isCached);
        if (candidate.isEmpty()) {
            Revision commit = make(record, context);
            synchronized (made) {
                if (writing.candidate().isEmpty()) {
                    made.put(commit, true);
                } else {
                    // The same one once more, as it is not in the cache any more: it may have been pushed before.
                    made.remove(commit);
                }
            }
            return PhaseResult.now(record.with(writing.pushing(commit, context.clock())));
        }
        Revision base = writing.base().orElseThrow();
        PushOutcome pushed = context.branch()
                .push(new PendingCommit(
                        candidate.get(),
                        base,
                        DeployTrailers.naming(record.attempt().id()),
                        scope(record, context)));
        if (pushed instanceof PushOutcome.In in) {
            DeployRecord committed = record.with(writing.in(in.revision(), context.clock()))
                    .note(
                            context.clock().instant(),
                            "Committed " + in.revision().abbreviated() + " to "
                                    + record.request().remote().branch());
            return PhaseResult.now(committed.to(DeliveryPhase.APPLY));
        }
        if (pushed instanceof PushOutcome.Moved moved) {
            requireTime(record, context);
            DeployRecord again = record.with(writing.on(moved.tip()))
                    .note(
                            context.clock().instant(),
                            "The branch moved to " + moved.tip().abbreviated() + " meanwhile; doing it again on that");
            return PhaseResult.in(
                    Backoff.USUAL.after(writing.pushes(), context.random()).orElse(Backoff.USUAL.longest()),
                    again.to(DeliveryPhase.RENDER));
        }
        if (pushed instanceof PushOutcome.Refused refused) {
            throw DeliveryRefusedException.ofPush(record.request().remote(), refused);
        }
        throw NoAnswerException.push((PushOutcome.Unclear) pushed);
    }

    /** Whether this process made the commit, so that it knows of each try to push it. */
    boolean madeHere(DeployRecord record) {
        synchronized (made) {
            return record.attempt()
                    .writing()
                    .candidate()
                    .filter(made::containsKey)
                    .isPresent();
        }
    }

    private static void requireTime(DeployRecord record, DeliveryContext context) {
        Duration spent = context.clock().since(record.since());
        if (spent.compareTo(record.request().options().patience().timeout()) > 0) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The branch moved at every push, "
                            + CountedNoun.of(record.attempt().writing().pushes(), "time") + " in "
                            + spent.toSeconds() + " s",
                    "Deliver again when fewer others push to it, or give the deliveries a branch of their own");
        }
    }

    /**
     * On a parent that changed nothing that was rendered, for another target, the commit would be made the same. One that puts
     * files back goes alone.
     */
    private Optional<CommitFootprint> scope(DeployRecord record, DeliveryContext context) {
        if (record.attempt().restores().isPresent()) {
            return Optional.empty();
        }
        RenderedCommit desired = renderings.onBase(record, context);
        return Optional.of(new CommitFootprint(
                record.request().target().toString(),
                desired.rendering().inputs(),
                desired.edits().files()));
    }

    private Revision make(DeployRecord record, DeliveryContext context) {
        DeliveryAttempt attempt = record.attempt();
        DeployRequest request = record.request();
        InventoryState before = new ClusterTarget(request, context).state();
        DeployTrailers trailers = new DeployTrailers(
                        attempt.id(),
                        request.target(),
                        Optional.of(request.manifests()),
                        attempt.images(),
                        attempt.source(),
                        request.build(),
                        record.rollingBack() ? Optional.of(record.id()) : request.rollbackOf(),
                        record.rollingBack() ? Optional.empty() : request.promotedFrom(),
                        DeployTrailers.Previous.of(before))
                .to(request.options().scope().namespace())
                .restoring(attempt.restores().map(RestoredDelivery::id))
                .of(renderings.onBase(record, context).rendering().charts());
        Revision base = attempt.writing().base().orElseThrow();
        CommitText text = new CommitText(record);
        GitIdentity committer = request.options().commits().committer();
        if (attempt.restores().isEmpty()) {
            return context.branch()
                    .commit(
                            base,
                            renderings.onBase(record, context).edits().files(),
                            text.message(trailers),
                            request.author(),
                            committer,
                            attempt.begun());
        }
        Revision earlier = attempt.restores().get().commit();
        List<CommitInfo> undone =
                new OwnManifests(context.branch(), base, request.target(), request.manifests()).undone(earlier);
        return context.branch()
                .commit(
                        base,
                        new RestoredPaths(attempt.restores().get().of(request.manifests()), earlier),
                        text.message(trailers, undone),
                        request.author(),
                        committer,
                        attempt.begun());
    }
}
