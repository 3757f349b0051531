package io.jenkins.plugins.gitops.engine.delivery.drift;

import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.FIRST;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.NOON;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.SECOND;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.SETTINGS;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.WEB;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.changed;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.field;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.replicas;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.FieldDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfHealTest {

    private static final DeployId SYNC = new DeployId("01m82yfhvqjfnpqhg78kfpqfv5");
    private static final DriftReport DRIFTED = DriftReports.of(changed(WEB, replicas("5", NOON.minusSeconds(60))));

    @Test
    void the_objects_that_drifted_are_put_back_by_force_and_no_others() {
        DriftReport report =
                DriftReports.of(changed(WEB, replicas("5", NOON)), whole(SETTINGS, ObjectDrift.Kind.MISSING));
        DeployOptions usual = DeployOptions.in("shop")
                .with(Pruning.ON)
                .with(SyncLimits.NONE.ignoring(IgnoreRules.parse(List.of("Service:/spec/ports"))));

        SelfHeal.Decision decision = decide(DriftState.NONE, report, NOON);
        DeployOptions options = SelfHeal.options(usual, decision);

        assertThat(decision.puts()).hasSize(2);
        assertThat(options.safety().force()).isTrue();
        assertThat(options.pruning()).isEqualTo(Pruning.OFF);
        assertThat(options.sync().only())
                .extracting(ObjectSelector::text)
                .containsExactly("ConfigMap/shop/settings", "Deployment.apps/shop/web");
        assertThat(options.sync().ignore()).extracting(IgnoreRule::text).containsExactly("Service:/spec/ports");
    }

    @Test
    void what_it_put_back_is_recorded_with_managers_and_how_often_and_how_it_ended() {
        DriftState state = putBack(DriftState.NONE, DRIFTED, NOON);
        state = putBack(state, DRIFTED, NOON.plusSeconds(60));

        DriftState ended = SelfHeal.ended(state, SYNC, Outcome.HEALTHY);

        assertThat(ended.heals()).hasSize(2);
        HealRecord newest = ended.heals().get(1);
        assertThat(newest.text())
                .isEqualTo("self-heal puts back as delivered by " + FIRST
                        + ": Deployment shop/web spec.replicas, set by kubectl (2 times now)");
        assertThat(newest.outcome()).contains(Outcome.HEALTHY);
    }

    @Test
    void an_end_by_it_is_told_as_such() {
        DriftState state = putBack(DriftState.NONE, DRIFTED, NOON);

        List<DriftChange> changes =
                DriftWatch.see(state, DriftReports.of(), NOON.plusSeconds(60)).changes();

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.putBackBy()).contains(SYNC);
            assertThat(change.text()).endsWith("; put back by " + SYNC);
        });
    }

    @Test
    void a_fight_is_given_up_once_told_once_and_begun_anew_by_a_delivery_or_a_person() {
        DriftState state = DriftState.NONE;
        for (int i = 0; i < SelfHeal.MOST; i++) {
            state = putBack(state, DRIFTED, NOON.plusSeconds(60L * i));
        }
        Instant later = NOON.plusSeconds(240);

        SelfHeal.Decision fourth = decide(state, DRIFTED, later);
        SelfHeal.Decision fifth = decide(fourth.state(), DRIFTED, later.plus(Duration.ofDays(2)));

        assertThat(fourth.puts()).isEmpty();
        assertThat(fourth.givenUpText().orElseThrow())
                .contains("gives up: Deployment shop/web spec.replicas, set by kubectl", "3 times within 60 minutes");
        assertThat(fifth.puts()).isEmpty();
        assertThat(fifth.givenUpText()).isEmpty();
        assertThat(decide(fourth.state(), DriftReports.of(SECOND, DRIFTED), later)
                        .puts())
                .hasSize(1);
        assertThat(decide(fourth.state().forgiving(), DRIFTED, later).puts()).hasSize(1);
    }

    @Test
    void what_comes_back_now_and_then_is_no_fight() {
        DriftState state = DriftState.NONE;
        for (int i = 0; i < 20; i++) {
            Instant time = NOON.plus(Duration.ofMinutes(31L * i));
            assertThat(decide(state, DRIFTED, time).puts()).hasSize(1);
            state = putBack(state, DRIFTED, time);
        }
        assertThat(state.fights()).singleElement().satisfies(fight -> assertThat(fight.count())
                .isEqualTo(20));
    }

    @Test
    void a_field_that_was_given_up_is_left_as_it_is_when_the_rest_of_the_object_is_put_back() {
        DriftState state = givenUp(DRIFTED);
        DriftReport more = DriftReports.of(changed(
                WEB, replicas("5", NOON), field("spec.paused", "false", "true", Optional.of("me"), Optional.empty())));

        SelfHeal.Decision decision = decide(state, more, NOON.plusSeconds(600));

        assertThat(decision.puts()).extracting(StandingDrift::path).containsExactly("spec.paused");
        assertThat(SelfHeal.options(DeployOptions.in("shop"), decision).sync().ignore())
                .extracting(IgnoreRule::text)
                .containsExactly("apps/Deployment/shop/web:/spec/replicas");
    }

    @Test
    void an_object_is_left_alone_when_no_rule_can_name_what_was_given_up_or_it_is_being_deleted() {
        FieldDrift immutable =
                new FieldDrift("data.key", "1", "2", Optional.of("me"), Optional.of(NOON), Optional.empty());
        DriftState state = givenUp(DriftReports.of(changed(SETTINGS, immutable)));
        DriftReport more = DriftReports.of(
                changed(SETTINGS, immutable, field("data.b", "1", "2", Optional.empty(), Optional.empty())),
                changed(
                        WEB,
                        replicas("5", NOON),
                        new FieldDrift(
                                "metadata.deletionTimestamp",
                                "",
                                "now",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));

        assertThat(decide(state, more, NOON.plusSeconds(600)).puts()).isEmpty();
    }

    @Test
    void what_is_not_in_the_commit_is_never_deleted() {
        assertThat(decide(DriftState.NONE, DriftReports.of(whole(SETTINGS, ObjectDrift.Kind.LEFT_OVER)), NOON)
                        .puts())
                .isEmpty();
    }

    @Test
    void held_environments_and_those_that_are_not_healthy_or_deployed_to_are_not_touched_and_it_is_told_once() {
        ClusterDrift drift = DRIFTED.drift();
        Optional<DeliveryResult> healthy = Optional.of(DeliveryResult.HEALTHY);
        List<DriftReport> reports = List.of(
                DriftReports.of(FIRST, drift, healthy, true, Optional.empty()),
                DriftReports.of(FIRST, drift, Optional.of(DeliveryResult.FAILED), false, Optional.empty()),
                DriftReports.of(FIRST, drift, Optional.empty(), false, Optional.of(NOON.minus(Duration.ofDays(1)))));
        List<String> reasons = List.of("held", "did not end healthy (failed)", "under way");

        for (int i = 0; i < reports.size(); i++) {
            SelfHeal.Decision first = decide(DriftState.NONE, reports.get(i), NOON);
            SelfHeal.Decision second = decide(first.state(), reports.get(i), NOON.plusSeconds(60));

            assertThat(first.puts()).isEmpty();
            assertThat(first.refusal().orElseThrow()).contains(reasons.get(i));
            assertThat(second.refusal()).isEmpty();
        }
    }

    @Test
    void what_could_not_be_compared_now_is_not_put_back() {
        DriftState state = decide(DriftState.NONE, DRIFTED, NOON).state();
        ClusterDrift partial = new ClusterDrift(
                5,
                List.of(whole(SETTINGS, ObjectDrift.Kind.MISSING)),
                0,
                List.of("Deployment shop/web: grant the verb get"),
                List.of());

        SelfHeal.Decision decision = decide(state, DriftReports.of(partial), NOON.plusSeconds(60));

        assertThat(decision.state().drifts()).hasSize(2);
        assertThat(decision.puts()).extracting(drift -> drift.object()).containsExactly(SETTINGS);
    }

    @Test
    void fights_over_ever_new_fields_are_kept_up_to_a_number_and_those_that_were_given_up_stay() {
        DriftState state = givenUp(DRIFTED);
        FieldDrift[] fields = new FieldDrift[900];
        for (int look = 0; look < 5; look++) {
            for (int i = 0; i < fields.length; i++) {
                fields[i] = field("subjects." + look + "-" + i, "", "1", Optional.of("me"), Optional.empty());
            }
            state = putBack(state, DriftReports.of(changed(SETTINGS, fields)), NOON.plusSeconds(600 + look));
        }

        assertThat(state.fights()).hasSize(SelfHeal.MOST_FIGHTS);
        assertThat(decide(state, DRIFTED, NOON.plusSeconds(900)).puts()).isEmpty();
    }

    @Test
    void a_list_that_gets_other_members_each_time_is_given_up_and_the_rest_of_the_object_is_not() {
        DriftState state = DriftState.NONE;
        for (int look = 0; look < SelfHeal.MOST; look++) {
            state = putBack(state, DriftReports.of(changed(SETTINGS, member(look), member(100 + look))), NOON);
        }
        DriftReport more = DriftReports.of(
                changed(SETTINGS, member(3), member(4), field("data.b", "1", "2", Optional.empty(), Optional.empty())));

        SelfHeal.Decision fourth = decide(state, more, NOON.plusSeconds(60));

        assertThat(fourth.givenUpText().orElseThrow())
                .contains("gives up: ConfigMap shop/settings /subjects, set by me;");
        assertThat(fourth.puts()).extracting(StandingDrift::path).containsExactly("data.b");
        assertThat(SelfHeal.options(DeployOptions.in("shop"), fourth).sync().ignore())
                .extracting(IgnoreRule::text)
                .containsExactly("ConfigMap/shop/settings:/subjects");
        assertThat(decide(fourth.state(), DriftReports.of(changed(SETTINGS, member(9))), NOON.plusSeconds(120)))
                .satisfies(fifth -> assertThat(fifth.puts()).isEmpty())
                .satisfies(fifth -> assertThat(fifth.givenUp()).isEmpty());
    }

    @Test
    void a_member_that_is_fought_over_leaves_the_others_of_its_list() {
        DriftState state = DriftState.NONE;
        for (int look = 0; look < SelfHeal.MOST; look++) {
            state = putBack(state, DriftReports.of(changed(SETTINGS, member(1))), NOON);
        }

        SelfHeal.Decision fourth =
                decide(state, DriftReports.of(changed(SETTINGS, member(1), member(2))), NOON.plusSeconds(60));

        assertThat(fourth.givenUp()).extracting(StandingDrift::path).containsExactly("subjects[m1]");
        assertThat(fourth.puts()).extracting(StandingDrift::path).containsExactly("subjects[m2]");
    }

    private static FieldDrift member(int number) {
        return new FieldDrift(
                "subjects[m" + number + "]",
                "",
                "{}",
                Optional.of("me"),
                Optional.empty(),
                Optional.of(ObjectPointer.parse("/subjects/m" + number)));
    }

    @Test
    void an_object_whose_name_no_rule_can_have_is_left_alone_and_told_once() {
        ObjectRef role = ObjectRef.of("rbac.authorization.k8s.io/v1", "Role", "shop", "team a");
        DriftReport report = DriftReports.of(
                changed(role, field("rules", "1", "2", Optional.of("me"), Optional.empty())),
                changed(WEB, replicas("5", NOON)));

        SelfHeal.Decision first = decide(DriftState.NONE, report, NOON);
        SelfHeal.Decision second = decide(first.state(), report, NOON.plusSeconds(60));

        assertThat(first.puts()).extracting(drift -> drift.object()).containsExactly(WEB);
        assertThat(first.refusal().orElseThrow()).contains("Role shop/team a is not put back");
        assertThat(second.refusal()).isEmpty();
    }

    @Test
    void an_object_is_left_alone_when_there_are_too_many_rules_already() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < IgnoreRules.MOST; i++) {
            rules.add("ConfigMap:/data/k" + i);
        }
        DriftReport more = DriftReports.of(changed(
                WEB, replicas("5", NOON), field("spec.paused", "false", "true", Optional.of("me"), Optional.empty())));
        Instant now = NOON.plusSeconds(600);
        DriftState state = DriftWatch.see(givenUp(DRIFTED), more, now).state();

        assertThat(SelfHeal.decide(state, more, IgnoreRules.parse(rules), now).puts())
                .isEmpty();
        assertThat(SelfHeal.decide(state, more, IgnoreRules.parse(rules.subList(1, rules.size())), now)
                        .puts())
                .hasSize(1);
    }

    private static DriftState givenUp(DriftReport report) {
        DriftState state = DriftState.NONE;
        for (int i = 0; i < SelfHeal.MOST; i++) {
            state = putBack(state, report, NOON.plusSeconds(i));
        }
        SelfHeal.Decision decision = decide(state, report, NOON.plusSeconds(10));
        assertThat(decision.givenUp()).hasSize(1);
        return decision.state();
    }

    private static SelfHeal.Decision decide(DriftState state, DriftReport report, Instant now) {
        return SelfHeal.decide(DriftWatch.see(state, report, now).state(), report, IgnoreRules.NONE, now);
    }

    private static DriftState putBack(DriftState state, DriftReport report, Instant now) {
        return SelfHeal.began(decide(state, report, now), SYNC, now);
    }
}
