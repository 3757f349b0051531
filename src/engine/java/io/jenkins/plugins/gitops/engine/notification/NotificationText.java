package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * An event as people read it, in parts that each receiver sets in its own way. All of it is plain text: what stands in it of
 * others is no markup.
 *
 * @param title one line: what happened to which application where
 * @param facts what is known of the delivery, one each
 * @param reason why, of several lines perhaps; empty where nothing is wrong
 * @param commitsTitle what the commits are; empty where there are none
 * @param commits one line each
 * @param nextTitle what the steps are; empty where there are none
 * @param next what to do now, one line each
 */
public record NotificationText(
        String title,
        List<Fact> facts,
        String reason,
        String commitsTitle,
        List<String> commits,
        String nextTitle,
        List<String> next) {

    private static final int LONGEST_VALUE = 500;
    private static final int MOST_IMAGES = 10;

    /** A label with its value. */
    public record Fact(String label, String value) {}

    public static NotificationText of(NotificationEvent event, MessageLanguage language) {
        String application = event.target().application();
        String environment = event.target().environment();
        List<String> commits = commits(event, language);
        List<String> next = event.next().stream()
                .map(step -> language.text(
                        "next." + step.word(), application, environment, id(event), ErrorRemedy.RELEASED_HOLD.words()))
                .toList();
        return new NotificationText(
                language.text(
                        "title."
                                + (event.isApproved()
                                        ? "approved"
                                        : event.kind().word()),
                        application,
                        environment),
                facts(event, language),
                event.failure()
                        .map(NotificationText::reason)
                        .or(() -> event.approval().map(PendingApproval::question))
                        .orElse(""),
                commits.isEmpty() ? "" : language.text(event.firstDelivery() ? "commits-first" : "commits"),
                commits,
                next.isEmpty() ? "" : language.text("next"),
                next);
    }

    /** What a link to the build is called. */
    public static String buildLabel(MessageLanguage language) {
        return language.text("fact.build");
    }

    /** Above the object that failed. */
    public static String failedTitle(MessageLanguage language) {
        return language.text("failed");
    }

    /** Above the end of its log. */
    public static String logTitle(MessageLanguage language) {
        return language.text("log");
    }

    /** How many commits are not named; empty where all are. */
    public static String more(BroughtCommits commits, MessageLanguage language) {
        return commits.cut() ? more(commits.more(), commits.uncounted(), language) : "";
    }

    private static String more(int counted, boolean uncounted, MessageLanguage language) {
        return language.text(uncounted ? "more-than" : "more-counted", Integer.toString(counted));
    }

    /** What a link to the deliveries of an application and environment is called. */
    public static String deliveriesOf(DeliveryTarget target, MessageLanguage language) {
        return language.text("deliveries", target.application(), target.environment());
    }

    private static String id(NotificationEvent event) {
        return event.delivery().map(delivery -> delivery.id().value()).orElse("");
    }

    private static String reason(NotificationEvent.Failure failure) {
        return failure.reason() + (failure.remedy().isEmpty() ? "" : "\n-> " + failure.remedy());
    }

    private static List<Fact> facts(NotificationEvent event, MessageLanguage language) {
        return event.delivery()
                .map(delivery -> facts(delivery, language))
                .or(() -> event.approval().map(approval -> facts(approval, language)))
                .orElse(List.of());
    }

    private static List<Fact> facts(PendingApproval approval, MessageLanguage language) {
        List<Fact> facts = new ArrayList<>();
        Function<String, String> label = key -> language.text("fact." + key);
        add(facts, label.apply("source"), approval.source().map(DeliverySource::text));
        facts.add(new Fact(label.apply("build"), shown(approval.build())));
        if (approval.answer().isEmpty()) {
            facts.add(new Fact(label.apply("answer"), shown(approval.page())));
        }
        add(facts, label.apply("answered"), approval.answer().flatMap(PendingApproval.Answer::by));
        add(
                facts,
                label.apply("took"),
                approval.answer().map(answer -> took(SteadyClock.between(approval.since(), answer.at()))));
        return facts;
    }

    private static List<Fact> facts(NotificationEvent.Delivery delivery, MessageLanguage language) {
        List<Fact> facts = new ArrayList<>();
        Function<String, String> label = key -> language.text("fact." + key);
        facts.add(new Fact(
                label.apply("kind"),
                language.text("kind." + delivery.how().name().toLowerCase(Locale.ROOT))));
        delivery.outcome().ifPresent(outcome -> facts.add(new Fact(label.apply("outcome"), outcome.word())));
        delivery.images().stream()
                .limit(MOST_IMAGES)
                .forEach(image -> facts.add(new Fact(label.apply("image"), shown(image))));
        add(facts, label.apply("source"), delivery.source().map(DeliverySource::text));
        add(facts, label.apply("commit"), delivery.commit().map(Revision::id));
        add(facts, label.apply("rollback"), delivery.rollbackCommit().map(Revision::id));
        add(facts, label.apply("build"), delivery.build());
        add(facts, label.apply("page"), delivery.page());
        facts.add(new Fact(label.apply("asked"), shown(delivery.askedBy().name())));
        add(
                facts,
                label.apply("took"),
                delivery.ended().map(ended -> took(SteadyClock.between(delivery.started(), ended))));
        facts.add(new Fact(label.apply("delivery"), delivery.id().value()));
        return facts;
    }

    private static void add(List<Fact> facts, String label, Optional<String> value) {
        value.ifPresent(known -> facts.add(new Fact(label, shown(known))));
    }

    private static String shown(String text) {
        return ShownText.line(text, LONGEST_VALUE);
    }

    /** {@code 1m20s}. */
    private static String took(Duration time) {
        return Duration.ofSeconds(time.toSeconds()).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static List<String> commits(NotificationEvent event, MessageLanguage language) {
        List<String> lines = new ArrayList<>();
        for (DeliveredCommit commit : event.commits()) {
            lines.add(commit.revision().abbreviated() + " "
                    + shown(commit.author().name()) + ": " + commit.subject());
        }
        if (event.moreCommits()) {
            // An event of an older version waits without their number.
            lines.add(
                    event.furtherCommits() == 0 && !event.uncountedCommits()
                            ? language.text("more")
                            : more(event.furtherCommits(), event.uncountedCommits(), language));
        }
        return lines;
    }

    /** All of it as plain text. */
    public String plain() {
        StringBuilder text = new StringBuilder(title).append('\n');
        if (!reason.isEmpty()) {
            text.append('\n').append(reason).append('\n');
        }
        section(text, nextTitle, next);
        section(text, commitsTitle, commits);
        text.append('\n');
        facts.forEach(fact ->
                text.append(fact.label()).append(": ").append(fact.value()).append('\n'));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
