package io.jenkins.plugins.gitops.engine.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.gitops.engine.figures.PastDelivery.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each figure over a history that is small enough to be worked out by hand. */
class FiguresTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final double EXACT = 1e-12;

    private final List<PastDelivery> history = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1, 0.9, 1, 1.9", "2, 0.9, 0.5, 2.45"})
    void the_articles_examples(double days, double rate, double frequency, double total) {
        ArticleFigures figures = ArticleFigures.of(days, rate);

        assertThat(figures.frequency()).isEqualTo(frequency, within(EXACT));
        assertThat(figures.successRate()).isEqualTo(rate, within(EXACT));
        assertThat(figures.total()).isEqualTo(total, within(EXACT));
    }

    @Test
    void the_articles_examples_as_histories() {
        for (int day = 30; day > 0; day--) {
            add("d" + day, hours(24 * day - 1), day % 10 == 0 ? Ending.FAILED : Ending.HEALTHY);
        }
        ArticleFigures daily = current(30).article().orElseThrow();
        assertThat(List.of(daily.days(), daily.frequency(), daily.successRate(), daily.total()))
                .containsExactly(1.0, 1.0, 0.9, 1.9);

        history.clear();
        for (int number = 10; number > 0; number--) {
            add("d" + number, hours(48 * number - 1), number == 4 ? Ending.FAILED : Ending.HEALTHY);
        }
        ArticleFigures slower = current(20).article().orElseThrow();
        assertThat(slower.days()).isEqualTo(2);
        assertThat(slower.total()).isEqualTo(2.45, within(EXACT));
    }

    @Test
    void below_five_deliveries_nothing_has_a_value() {
        for (int day = 4; day > 0; day--) {
            add("d" + day, days(day), day == 2 ? Ending.FAILED : Ending.HEALTHY, hours(25 * day));
        }

        DeliveryFigures figures = current(30);

        assertThat(figures.deliveries()).isEqualTo(4);
        assertThat(figures.frequency().perDay()).isEmpty();
        assertThat(figures.frequency().daysPerWeek()).isEmpty();
        assertThat(figures.leadTime().median()).isEmpty();
        assertThat(figures.leadTime().p90()).isEmpty();
        assertThat(figures.recoveryTime().median()).isEmpty();
        assertThat(figures.changeFailRate().rate()).isEmpty();
        assertThat(figures.reworkRate().rate()).isEmpty();
        assertThat(figures.batchSize().median()).isEmpty();
        assertThat(figures.article()).isEmpty();
        assertThat(figures.changeFailRate().deliveries())
                .as("which ones is known")
                .containsExactly("d2");
    }

    @Test
    void what_never_happened_in_five_deliveries_is_zero_and_no_time_is_made_up() {
        five();

        assertThat(current(30).changeFailRate().rate()).contains(0.0);
        assertThat(current(30).recoveryTime().median()).isEmpty();
        assertThat(current(30).leadTime().median()).isEmpty();
    }

    @Test
    void frequency_is_of_healthy_deliveries_and_says_on_how_many_days_of_a_week() {
        // Weeks back from now: 3 days with one, 1 day, 0, 0; so the median is 0.5.
        add("a", days(10), Ending.HEALTHY);
        add("b", hours(53), Ending.HEALTHY);
        add("c", hours(50), Ending.HEALTHY);
        add("d", hours(30), Ending.HEALTHY);
        add("e", hours(3), Ending.FAILED);
        add("f", hours(2), Ending.HEALTHY);

        DeploymentFrequency frequency = current(30).frequency();

        assertThat(frequency.perDay()).contains(5 / 30.0);
        assertThat(frequency.daysPerWeek()).contains(0.5);
        assertThat(frequency.deliveries()).containsExactly("a", "b", "c", "d", "f");
    }

    @Test
    void weeks_are_counted_back_from_now_however_few_deliveries_they_have() {
        add("before", days(28), Ending.HEALTHY);
        add("a", days(14), Ending.HEALTHY, days(16), days(15));
        add("b", days(9), Ending.HEALTHY);
        add("put back", days(6), Ending.HEALTHY, days(6).plusHours(3));
        rollback("back", days(5), "put back", Ending.HEALTHY);
        add("c", hours(3), Ending.FAILED);

        List<WeekFigures> weeks = figures(7, 27).weeks();

        assertThat(weeks)
                .as("three whole weeks, the oldest first; what ended as one begins is in the one before")
                .extracting(
                        WeekFigures::deployments, WeekFigures::succeeded, WeekFigures::failedLater, WeekFigures::failed)
                .containsExactly(tuple(1, 1, 0, 0), tuple(1, 1, 0, 0), tuple(2, 1, 1, 1));
        assertThat(weeks.get(2).to()).isEqualTo(NOW);
        assertThat(weeks.get(0).leadTimeMedian()).contains(Duration.ofHours(36));
        assertThat(weeks.get(0).leadTimeP90()).contains(Duration.ofDays(2));
        assertThat(weeks.get(1).leadTimeMedian()).isEmpty();
        assertThat(figures(3650).weeks()).hasSize(53);
        assertThat(figures(6).weeks()).isEmpty();
    }

    @Test
    void lead_time_is_of_every_commit_to_the_end_of_the_delivery_with_which_it_was_healthy() {
        // 1, 2, ... 10 hours before their deliveries ended: the median is 5.5 hours, and nine of ten took at most 9.
        five();
        add("a", days(2), Ending.HEALTHY, hours(48 + 1), hours(48 + 4), hours(48 + 9));
        add("b", days(1), Ending.FAILED, hours(24 + 20));
        add("c", hours(5), Ending.HEALTHY, hours(7), hours(8), hours(10), hours(11), hours(12), hours(13), hours(15));

        LeadTime leadTime = current(30).leadTime();

        assertThat(leadTime.commits()).isEqualTo(10);
        assertThat(leadTime.median()).contains(Duration.ofMinutes(330));
        assertThat(leadTime.p90()).contains(Duration.ofHours(9));
        assertThat(leadTime.deliveries()).containsExactly("a", "c");
        assertThat(leadTime.headAlone()).isZero();
    }

    @Test
    void a_commit_that_a_clock_dates_after_its_delivery_and_a_delivery_without_an_end_have_no_lead_time() {
        five();
        add("a", days(2), Ending.HEALTHY, hours(40), hours(50));
        PastDelivery endless = delivery("b", days(1), Ending.HEALTHY, hours(60));
        history.add(new PastDelivery(
                "b",
                endless.requested(),
                Optional.empty(),
                Ending.HEALTHY,
                true,
                Optional.empty(),
                endless.commits(),
                Optional.empty(),
                false));

        assertThat(current(30).leadTime().commits()).isEqualTo(1);
        assertThat(current(30).leadTime().median()).contains(Duration.ofHours(2));
    }

    @Test
    void where_only_the_newest_commit_is_known_that_is_said_and_nothing_of_the_batch() {
        five();
        history.add(new PastDelivery(
                "a",
                NOW.minus(days(1)),
                Optional.of(NOW.minus(days(1))),
                Ending.HEALTHY,
                true,
                Optional.empty(),
                Optional.of(new NewCommits(List.of(NOW.minus(hours(25))), true)),
                Optional.empty(),
                false));

        assertThat(current(30).leadTime().headAlone()).isEqualTo(1);
        assertThat(current(30).leadTime().median()).contains(Duration.ofHours(1));
        assertThat(current(30).batchSize().deliveries()).isEmpty();
        assertThat(current(30).batchSize().median()).isEmpty();
    }

    @Test
    void a_commit_that_is_dated_after_the_end_is_in_no_figure() {
        history.add(delivery("a", hours(20), Ending.HEALTHY, hours(21), hours(22), hours(19)));
        history.add(delivery("b", hours(10), Ending.HEALTHY, hours(9)));

        assertThat(current(30).leadTime().commits()).isEqualTo(2);
        assertThat(current(30).batchSize().deliveries()).containsExactly("a");
    }

    @Test
    void batch_size_is_of_deliveries_that_brought_commits() {
        five();
        add("a", hours(9), Ending.HEALTHY, hours(10), hours(10), hours(10), hours(10));
        add("b", hours(8), Ending.HEALTHY, hours(10));
        add("c", hours(7), Ending.FAILED, hours(10), hours(10));

        assertThat(current(30).batchSize().median()).contains(2.5);
        assertThat(current(30).batchSize().p90()).contains(4L);
        assertThat(current(30).batchSize().deliveries()).containsExactly("a", "b");
    }

    @Test
    void a_failed_delivery_and_its_rollback_are_one_and_the_rollback_ends_the_failure() {
        five();
        add("a", hours(10), Ending.FAILED);
        rollback("r", hours(9), "a", Ending.HEALTHY);

        DeliveryFigures figures = current(30);

        assertThat(figures.deliveries()).isEqualTo(6);
        assertThat(figures.changeFailRate().rate()).contains(1 / 6.0);
        assertThat(figures.recoveryTime().median()).contains(Duration.ofHours(1));
        assertThat(figures.reworkRate().deliveries()).isEmpty();
        assertThat(figures.frequency().deliveries()).doesNotContain("r");
    }

    @Test
    void a_failure_that_nobody_mended_is_open() {
        five();
        add("a", hours(10), Ending.FAILED);

        assertThat(current(30).recoveryTime()).isEqualTo(new RecoveryTime(Optional.empty(), 1, List.of()));
    }

    @Test
    void recovery_is_the_median_over_all_failures() {
        five();
        add("a", hours(20), Ending.FAILED);
        add("b", hours(18), Ending.FAILED);
        add("c", hours(17), Ending.HEALTHY);
        add("d", hours(10), Ending.FAILED);
        add("e", hours(5), Ending.HEALTHY);

        // 3, 1 and 5 hours.
        assertThat(current(30).recoveryTime().median()).contains(Duration.ofHours(3));
        assertThat(current(30).recoveryTime().deliveries()).containsExactly("a", "b", "d");
    }

    @Test
    void what_claims_an_end_in_the_future_ends_no_failure() {
        five();
        add("a", hours(20), Ending.FAILED);
        PastDelivery forged = delivery("forged", hours(19), Ending.HEALTHY);
        history.add(forged.ended(Ending.HEALTHY, Optional.of(Instant.MAX)));

        assertThat(current(30).recoveryTime().open()).isEqualTo(1);
        assertThat(current(30).recoveryTime().median()).isEmpty();

        add("b", hours(18), Ending.HEALTHY);

        assertThat(current(30).recoveryTime().median()).contains(Duration.ofHours(2));
        assertThat(current(30).recoveryTime().deliveries()).containsExactly("a");
    }

    @Test
    void many_failures_that_nothing_follows_take_one_pass() {
        int many = 200_000;
        for (int number = many; number > 0; number--) {
            add("d" + number, Duration.ofSeconds(number), Ending.FAILED);
        }

        RecoveryTime recovery = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> current(30).recoveryTime());

        assertThat(recovery.open()).isEqualTo(many);
    }

    @Test
    void a_healthy_one_that_a_person_rolled_back_had_failed_and_the_rollback_is_rework() {
        five();
        add("a", hours(10), Ending.HEALTHY);
        history.add(new PastDelivery(
                "r",
                NOW.minus(hours(4)),
                Optional.of(NOW.minus(hours(3))),
                Ending.HEALTHY,
                true,
                Optional.of("a"),
                Optional.empty(),
                Optional.empty(),
                false));
        add("b", hours(1), Ending.HEALTHY);

        DeliveryFigures figures = current(30);

        assertThat(figures.deliveries()).isEqualTo(8);
        assertThat(figures.changeFailRate().deliveries()).containsExactly("a");
        assertThat(figures.recoveryTime().median()).as("from the request").contains(Duration.ofHours(1));
        assertThat(figures.reworkRate().deliveries()).containsExactly("r");
    }

    @Test
    void a_mark_makes_a_failure_from_the_moment_of_the_mark() {
        five();
        marked(delivery("a", hours(10), Ending.HEALTHY), Optional.of(hours(6)), false);
        add("b", hours(4), Ending.HEALTHY);

        assertThat(current(30).changeFailRate().deliveries()).containsExactly("a");
        assertThat(current(30).recoveryTime().median()).contains(Duration.ofHours(2));
    }

    @Test
    void a_mark_after_the_next_healthy_delivery_counts_from_the_end_of_the_marked_one() {
        five();
        marked(delivery("a", hours(10), Ending.HEALTHY), Optional.of(hours(1)), false);
        add("b", hours(4), Ending.HEALTHY);

        assertThat(current(30).recoveryTime().median()).contains(Duration.ofHours(6));
        assertThat(current(30).reworkRate().deliveries())
                .as("nobody knew when it was requested")
                .isEmpty();
    }

    @Test
    void the_first_delivery_after_a_known_failure_is_rework() {
        five();
        add("a", hours(10), Ending.FAILED);
        add("b", hours(9), Ending.FAILED);
        add("c", hours(8), Ending.HEALTHY);
        add("d", hours(7), Ending.HEALTHY);

        assertThat(current(30).reworkRate().rate()).contains(2 / 9.0);
        assertThat(current(30).reworkRate().deliveries()).containsExactly("b", "c");
    }

    @Test
    void one_that_was_requested_before_the_failure_is_no_rework() {
        five();
        add("a", hours(10), Ending.FAILED);
        PastDelivery b = delivery("b", hours(9), Ending.HEALTHY);
        history.add(new PastDelivery(
                "b",
                NOW.minus(hours(11)),
                b.ended(),
                Ending.HEALTHY,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));

        assertThat(current(30).reworkRate().deliveries()).isEmpty();
    }

    @Test
    void a_hotfix_is_rework() {
        five();
        marked(delivery("a", hours(10), Ending.HEALTHY), Optional.empty(), true);

        assertThat(current(30).reworkRate().deliveries()).containsExactly("a");
        assertThat(current(30).changeFailRate().deliveries()).isEmpty();
    }

    @Test
    void what_ended_otherwise_or_brought_nothing_new_does_not_count() {
        five();
        add("superseded", hours(10), Ending.OTHER);
        rollback("of what was aborted", hours(9), "superseded", Ending.HEALTHY);
        PastDelivery same = delivery("same", hours(8), Ending.HEALTHY);
        history.add(new PastDelivery(
                "same",
                same.requested(),
                same.ended(),
                Ending.HEALTHY,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));

        assertThat(current(30).deliveries()).isEqualTo(5);
        assertThat(current(30).counted()).containsExactly("five5", "five4", "five3", "five2", "five1");
        assertThat(current(30).frequency().deliveries()).hasSize(5);
    }

    @Test
    void to_deliver_the_same_again_may_end_a_failure() {
        five();
        marked(delivery("a", hours(10), Ending.HEALTHY), Optional.of(hours(9)), false);
        PastDelivery again = delivery("again", hours(8), Ending.HEALTHY);
        history.add(new PastDelivery(
                "again",
                again.requested(),
                again.ended(),
                Ending.HEALTHY,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));

        assertThat(current(30).recoveryTime().median()).contains(Duration.ofHours(1));
    }

    @Test
    void each_delivery_is_in_the_span_in_which_it_ended_and_the_span_before_is_told_beside_it() {
        for (int number = 5; number > 0; number--) {
            add("before" + number, days(30).plus(hours(number - 1)), Ending.HEALTHY);
        }
        for (int number = 6; number > 0; number--) {
            add("now" + number, hours(number), Ending.HEALTHY);
        }
        add("in the future, says a clock", hours(-1), Ending.HEALTHY);

        ComparedFigures month = figures(30, 90).windows().get(0);
        ComparedFigures quarter = figures(30, 90).windows().get(1);

        assertThat(month.current().deliveries()).isEqualTo(6);
        assertThat(month.before().deliveries()).isEqualTo(5);
        assertThat(month.before().frequency().perDay()).contains(5 / 30.0);
        assertThat(month.current().from()).isEqualTo(month.before().to()).isEqualTo(NOW.minus(days(30)));
        assertThat(quarter.current().deliveries()).isEqualTo(11);
        assertThat(quarter.before().deliveries()).isZero();
        assertThat(quarter.before().frequency().perDay()).isEmpty();
    }

    /** Five healthy ones of which nothing more is known, so that figures have values. */
    private void five() {
        for (int number = 5; number > 0; number--) {
            add("five" + number, days(20).plus(hours(number)), Ending.HEALTHY);
        }
    }

    private void add(String id, Duration ago, Ending ending, Duration... commits) {
        history.add(delivery(id, ago, ending, commits));
    }

    private void rollback(String id, Duration ago, String of, Ending ending) {
        Instant end = NOW.minus(ago);
        history.add(new PastDelivery(
                id,
                end.minusSeconds(60),
                Optional.of(end),
                ending,
                true,
                Optional.of(of),
                Optional.empty(),
                Optional.empty(),
                false));
    }

    private void marked(PastDelivery each, Optional<Duration> failed, boolean hotfix) {
        history.add(new PastDelivery(
                each.id(),
                each.requested(),
                each.ended(),
                each.ending(),
                true,
                Optional.empty(),
                each.commits(),
                failed.map(NOW::minus),
                hotfix));
    }

    /** It took a minute, and ended so long ago; its commits were made so long ago. */
    private static PastDelivery delivery(String id, Duration ago, Ending ending, Duration... commits) {
        Instant end = NOW.minus(ago);
        return new PastDelivery(
                id,
                end.minusSeconds(60),
                Optional.of(end),
                ending,
                true,
                Optional.empty(),
                Optional.of(
                        new NewCommits(List.of(commits).stream().map(NOW::minus).toList(), false)),
                Optional.empty(),
                false);
    }

    private DeliveryFigures current(int days) {
        return figures(days).windows().get(0).current();
    }

    private TargetFigures figures(Integer... days) {
        return TargetFigures.of("shop", "production", history, NOW, List.of(days));
    }

    private static Duration hours(long number) {
        return Duration.ofHours(number);
    }

    private static Duration days(long number) {
        return Duration.ofDays(number);
    }
}
