package io.jenkins.plugins.gitops.engine.delivery.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.metrics.UnderWay;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted of records of each kind. */
class DeliveryFactsTest {

    private static DeployRecord record(String state) {
        return new RecordStore(StoredFormats.path("records/" + state))
                .all(unreadable -> {
                    throw unreadable;
                })
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        // state, failed in, written, held, effect, pushes
        "healthy,                    ,       true,  false, true,  1",
        "promotion,                  ,       true,  false, true,  1",
        "rollback-on-request,        ,       true,  true,  true,  1",
        "failed-first,               wait,   true,  ,      true,  1",
        "failed-stopped,             wait,   true,  ,      true,  1",
        "failed-rolled-back,         wait,   true,  true,  true,  2",
        "failed-twice,               wait,   true,  true,  true,  2",
        "aborted-before-the-commit,  ,       ,      ,      false, 0",
        "aborted-rolled-back,        ,       true,  true,  true,  2",
        "superseded-older,           ,       ,      ,      false, 0",
        "superseded-in-the-wait,     ,       true,  ,      false, 1",
        "refused-failed-tests,       render, ,      ,      false, 0",
        "refused-held,               plan,   ,      ,      false, 0",
        "refused-plan,               plan,   ,      ,      false, 0",
        "refused-push,               commit, false, ,      false, 1",
        "refused-unreachable,        plan, ,      ,      false, 0",
        "unknown,                    apply,  true,  ,      true,  1",
    })
    void says_what_failed_where_and_what_is_left_behind(
            String state, String failedIn, Boolean written, Boolean held, boolean effect, int pushes) {
        DeliveryFact fact = DeliveryFacts.of(record(state));

        assertThat(fact.work().failedIn()).isEqualTo(Optional.ofNullable(failedIn));
        assertThat(fact.trace().written()).isEqualTo(Optional.ofNullable(written));
        assertThat(fact.trace().held()).isEqualTo(Optional.ofNullable(held));
        assertThat(fact.trace().effect()).isEqualTo(effect);
        assertThat(fact.work().pushes()).isEqualTo(pushes);
        assertThat(fact.work().phases()).as("of an older version").isEmpty();
    }

    @Test
    void says_how_long_everything_took_where_that_was_measured() {
        DeliveryFact fact = DeliveryFacts.of(record("failed-rolled-back-measured"));

        assertThat(fact.work().phases())
                .containsEntry("queue", Duration.ofMillis(18))
                .containsEntry("wait", Duration.ofMillis(2447))
                .containsEntry("rollback", Duration.ofMillis(1079))
                .hasSize(7);
        assertThat(fact.work().phases().values().stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(fact.duration().minusMillis(50), fact.duration());
        assertThat(fact.work().writeBacks()).containsExactly(Duration.ofMillis(74), Duration.ofMillis(57));
        assertThat(fact.work().building()).contains(Duration.ofMillis(4802));
        assertThat(fact.work().tests()).isEqualTo(Map.of("passed", 1L, "failed", 0L, "skipped", 1L));
    }

    @ParameterizedTest
    @CsvSource({
        // state, held when it had claimed the environment, held from now on
        "failed-rolled-back,  false, false",
        "failed-rolled-back,  true,  true",
        "rollback-on-request, false, false",
        "failed-stopped,      true,  true",
        "healthy,             true,  false",
    })
    void says_that_it_is_held_where_it_is(String state, boolean claimed, boolean held) {
        DeployRecord record = record(state);
        DeployRecord saying = record.with(record.attempt().rollout().claim(claimed));

        assertThat(DeliveryFacts.of(saying).trace().held()).contains(held);
    }

    @ParameterizedTest
    @CsvSource({"wait, wait", "rollback-apply, rollback", "plan, plan"})
    void says_in_which_phase_one_is_that_has_not_ended(String state, String phase) {
        assertThat(DeliveryFacts.underWay(record(state)))
                .isEqualTo(new UnderWay("shop", "staging", phase, record(state).started()));
    }

    @Test
    void phases_are_measured_steadily_and_add_up() {
        SetClock machine = SetClock.standing();
        DeployRecord asked = fresh(DeployId.next(machine.clock().start(), new Random(1)));
        machine.pass(Duration.ofSeconds(7));

        assertThat(DeliveryFacts.underWay(asked).phase()).isEqualTo("queue");
        DeployRecord rendering = asked.entered(machine.clock());
        machine.pass(Duration.ofSeconds(3));
        machine.set(Duration.ofDays(1));
        DeployRecord planning = rendering.to(DeliveryPhase.PLAN).leaving(rendering, machine.clock());
        machine.pass(Duration.ofSeconds(5));
        DeployRecord again = planning.to(DeliveryPhase.RENDER).leaving(planning, machine.clock());
        machine.pass(Duration.ofSeconds(2));
        machine.set(Duration.ofDays(-2));
        DeployRecord end = again.ended(
                        Outcome.REFUSED, false, "no", "", machine.clock().instant())
                .leaving(again, machine.clock());

        assertThat(end.times().byPhase())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "queue", Duration.ofSeconds(7),
                        "render", Duration.ofSeconds(5),
                        "plan", Duration.ofSeconds(5)));
        assertThat(end.times().since()).isEmpty();
    }

    /** As it is before its first step. */
    private static DeployRecord fresh(DeployId id) {
        return DeployRecord.begin(id, record("render").request());
    }
}
