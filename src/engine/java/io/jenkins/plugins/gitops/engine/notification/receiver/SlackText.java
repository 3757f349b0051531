package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.util.List;

/** An event in Slack's mrkdwn. Text of others is escaped, so it mentions nobody and links to nothing. */
final class SlackText {

    /** Slack cuts a text at 40,000 characters, and asks for 4,000. */
    private static final int LONGEST = 3500;

    private static final int LONGEST_REASON = 300;

    private SlackText() {}

    /** The first message of a thread: what is so now, in a few lines. */
    static String summary(NotificationEvent event, NotificationText text) {
        StringBuilder summary = new StringBuilder(sign(event))
                .append(" *")
                .append(escaped(text.title()))
                .append('*');
        event.failure()
                .map(failure -> ShortReason.of(failure.reason()))
                .or(() -> event.approval().map(PendingApproval::question))
                .map(reason -> ShownText.line(reason, LONGEST_REASON))
                .filter(reason -> !reason.isEmpty())
                .ifPresent(reason -> summary.append('\n').append(escaped(reason)));
        event.approval()
                .flatMap(PendingApproval::answer)
                .flatMap(PendingApproval.Answer::by)
                .ifPresent(who -> summary.append('\n').append(escaped(who)));
        event.link().ifPresent(page -> summary.append('\n').append(escaped(page)));
        return summary.toString();
    }

    /** A reply: all that there is to say. */
    static String details(NotificationText text) {
        StringBuilder details = new StringBuilder(escaped(text.title()));
        if (!text.reason().isEmpty()) {
            details.append('\n').append(block(text.reason()));
        }
        section(details, text.nextTitle(), text.next());
        section(details, text.commitsTitle(), text.commits());
        List<String> facts = text.facts().stream()
                .map(fact -> fact.label() + ": " + fact.value())
                .toList();
        if (!facts.isEmpty()) {
            details.append('\n').append(escaped(ShownText.cut(String.join("\n", facts), LONGEST)));
        }
        return details.toString();
    }

    private static void section(StringBuilder details, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            details.append('\n').append(escaped(title)).append('\n').append(block(String.join("\n", lines)));
        }
    }

    private static String block(String text) {
        return "```\n" + escaped(ShownText.cut(text.replace("```", "'''"), LONGEST / 2)) + "\n```";
    }

    private static String sign(NotificationEvent event) {
        return switch (event.kind()) {
            case HEALTHY, RECOVERED, DRIFT_ENDED -> ":white_check_mark:";
            case FAILED -> ":x:";
            case ROLLED_BACK -> ":leftwards_arrow_with_hook:";
            case HELD -> ":no_entry:";
            case DRIFT -> ":warning:";
            case APPROVAL -> ":raised_hand:";
            case APPROVAL_ENDED -> event.isApproved() ? ":white_check_mark:" : ":no_entry_sign:";
            case STARTED -> ":hourglass_flowing_sand:";
            case NOT_DELIVERED -> ":heavy_minus_sign:";
            case TEST -> ":bell:";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
