package io.jenkins.plugins.gitops.engine.notification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that happened to an application in an environment. Its JSON is kept in the outbox, and is the data of what a webhook
 * gets: fields are added, and never renamed or removed. Holds no credential; texts of others are bounded and masked.
 *
 * @param id the same whenever the same is told again: {@code <deploy id>-<kind>}
 * @param kind what happened
 * @param at when
 * @param target application and environment
 * @param delivery the delivery that it happened to; absent in a test, and where there is none
 * @param approval the question at which a build waits or waited; absent for all else
 * @param failure why it did not become healthy; absent for all else
 * @param commits what people committed since the last healthy delivery, newest first; at most {@value BroughtCommits#MOST}
 * @param moreCommits whether there were more of them
 * @param furtherCommits how many more, of those that were counted
 * @param uncountedCommits whether there were more still
 * @param firstDelivery whether no delivery before it was healthy: then the one commit is that which was delivered
 * @param next what to do now, the likeliest first
 */
@JsonPropertyOrder({
    "id",
    "kind",
    "at",
    "target",
    "delivery",
    "approval",
    "failure",
    "commits",
    "moreCommits",
    "furtherCommits",
    "uncountedCommits",
    "firstDelivery",
    "next"
})
public record NotificationEvent(
        String id,
        EventKind kind,
        Instant at,
        DeliveryTarget target,
        Optional<Delivery> delivery,
        Optional<PendingApproval> approval,
        Optional<Failure> failure,
        List<DeliveredCommit> commits,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean moreCommits,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int furtherCommits,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean uncountedCommits,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean firstDelivery,
        List<NextStep> next) {

    public NotificationEvent {
        Objects.requireNonNull(id, "no id");
        Objects.requireNonNull(kind, "no kind");
        Objects.requireNonNull(at, "no time");
        Objects.requireNonNull(target, "no target");
        approval = Objects.requireNonNullElse(approval, Optional.empty());
        commits = commits == null ? List.of() : List.copyOf(commits);
        next = next == null ? List.of() : List.copyOf(next);
    }

    /**
     * A delivery.
     *
     * @param how why it was asked for
     * @param outcome how it ended; absent while it goes on
     * @param images what it sets
     * @param repository whose branch has the desired state
     * @param branch that branch
     * @param commit the commit that it made
     * @param rollbackCommit the commit that put it back
     * @param source the commit that was built
     * @param build URL of the build that asked
     * @param askedBy who asked
     * @param started when it began
     * @param ended when it ended
     * @param page URL of the page that shows it; on a controller
     */
    public record Delivery(
            DeployId id,
            DeliveryKind how,
            Optional<Outcome> outcome,
            List<String> images,
            String repository,
            String branch,
            Optional<Revision> commit,
            Optional<Revision> rollbackCommit,
            Optional<DeliverySource> source,
            Optional<String> build,
            GitIdentity askedBy,
            Instant started,
            Optional<Instant> ended,
            Optional<String> page) {

        private static final int MOST_IMAGES = 50;

        public Delivery {
            images = images == null ? List.of() : List.copyOf(images.subList(0, Math.min(images.size(), MOST_IMAGES)));
            page = Objects.requireNonNullElse(page, Optional.empty());
        }

        private Delivery on(String url) {
            return new Delivery(
                    id,
                    how,
                    outcome,
                    images,
                    repository,
                    branch,
                    commit,
                    rollbackCommit,
                    source,
                    build,
                    askedBy,
                    started,
                    ended,
                    Optional.of(url));
        }
    }

    /**
     * Why.
     *
     * @param reason several lines perhaps, bounded and masked
     * @param remedy what the engine says to do; may be empty
     * @param object what failed first, where one did
     */
    public record Failure(String reason, String remedy, Optional<FailedObject> object) {

        static Failure of(String reason, String remedy) {
            return new Failure(MaskedLines.text(reason), MaskedLines.text(remedy), FailedObject.in(reason));
        }
    }

    /** With the page that shows its delivery; as it is where it has none. */
    public NotificationEvent on(String page) {
        return new NotificationEvent(
                id,
                kind,
                at,
                target,
                delivery.map(each -> each.on(page)),
                approval,
                failure,
                commits,
                moreCommits,
                furtherCommits,
                uncountedCommits,
                firstDelivery,
                next);
    }

    /** Of a build that waits for an approval of one target, or that waits no more. */
    public static NotificationEvent of(DeliveryTarget target, PendingApproval approval) {
        Optional<PendingApproval.Answer> answer = approval.answer();
        return new NotificationEvent(
                approval.id() + (answer.isPresent() ? "-ended" : ""),
                answer.isPresent() ? EventKind.APPROVAL_ENDED : EventKind.APPROVAL,
                answer.map(PendingApproval.Answer::at).orElse(approval.since()),
                target,
                Optional.empty(),
                Optional.of(approval),
                Optional.empty(),
                List.of(),
                false,
                0,
                false,
                false,
                answer.isPresent() ? List.of() : List.of(NextStep.APPROVE));
    }

    /** What a chat's thread, or a row of mails, is about: a delivery, a question, or this event alone. */
    public String subject() {
        return delivery.map(each -> each.id().value())
                .or(() -> approval.map(PendingApproval::id))
                .orElse(id);
    }

    /** The page to look at: where the question is answered, else that of the delivery, else that of the build. */
    public Optional<String> link() {
        return approval.map(asked -> asked.answer().isPresent() ? asked.build() : asked.page())
                .or(() -> delivery.flatMap(each -> each.page().or(each::build)));
    }

    /** Whether a person has let a build deliver. */
    @JsonIgnore
    public boolean isApproved() {
        return approval.flatMap(PendingApproval::answer)
                .filter(PendingApproval.Answer::approved)
                .isPresent();
    }

    /** The commit that was built. */
    public Optional<DeliverySource> source() {
        return delivery.flatMap(Delivery::source).or(() -> approval.flatMap(PendingApproval::source));
    }

    /** Of a target as it is, without a delivery: drift, a test. */
    public static NotificationEvent of(
            EventKind kind, String id, Instant at, DeliveryTarget target, String reason, List<NextStep> next) {
        return new NotificationEvent(
                ShownText.line(id),
                kind,
                at,
                target,
                Optional.empty(),
                Optional.empty(),
                reason.isEmpty() ? Optional.empty() : Optional.of(Failure.of(reason, "")),
                List.of(),
                false,
                0,
                false,
                false,
                next);
    }
}
