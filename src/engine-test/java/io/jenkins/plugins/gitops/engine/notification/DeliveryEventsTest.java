package io.jenkins.plugins.gitops.engine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a delivery, by its record. */
class DeliveryEventsTest {

    private static final Instant AT = Instant.parse("2026-11-20T10:02:00Z");

    private final DeployRecord record = SampleEvents.record();

    @Test
    void each_end_is_one_event() {
        String released = "Or release it (" + ErrorRemedy.RELEASED_HOLD.words() + ")";

        assertThat(kind(Outcome.HEALTHY, true)).isEqualTo(EventKind.HEALTHY);
        assertThat(kind(Outcome.HEALTHY, false)).isEqualTo(EventKind.RECOVERED);
        assertThat(kind(Outcome.FAILED, true)).isEqualTo(EventKind.FAILED);
        assertThat(kind(Outcome.UNKNOWN, true)).isEqualTo(EventKind.FAILED);
        assertThat(kind(Outcome.ABORTED, true)).isEqualTo(EventKind.NOT_DELIVERED);
        assertThat(kind(Outcome.SUPERSEDED, true)).isEqualTo(EventKind.NOT_DELIVERED);
        assertThat(kind(Outcome.REFUSED, true)).isEqualTo(EventKind.NOT_DELIVERED);
        assertThat(DeliveryEvents.ended(
                                record.ended(Outcome.REFUSED, false, "it is held", released, AT), SinceHealthy.UNKNOWN)
                        .kind())
                .isEqualTo(EventKind.HELD);
        assertThat(SampleEvents.rolledBack(record).kind()).isEqualTo(EventKind.ROLLED_BACK);
        assertThat(SampleEvents.recovered(record).id())
                .isEqualTo(SampleEvents.healthy(record).id());
    }

    private EventKind kind(Outcome outcome, boolean wasHealthy) {
        return DeliveryEvents.ended(record.ended(outcome, false, "why", "", AT), SampleEvents.since(wasHealthy))
                .kind();
    }

    /** Records of real deliveries, as an earlier version wrote them. */
    @ParameterizedTest
    @CsvSource({
        "healthy, HEALTHY",
        "rollback-on-request, HEALTHY",
        "promotion, HEALTHY",
        "failed-rolled-back, ROLLED_BACK",
        "aborted-rolled-back, ROLLED_BACK",
        "failed-stopped, FAILED",
        "failed-twice, FAILED",
        "unknown, FAILED",
        "refused-held, HELD",
        "refused-plan, NOT_DELIVERED",
        "refused-failed-tests, NOT_DELIVERED",
        "superseded-older, NOT_DELIVERED",
        "aborted-before-the-commit, NOT_DELIVERED"
    })
    void a_record_of_an_earlier_version_is_told_as_any(String state, EventKind kind) {
        RecordStore store = new RecordStore(StoredFormats.path("records/" + state));
        DeployRecord stored = store.read(store.ids().get(0));

        NotificationEvent event = DeliveryEvents.ended(stored, SinceHealthy.UNKNOWN);

        assertThat(event.kind()).isEqualTo(kind);
        assertThat(event.id()).isEqualTo(stored.id() + "-" + (state.equals("unknown") ? "unknown" : kind.word()));
        assertThat(event.failure().isPresent()).isEqualTo(!kind.isGood());
        if (state.startsWith("failed")) {
            FailedObject failed = event.failure().orElseThrow().object().orElseThrow();
            assertThat(failed.name()).startsWith("Deployment shop-").endsWith("/shop");
            assertThat(failed.cause()).isEqualTo("CrashLoopBackOff");
            assertThat(failed.log()).isNotEmpty();
        }
    }

    @Test
    void a_failure_names_the_object_and_its_log_and_what_to_do_now() {
        NotificationEvent event = SampleEvents.rolledBack(record, "ada@example.org");

        FailedObject failed = event.failure().orElseThrow().object().orElseThrow();
        assertThat(failed.name()).isEqualTo("Deployment shop/web");
        assertThat(failed.cause()).isEqualTo("CrashLoopBackOff");
        assertThat(failed.log()).hasSize(2).last().asString().contains("no database", "(masked)");
        assertThat(event.toString()).doesNotContain("hunter2");
        assertThat(event.next()).containsExactly(NextStep.MEND, NextStep.RELEASE_HOLD);
        assertThat(event.commits()).hasSize(1);
    }

    @Test
    void the_commits_of_the_record_are_told_also_where_the_branch_cannot_be_asked() {
        DeliveredCommit commit = new DeliveredCommit(
                SampleEvents.SOURCE, new GitIdentity("Ann", "ann@example.org"), AT, "Set password=hunter2hunter2");
        DeployRecord ended = record.ended(Outcome.FAILED, true, SampleEvents.REASON, "", AT)
                .bringing(BroughtCommits.of(Collections.nCopies(BroughtCommits.MOST + 2, commit), false, false));

        NotificationEvent event = DeliveryEvents.ended(ended, SinceHealthy.UNKNOWN);

        assertThat(event.commits()).hasSize(BroughtCommits.MOST);
        assertThat(event.commits().get(0).subject()).contains("(masked)").doesNotContain("hunter2");
        assertThat(event.moreCommits()).isTrue();
        BroughtCommits brought = ended.brought().orElseThrow();
        assertThat(NotificationText.more(brought, MessageLanguage.ENGLISH)).isEqualTo("and 2 more");
        assertThat(NotificationText.more(brought, MessageLanguage.CHINESE)).isEqualTo("还有 2 个");
    }

    @Test
    void a_message_says_how_many_commits_it_does_not_name_and_what_they_are() {
        DeliveredCommit commit =
                new DeliveredCommit(SampleEvents.SOURCE, new GitIdentity("Ann", "ann@example.org"), AT, "Work");
        assertThat(text(BroughtCommits.of(Collections.nCopies(BroughtCommits.MOST + 2, commit), false, false)))
                .contains("Commits since the last healthy delivery:", "  and 2 more\n");
        assertThat(text(BroughtCommits.of(Collections.nCopies(BroughtCommits.MOST + 2, commit), true, false)))
                .contains("  and more than 2 more\n");
        assertThat(text(BroughtCommits.of(List.of(commit), false, true)))
                .contains("What was delivered, as no delivery before it was healthy:\n  77b8dc974a Ann: Work\n")
                .doesNotContain("since the last healthy", "more");
    }

    private String text(BroughtCommits brought) {
        NotificationEvent event = DeliveryEvents.ended(
                record.ended(Outcome.FAILED, true, SampleEvents.REASON, "", AT), new SinceHealthy(true, brought));
        return NotificationText.of(event, MessageLanguage.ENGLISH).plain();
    }

    @Test
    void a_reason_of_any_other_form_names_no_object_and_is_bounded() {
        assertThat(FailedObject.in("The plan has a problem:\n  Deployment: no")).isEmpty();
        assertThat(FailedObject.in(": : : ")).isEmpty();
        assertThat(SampleEvents.rolledBackFor("x\n".repeat(500_000), record)
                        .failure()
                        .orElseThrow()
                        .reason())
                .hasSizeLessThan(7000);
        assertThat(SampleEvents.rolledBackFor("A " + "b: ".repeat(500_000), record)
                        .failure()
                        .orElseThrow()
                        .reason())
                .hasSizeLessThan(7000);
    }

    @Test
    void an_event_is_the_same_after_it_was_a_file() throws IOException {
        NotificationEvent event = SampleEvents.rolledBack(record, "ada@example.org");

        byte[] json = RecordJson.MAPPER.writeValueAsBytes(event);

        assertThat(RecordJson.MAPPER.readValue(json, NotificationEvent.class)).isEqualTo(event);
    }

    @Test
    void its_text_is_in_the_language_of_the_reader() {
        NotificationEvent event = SampleEvents.rolledBack(record, "ada@example.org");

        String english = NotificationText.of(event, MessageLanguage.ENGLISH).plain();
        String chinese = NotificationText.of(event, MessageLanguage.CHINESE).plain();

        assertThat(english)
                .startsWith("shop failed in staging and was rolled back\n")
                .contains(
                        "Deployment shop/web",
                        "What to do now:",
                        "releaseHold: true in a Pipeline, --release-hold",
                        "77b8dc974a ada: A change of ada",
                        "Took: 1m20s",
                        "Build: https://ci.example/job/shop/12/");
        assertThat(chinese).startsWith("shop 在 staging 中失败，已回滚\n").contains("下一步：", "--release-hold", "用时: 1m20s");
    }

    @Test
    void a_build_that_waits_for_a_person_says_where_to_answer_and_later_what_was_said() {
        String asked = NotificationText.of(SampleEvents.approval(Optional.empty()), MessageLanguage.ENGLISH)
                .plain();
        String approved = NotificationText.of(SampleEvents.answered(true), MessageLanguage.ENGLISH)
                .plain();
        String rejected = NotificationText.of(SampleEvents.answered(false), MessageLanguage.CHINESE)
                .plain();

        assertThat(asked)
                .startsWith("shop waits for an approval for production\n")
                .contains("to production?", "Approve it", "Answer at: https://ci.example/job/shop/12/input/");
        assertThat(approved)
                .startsWith("shop is approved for production\n")
                .contains("Answered by: ada", "Took: 5m", "Build: https://ci.example/job/shop/12/")
                .doesNotContain("Approve it", "/input/");
        assertThat(rejected).startsWith("shop 未获准交付到 production\n").contains("审批人: ada");
    }

    @Test
    void both_languages_have_the_same_texts_with_the_same_values() {
        ResourceBundle english = bundle(Locale.ROOT);
        ResourceBundle chinese = bundle(Locale.CHINESE);

        assertThat(own(chinese)).isEqualTo(own(english));
        for (String key : own(english)) {
            for (String value : List.of("{0}", "{1}", "{2}", "{3}")) {
                assertThat(chinese.getString(key).contains(value))
                        .as(key + " " + value)
                        .isEqualTo(english.getString(key).contains(value));
            }
        }
        for (EventKind kind : EventKind.values()) {
            assertThat(own(english)).contains("title." + kind.word());
        }
        for (NextStep step : NextStep.values()) {
            assertThat(own(english)).contains("next." + step.word());
        }
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "io.jenkins.plugins.gitops.engine.notification.texts",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static Set<String> own(ResourceBundle bundle) {
        return new TreeSet<>(bundle.keySet());
    }

    @Test
    void a_subscription_is_told_what_it_asked_for() {
        Receiver nobody = (notification, memory) -> SendResult.SENT;
        NotificationEvent failed = SampleEvents.rolledBack(record);
        NotificationEvent again = SampleEvents.recovered(record);

        Map<Subscription, List<Boolean>> wanted = Map.of(
                new Subscription("a", nobody, Set.of(), Set.of(), Set.of()), List.of(true, true),
                new Subscription("b", nobody, Set.of("production"), Set.of(), Set.of()), List.of(false, false),
                new Subscription("c", nobody, Set.of("staging"), Set.of("shop"), Set.of()), List.of(true, true),
                new Subscription("d", nobody, Set.of(), Set.of("cart"), Set.of()), List.of(false, false),
                new Subscription("e", nobody, Set.of(), Set.of(), Set.of(EventKind.HEALTHY)), List.of(false, true));

        wanted.forEach(
                (subscription, told) -> assertThat(List.of(subscription.wants(failed), subscription.wants(again)))
                        .as(subscription.name())
                        .isEqualTo(told));
    }
}
