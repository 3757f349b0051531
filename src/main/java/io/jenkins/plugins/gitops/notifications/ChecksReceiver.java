package io.jenkins.plugins.gitops.notifications;

import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksOutput;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A check for each application and environment, which a newer one of the same commit replaces. Types of the plugin checks-api are
 * in this class, and one name in the form of {@link ChecksEntry}: without the plugin neither is loaded.
 *
 * <p>Publishers say nothing of what became of it: they write that to the log.
 */
final class ChecksReceiver implements Receiver {

    private static final Logger LOGGER = Logger.getLogger(ChecksReceiver.class.getName());

    /** Of each part; GitHub takes 65,535 characters in all. */
    private static final int LONGEST_PART = 15_000;

    private final MessageLanguage language;

    ChecksReceiver(MessageLanguage language) {
        this.language = language;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        NotificationEvent event = notification.event();
        if (event.isApproved()) {
            // It may be told after the end of that delivery, which took less time than to see the answer.
            return new SendResult.Skipped("what was approved is delivered next, and that is told");
        }
        // Publishers look for the job's credentials.
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Optional<Run<?, ?>> build = build(event);
            if (build.isEmpty()) {
                return new SendResult.Skipped("there is no build on this controller whose commit could have a check");
            }
            ChecksPublisher publisher = ChecksPublisherFactory.fromRun(build.get(), TaskListener.NULL);
            if (publisher instanceof ChecksPublisher.NullChecksPublisher) {
                return new SendResult.Skipped("no plugin publishes checks to the host of this build's repository");
            }
            publisher.publish(details(event));
            return SendResult.SENT;
        } catch (RuntimeException fault) {
            LOGGER.log(Level.WARNING, fault, () -> "A check of " + event.target() + " could not be published");
            return new SendResult.Later(
                    "the plugin that publishes checks failed ("
                            + fault.getClass().getSimpleName() + ")",
                    Optional.empty());
        }
    }

    private static Optional<Run<?, ?>> build(NotificationEvent event) {
        return event.delivery()
                .flatMap(NotificationEvent.Delivery::build)
                .or(() -> event.approval().map(approval -> approval.build()))
                .flatMap(ControllerBuild::at);
    }

    private ChecksDetails details(NotificationEvent event) {
        NotificationText text = NotificationText.of(event, language);
        ChecksDetails.ChecksDetailsBuilder details = new ChecksDetails.ChecksDetailsBuilder()
                .withName("gitops / " + event.target().environment() + " / "
                        + event.target().application())
                .withStatus(status(event))
                .withOutput(new ChecksOutput.ChecksOutputBuilder()
                        .withTitle(text.title())
                        .withSummary(summary(text))
                        .build());
        event.link().filter(page -> page.startsWith("http")).ifPresent(details::withDetailsURL);
        event.delivery().ifPresent(delivery -> details.withStartedAt(utc(delivery.started())));
        if (status(event) == ChecksStatus.COMPLETED) {
            details.withConclusion(conclusion(event)).withCompletedAt(utc(event.at()));
        }
        return details.build();
    }

    private static ChecksStatus status(NotificationEvent event) {
        return switch (event.kind()) {
            case STARTED -> ChecksStatus.IN_PROGRESS;
            case APPROVAL -> ChecksStatus.QUEUED;
            default -> ChecksStatus.COMPLETED;
        };
    }

    private static ChecksConclusion conclusion(NotificationEvent event) {
        return switch (event.kind()) {
            case HEALTHY, RECOVERED -> ChecksConclusion.SUCCESS;
            case HELD -> ChecksConclusion.ACTION_REQUIRED;
            case APPROVAL_ENDED -> ChecksConclusion.CANCELED;
            case NOT_DELIVERED -> notDelivered(event);
            default -> ChecksConclusion.FAILURE;
        };
    }

    private static ChecksConclusion notDelivered(NotificationEvent event) {
        Outcome outcome =
                event.delivery().flatMap(NotificationEvent.Delivery::outcome).orElse(Outcome.REFUSED);
        return switch (outcome) {
            case SUPERSEDED -> ChecksConclusion.SKIPPED;
            case ABORTED -> ChecksConclusion.CANCELED;
            default -> ChecksConclusion.FAILURE;
        };
    }

    /** In Markdown. What others wrote is in code blocks, in which nothing is markup. */
    private static String summary(NotificationText text) {
        StringBuilder summary = new StringBuilder();
        block(summary, "", text.reason().lines().toList());
        block(summary, text.nextTitle(), text.next());
        block(summary, text.commitsTitle(), text.commits());
        block(
                summary,
                "",
                text.facts().stream()
                        .map(fact -> fact.label() + ": " + fact.value())
                        .toList());
        return summary.toString();
    }

    private static void block(StringBuilder summary, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            String content = ShownText.cut(String.join("\n", lines).replace("```", "'''"), LONGEST_PART);
            summary.append(title.isEmpty() ? "" : title + "\n\n")
                    .append("```text\n")
                    .append(content)
                    .append("\n```\n\n");
        }
    }

    /** As publishers take it. */
    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
