package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.Counted;
import io.jenkins.plugins.gitops.engine.cluster.inventory.DeployState;
import io.jenkins.plugins.gitops.engine.delivery.history.CommitText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.Refusal;
import io.jenkins.plugins.gitops.engine.delivery.history.Unanswered;
import io.jenkins.plugins.gitops.engine.delivery.record.Attempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.Phase;
import io.jenkins.plugins.gitops.engine.delivery.record.Writing;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterSide;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Desired;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Renderings;
import io.jenkins.plugins.gitops.engine.delivery.rollout.Site;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.write.Candidate;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.git.write.Scope;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the commit and pushes it until it is in. The commit's name is on the disk before the first push, so a killed
 * process finds out whether it got in, by that name or by the deploy id in a commit's trailers.
 */
final class CommitPhase implements PhaseWork {

    private final Renderings renderings;

    CommitPhase(Renderings renderings) {
        this.renderings = renderings;
    }

    @Override
    public Advance advance(DeployRecord record, Site site) {
        Writing writing = record.attempt().writing();
        Optional<Revision> candidate = writing.candidate().filter(site.branch()::isCached);
        if (candidate.isEmpty()) {
            return Advance.now(record.with(writing.pushing(make(record, site))));
        }
        Revision base = writing.base().orElseThrow();
        PushOutcome pushed = site.branch()
                .push(new Candidate(
                        candidate.get(),
                        base,
                        DeployTrailers.naming(record.attempt().id()),
                        Optional.of(scope(record, site))));
        if (pushed instanceof PushOutcome.In in) {
            DeployRecord committed = record.with(writing.in(in.revision()))
                    .note(
                            site.clock().instant(),
                            "Committed " + in.revision().abbreviated() + " to "
                                    + record.request().remote().branch());
            return Advance.now(committed.to(Phase.APPLY));
        }
        if (pushed instanceof PushOutcome.Moved moved) {
            requireTime(record, site);
            DeployRecord again = record.with(writing.on(moved.tip()))
                    .note(
                            site.clock().instant(),
                            "The branch moved to " + moved.tip().abbreviated() + " meanwhile; doing it again on that");
            return Advance.in(
                    Backoff.USUAL.after(writing.pushes(), site.random()).orElse(Backoff.USUAL.longest()),
                    again.to(Phase.RENDER));
        }
        if (pushed instanceof PushOutcome.Refused refused) {
            throw Refusal.ofPush(record.request().remote(), refused);
        }
        throw Unanswered.push((PushOutcome.Unclear) pushed);
    }

    private static void requireTime(DeployRecord record, Site site) {
        Duration spent = Duration.between(record.since(), site.clock().instant());
        if (spent.compareTo(record.request().options().timeout()) > 0) {
            throw new Refusal(
                    Outcome.REFUSED,
                    "The branch moved at every push, "
                            + Counted.of(record.attempt().writing().pushes(), "time") + " in "
                            + spent.toSeconds() + " s",
                    "Deliver again when fewer others push to it, or give the deliveries a branch of their own");
        }
    }

    /** On a parent that changed nothing that was rendered, for another target, the commit would be made the same. */
    private Scope scope(DeployRecord record, Site site) {
        Desired desired = renderings.onBase(record, site);
        return new Scope(
                record.request().target().toString(),
                desired.rendering().inputs(),
                desired.edits().files());
    }

    private Revision make(DeployRecord record, Site site) {
        Attempt attempt = record.attempt();
        DeployRequest request = record.request();
        DeployState before = new ClusterSide(request, site).turn().state();
        DeployTrailers trailers = new DeployTrailers(
                attempt.id(),
                request.target(),
                attempt.images(),
                attempt.source(),
                request.build(),
                record.rollingBack() ? Optional.of(record.id()) : request.rollbackOf(),
                record.rollingBack() ? Optional.empty() : request.promotedFrom(),
                DeployTrailers.Previous.of(before));
        return site.branch()
                .commit(
                        attempt.writing().base().orElseThrow(),
                        renderings.onBase(record, site).edits().files(),
                        new CommitText(record).message(trailers),
                        request.author(),
                        request.options().commits().committer(),
                        attempt.begun());
    }
}
