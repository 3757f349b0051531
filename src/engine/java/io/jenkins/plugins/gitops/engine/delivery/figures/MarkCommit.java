package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.delivery.history.CommitText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory.Delivered;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark.Kind;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Marks a delivery by an empty commit on its branch. */
public final class MarkCommit {

    private static final String ACTION = "Mark";
    private static final String LISTS = "'gitops history' lists them";

    private final RemoteBranch branch;
    private final SteadyClock clock;
    private final RandomGenerator random;

    /** @param random for the jitter of retries */
    public MarkCommit(RemoteBranch branch, SteadyClock clock, RandomGenerator random) {
        this.branch = branch;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes the commit and pushes it until it is in. To make the same mark again changes nothing but its reason and its time.
     *
     * @throws GitopsException when there is no such delivery, or nothing to say of it
     * @throws DeliveryRefusedException when the Git server refuses the commit, or the branch moves at each push
     * @throws NoAnswerException when it is not known whether it is in; made again, there may be two, which say the same
     */
    public MarkedDelivery make(MarkRequest request) throws InterruptedException {
        Instant begun = clock.start();
        for (int pushes = 1; ; pushes++) {
            Revision tip = branch.fetchTip();
            Delivered delivered = named(request, tip);
            requireSense(request, delivered, DeliveryMarks.read(branch, tip));
            DeliveryMark mark = new DeliveryMark(delivered.trailers().id(), request.kind());
            Revision candidate = branch.commit(
                    tip,
                    Collections.emptySortedMap(),
                    message(request, delivered.trailers(), mark),
                    request.author(),
                    request.style().committer(),
                    begun.truncatedTo(ChronoUnit.SECONDS));
            PushOutcome pushed = branch.push(new PendingCommit(
                    candidate, tip, message -> DeliveryMark.from(message).equals(List.of(mark)), Optional.empty()));
            if (pushed instanceof PushOutcome.In in) {
                return DeliveryMarks.made(branch.read(in.revision()));
            }
            if (pushed instanceof PushOutcome.Refused refused) {
                throw DeliveryRefusedException.ofPush(request.remote(), refused);
            }
            if (pushed instanceof PushOutcome.Unclear unclear) {
                throw NoAnswerException.push(unclear);
            }
            if (clock.since(begun).compareTo(request.timeout()) > 0) {
                throw new DeliveryRefusedException(
                        Outcome.REFUSED,
                        "The branch moved at every push, " + CountedNoun.of(pushes, "time"),
                        "Try again later");
            }
            Thread.sleep(Backoff.USUAL
                    .after(pushes, random)
                    .orElse(Backoff.USUAL.longest())
                    .toMillis());
        }
    }

    private Delivered named(MarkRequest request, Revision tip) {
        String name = ShownText.line(request.delivery(), TextLimits.SHOWN);
        List<Delivered> found = DeliveryHistory.named(branch, tip, request.delivery());
        if (found.isEmpty()) {
            throw new GitopsException(
                    "No delivery on " + request.remote() + " has the id or commit '" + name + "'",
                    "Name one by its id or at least seven digits of its commit; " + LISTS);
        }
        if (found.size() > 1) {
            throw new GitopsException(
                    "'" + name + "' can be one of " + found.size() + " deliveries", "Write more of it; " + LISTS);
        }
        return found.get(0);
    }

    private static void requireSense(MarkRequest request, Delivered delivered, DeliveryMarks marks) {
        DeployTrailers trailers = delivered.trailers();
        boolean failed = delivered
                .result()
                .flatMap(DeliveryResult::outcome)
                .filter(Outcome.FAILED::equals)
                .isPresent();
        if (trailers.isRemoval()) {
            throw new GitopsException(
                    "With " + trailers.id() + " " + trailers.target() + " was removed; that is in no figure",
                    "Name the delivery that failed");
        }
        if (request.kind() == Kind.FAILED && failed) {
            throw new GitopsException(
                    "The branch says already that " + trailers.id() + " failed", "There is nothing to mark");
        }
        if (request.kind() == Kind.NONE && marks.of(trailers.id()).isEmpty()) {
            throw new GitopsException("Delivery " + trailers.id() + " has no mark", "There is nothing to take back");
        }
    }

    private static CommitMessage message(MarkRequest request, DeployTrailers trailers, DeliveryMark mark) {
        Map<Placeholder, String> values = CommitText.values(
                summary(request.kind(), trailers),
                ACTION,
                trailers.target(),
                request.author(),
                request.style(),
                trailers.id());
        CommitMessage message = CommitText.message(request.style(), values, List.of(mark.trailer()));
        return new CommitMessage(
                message.subject(),
                message.body().isEmpty() ? request.reason() : message.body() + "\n\n" + request.reason(),
                message.trailers());
    }

    private static String summary(Kind kind, DeployTrailers trailers) {
        return (kind == Kind.NONE ? "Take back the mark of " : ACTION + " ") + trailers.id() + " of "
                + trailers.target() + (kind == Kind.NONE ? "" : " as " + kind.word());
    }
}
