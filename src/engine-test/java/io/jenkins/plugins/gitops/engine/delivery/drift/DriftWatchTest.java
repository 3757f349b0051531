package io.jenkins.plugins.gitops.engine.delivery.drift;

import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.FIRST;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.NOON;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.SECOND;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.SETTINGS;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.WEB;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.changed;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.replicas;
import static io.jenkins.plugins.gitops.engine.delivery.drift.DriftReports.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftWatchTest {

    private static final Instant EARLIER = NOON.minusSeconds(300);

    @TempDir
    Path folder;

    @Test
    void what_differs_begins_changes_and_ends_each_once() {
        DriftReport five = DriftReports.of(changed(WEB, replicas("5", EARLIER)));
        DriftReport six = DriftReports.of(changed(WEB, replicas("6", NOON.plusSeconds(30))));

        DriftWatch.Round first = DriftWatch.see(DriftState.NONE, five, NOON);
        DriftWatch.Round second = DriftWatch.see(first.state(), five, NOON.plusSeconds(60));
        DriftWatch.Round third = DriftWatch.see(second.state(), six, NOON.plusSeconds(120));
        DriftWatch.Round last = DriftWatch.see(third.state(), DriftReports.of(), NOON.plusSeconds(180));

        assertThat(first.changes())
                .extracting(DriftChange::text)
                .containsExactly("drift begins: Deployment shop/web spec.replicas: wanted 2, is 5; by kubectl since "
                        + "2026-01-02T11:55:00Z");
        assertThat(second.changes()).isEmpty();
        assertThat(third.changes())
                .extracting(DriftChange::text)
                .containsExactly("drift changes: Deployment shop/web spec.replicas: wanted 2, is 6; by kubectl since "
                        + "2026-01-02T11:55:00Z");
        assertThat(third.state().drifts().get(0).changed()).contains(NOON.plusSeconds(120));
        assertThat(last.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(DriftChange.Kind.GONE);
            assertThat(change.drift().since()).isEqualTo(EARLIER);
            assertThat(change.putBackBy()).isEmpty();
        });
        assertThat(last.state().drifts()).isEmpty();
    }

    @Test
    void what_the_server_notes_no_time_of_began_when_it_was_seen_and_no_clock_is_in_the_future() {
        DriftReport report = DriftReports.of(
                changed(WEB, replicas("5", NOON.plusSeconds(7200))), whole(SETTINGS, ObjectDrift.Kind.MISSING));

        DriftState state = DriftWatch.see(DriftState.NONE, report, NOON).state();
        state = DriftWatch.see(state, report, NOON.plusSeconds(60)).state();

        assertThat(state.drifts()).extracting(StandingDrift::since).containsExactly(NOON, NOON);
    }

    @Test
    void an_object_that_goes_from_changed_to_missing_is_told_so() {
        DriftState before = DriftWatch.see(DriftState.NONE, DriftReports.of(changed(WEB, replicas("5", EARLIER))), NOON)
                .state();

        List<DriftChange> changes = DriftWatch.see(
                        before, DriftReports.of(whole(WEB, ObjectDrift.Kind.MISSING)), NOON.plusSeconds(60))
                .changes();

        assertThat(changes)
                .extracting(change -> change.kind() + " " + change.drift().kind())
                .containsExactly("APPEARED MISSING", "GONE CHANGED");
    }

    @Test
    void nothing_is_told_while_a_delivery_is_under_way_for_an_hour_at_most() {
        ClusterDrift drift =
                DriftReports.of(changed(WEB, replicas("5", EARLIER))).drift();
        DriftReport deploying = DriftReports.of(SECOND, drift, Optional.empty(), false, Optional.of(NOON));

        assertThat(DriftWatch.see(DriftState.NONE, deploying, NOON.plusSeconds(3599))
                        .changes())
                .isEmpty();
        assertThat(DriftWatch.see(DriftState.NONE, deploying, NOON.plusSeconds(3600))
                        .changes())
                .hasSize(1);
        assertThat(DriftWatch.see(DriftState.NONE, deploying, NOON.minusSeconds(3600))
                        .changes())
                .as("a commit of the far future")
                .hasSize(1);
    }

    @Test
    void one_delivery_after_the_other_keeps_the_watch_silent_for_an_hour_in_all() {
        ClusterDrift drift =
                DriftReports.of(changed(WEB, replicas("5", EARLIER))).drift();
        Instant ahead = NOON.plusSeconds(3000);
        DriftReport one = DriftReports.of(SECOND, drift, Optional.empty(), false, Optional.of(ahead));
        DriftReport other = DriftReports.of(FIRST, drift, Optional.empty(), false, Optional.of(ahead));

        DriftWatch.Round first = DriftWatch.see(DriftState.NONE, one, NOON);
        DriftWatch.Round second = DriftWatch.see(first.state(), other, NOON.plusSeconds(3599));
        DriftWatch.Round third = DriftWatch.see(second.state(), one, NOON.plusSeconds(3600));
        DriftState ended = DriftWatch.see(third.state(), DriftReports.of(), NOON.plusSeconds(3700))
                .state();

        assertThat(first.changes()).isEmpty();
        assertThat(second.changes()).isEmpty();
        assertThat(third.changes()).hasSize(1);
        assertThat(ended.silent()).isEmpty();
    }

    @Test
    void what_could_not_be_compared_has_not_ended() {
        DriftState before = DriftWatch.see(DriftState.NONE, DriftReports.of(changed(WEB, replicas("5", EARLIER))), NOON)
                .state();
        DriftReport hidden =
                DriftReports.of(new ClusterDrift(5, List.of(), 0, List.of("grant the verb get"), List.of()));
        DriftReport tooMuch = DriftReports.of(new ClusterDrift(5, List.of(), 1, List.of(), List.of()));

        for (DriftReport partial : List.of(hidden, tooMuch)) {
            DriftWatch.Round round = DriftWatch.see(before, partial, NOON.plusSeconds(60));
            assertThat(round.changes()).isEmpty();
            assertThat(round.state().drifts()).isEqualTo(before.drifts());
        }
    }

    @Test
    void more_than_can_be_kept_is_neither_kept_nor_said_to_have_ended() {
        List<ObjectDrift> objects = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            objects.add(changed(
                    io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef.of("v1", "ConfigMap", "shop", "c" + i),
                    DriftReports.field("data.a", "1", "2", Optional.empty(), Optional.empty()),
                    DriftReports.field("data.b", "1", "2", Optional.empty(), Optional.empty()),
                    DriftReports.field("data.c", "1", "2", Optional.empty(), Optional.empty())));
        }
        DriftReport many = DriftReports.of(objects.toArray(ObjectDrift[]::new));

        DriftWatch.Round first = DriftWatch.see(DriftState.NONE, many, NOON);
        DriftWatch.Round second = DriftWatch.see(first.state(), many, NOON.plusSeconds(60));

        assertThat(first.state().drifts()).hasSize(DriftWatch.MOST);
        assertThat(second.changes()).isEmpty();
    }

    @Test
    void since_survives_a_restart_in_a_file() {
        DriftStateFile file = file();
        DriftReport report =
                DriftReports.of(changed(WEB, replicas("5", EARLIER)), whole(SETTINGS, ObjectDrift.Kind.LEFT_OVER));
        DriftState state = DriftWatch.see(DriftState.NONE, report, NOON).state();
        file.write(state);

        DriftState read = file().read(warning -> {
            throw warning;
        });

        assertThat(read).isEqualTo(state);
        assertThat(DriftWatch.see(read, report, NOON.plus(Duration.ofDays(3))).changes())
                .isEmpty();
        assertThat(folder.resolve("shop.staging.shop-staging.json")).exists();
    }

    @Test
    void a_file_that_cannot_be_read_is_begun_anew_and_said() throws IOException {
        Path path = folder.resolve("shop.staging.shop-staging.json");
        List<String> warnings = new ArrayList<>();
        for (String text : List.of("", "[]", "{\"format\":2}", "{\"format\":1,\"drifts\":[{}]}", "null")) {
            Files.writeString(path, text);
            assertThat(file().read(warning -> warnings.add(warning.getMessage())))
                    .as(text)
                    .isEqualTo(DriftState.NONE);
        }

        assertThat(warnings).hasSize(5).allSatisfy(text -> assertThat(text).contains(path.toString(), "begun anew"));
    }

    @Test
    void two_watches_do_not_share_a_file() {
        ProcessLock lock = file().lock();

        assertThatThrownBy(() -> file().lock())
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("Another process watches");
        lock.close();
        file().lock().close();
    }

    @Test
    void a_state_without_what_later_versions_wrote_is_read() throws IOException {
        Files.writeString(
                folder.resolve("shop.staging.shop-staging.json"),
                """
                {"format": 1, "delivery": "%s", "later": 1, "drifts": [
                  {"object": "apps/v1/Deployment/shop/web", "kind": "CHANGED", "since": "2026-01-02T11:55:00Z", "later": {}}]}
                """
                        .formatted(FIRST));

        DriftState state = file().read(warning -> {
            throw warning;
        });

        assertThat(state.delivery()).contains(FIRST);
        assertThat(state.drifts()).extracting(StandingDrift::since).containsExactly(EARLIER);
    }

    @Test
    void what_is_stored_is_read_by_later_versions() throws IOException {
        Files.copy(
                StoredFormats.path("drift/shop.staging.NAMESPACE.json"),
                folder.resolve("shop.staging.shop-staging.json"));

        DriftState state = file().read(warning -> {
            throw warning;
        });

        assertThat(state.drifts()).isNotEmpty();
        assertThat(state.fights()).isNotEmpty();
        assertThat(state.heals()).isNotEmpty();
        StoredFormats.assertKeeps(
                StoredFormats.json("drift/shop.staging.NAMESPACE.json"),
                StoredFormats.parse(RecordJson.MAPPER.writeValueAsString(state)));
    }

    @Test
    void a_look_that_did_not_compare_all_has_failed_and_says_the_same_in_any_order() {
        assertThat(WatchedEnvironment.notCompared(List.of())).isEmpty();
        assertThat(WatchedEnvironment.notCompared(List.of("b", "a")).orElseThrow())
                .hasMessageEndingWith(": a; b")
                .hasMessage(WatchedEnvironment.notCompared(List.of("a", "b"))
                        .orElseThrow()
                        .getMessage());
    }

    private DriftStateFile file() {
        return new DriftStateFile(
                folder,
                new DesiredStateLocation(
                        new DeliveryTarget("shop", "staging"),
                        new GitRemote("https://git.example/shop.git", "main"),
                        ManifestSource.at("k8s"),
                        DeployScope.of("shop-staging")));
    }
}
