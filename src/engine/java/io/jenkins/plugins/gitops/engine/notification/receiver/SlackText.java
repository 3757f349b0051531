package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An event in Slack's mrkdwn. Text of others is escaped and in a block of code, so it mentions nobody, links to nothing and looks
 * like nothing of ours. Outside of blocks there are only our words and the names of applications and environments.
 */
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
        Optional<String> reason = event.failure()
                .map(failure -> ShortReason.of(failure.reason()))
                .or(() -> event.approval().map(PendingApproval::question))
                .map(line -> ShownText.line(line, LONGEST_REASON));
        Optional<String> who = event.approval().flatMap(PendingApproval::answer).flatMap(PendingApproval.Answer::by);
        String others = Stream.concat(reason.stream(), who.stream())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
        if (!others.isEmpty()) {
            summary.append('\n').append(block(others));
        }
        event.link().ifPresent(page -> summary.append('\n').append(link(page)));
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
            details.append('\n').append(block(String.join("\n", facts)));
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

    /** An address alone; what would begin a label of it is written as addresses have it. */
    private static String link(String page) {
        return "<" + escaped(page.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")) + ">";
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
