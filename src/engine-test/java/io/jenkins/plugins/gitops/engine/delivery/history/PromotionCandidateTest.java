package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.Scene;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of staging's deliveries is promoted. The newest is number 0. */
class PromotionCandidateTest {

    private static final DeliveryTarget STAGING = new DeliveryTarget("shop", "staging");

    private final List<DeployId> ids = IntStream.range(0, 4)
            .mapToObj(number -> DeployId.next(Instant.ofEpochSecond(9000 - number), new Random(number)))
            .toList();

    @Test
    void the_newest_that_is_healthy() {
        assertThat(chosen(history("healthy", "healthy"), InventoryState.NONE)).isEqualTo(ids.get(0));
    }

    @Test
    void what_is_known_to_have_ended_otherwise_is_passed_over() {
        List<DeliveryHistory.Delivered> history = history("superseded", "failed", "failed,rolled-back", "healthy");

        assertThat(chosen(history, InventoryState.NONE)).isEqualTo(ids.get(3));
    }

    @Test
    void one_of_which_nobody_knows_the_end_stops_the_search() {
        for (String newest : new String[] {null, "unknown"}) {
            assertThatThrownBy(() -> chosen(history(newest, "healthy"), InventoryState.NONE))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("not known")
                    .hasMessageContaining(ids.get(0).value());
        }
    }

    @Test
    void the_cluster_knows_the_newest() {
        assertThat(chosen(history(null, "healthy"), state(0, "healthy", 0))).isEqualTo(ids.get(0));
        assertThat(chosen(history(null, "healthy"), state(0, "failed", 1))).isEqualTo(ids.get(1));
    }

    @Test
    void one_that_the_cluster_says_is_under_way_is_not_healthy_yet() {
        assertThatThrownBy(() -> chosen(history(null, "healthy"), state(0, null, 1)))
                .hasMessageContaining("not known");
    }

    @Test
    void a_commit_that_carries_the_id_of_the_healthy_one_is_not_taken_for_it() {
        DeliveryHistory.Delivered healthy = history("healthy").get(0);
        InventoryState cluster = state(0, "healthy", 0);
        DeliveryHistory.Delivered copy = new DeliveryHistory.Delivered(
                healthy.trailers(),
                new CommitInfo(
                        revision(7),
                        List.of(),
                        Scene.AUTHOR,
                        healthy.commit().committed(),
                        healthy.commit().message()),
                Optional.empty());

        assertThat(PromotionCandidate.remembered(cluster, healthy)).contains(DeliveryResult.HEALTHY);
        assertThat(PromotionCandidate.remembered(cluster, copy)).isEmpty();
        assertThatThrownBy(() -> chosen(List.of(copy, healthy), cluster)).hasMessageContaining("not known");
    }

    @Test
    void where_only_the_cluster_is_believed_no_trailer_makes_a_delivery_healthy() {
        List<DeliveryHistory.Delivered> history = history(null, "failed", "healthy");

        assertThat(history.stream().map(each -> PromotionCandidate.confirmed(state(0, "failed", 3), each)))
                .containsExactly(
                        Optional.of(DeliveryResult.FAILED), Optional.of(DeliveryResult.FAILED), Optional.empty());
        assertThat(PromotionCandidate.confirmed(state(0, "failed", 2), history.get(2)))
                .contains(DeliveryResult.HEALTHY);
    }

    @Test
    void records_know_what_neither_branch_nor_cluster_says() {
        assertThat(PromotionCandidate.choose(
                                STAGING,
                                history(null, "failed"),
                                delivered -> delivered.result().or(() -> Optional.of(DeliveryResult.HEALTHY)),
                                Optional.empty())
                        .delivery()
                        .id())
                .isEqualTo(ids.get(0));
    }

    @Test
    void a_named_one_must_be_healthy_too() {
        List<DeliveryHistory.Delivered> history = history("healthy", "failed", null, "healthy");

        assertThat(PromotionCandidate.choose(
                                STAGING,
                                history,
                                DeliveryHistory.Delivered::result,
                                Optional.of(ids.get(3).value()))
                        .delivery()
                        .id())
                .isEqualTo(ids.get(3));
        assertThatThrownBy(() -> named(history, ids.get(1).value())).hasMessageContaining("ended as failed");
        assertThatThrownBy(() -> named(history, ids.get(2).value())).hasMessageContaining("not known");
        assertThatThrownBy(() -> named(history, "0123456789")).hasMessageContaining("has the id or commit");
    }

    private static void named(List<DeliveryHistory.Delivered> history, String name) {
        PromotionCandidate.choose(STAGING, history, DeliveryHistory.Delivered::result, Optional.of(name));
    }

    private static DeployId chosen(List<DeliveryHistory.Delivered> history, InventoryState cluster) {
        return PromotionCandidate.choose(
                        STAGING,
                        history,
                        delivered -> PromotionCandidate.remembered(cluster, delivered)
                                .or(delivered::result),
                        Optional.empty())
                .delivery()
                .id();
    }

    private InventoryState state(int newest, String result, int lastHealthy) {
        return new InventoryState(
                Optional.of(ids.get(newest).value()),
                Optional.of(revision(newest).id()),
                Optional.ofNullable(result),
                Optional.of(revision(lastHealthy).id()),
                Optional.of(ids.get(lastHealthy).value()),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Revision revision(int number) {
        return new Revision(Integer.toString(number + 1).repeat(40));
    }

    /** As many deliveries as results; null for one whose end the branch does not tell. */
    private List<DeliveryHistory.Delivered> history(String... results) {
        List<DeliveryHistory.Delivered> history = new ArrayList<>();
        for (String result : results) {
            DeployId id = ids.get(history.size());
            DeployTrailers trailers = new DeployTrailers(
                    id,
                    STAGING,
                    Optional.of(ManifestSource.at("k8s")),
                    List.of(ImageReference.parse("registry.example/shop@sha256:" + "1".repeat(64))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            history.add(new DeliveryHistory.Delivered(
                    trailers,
                    new CommitInfo(
                            revision(history.size()),
                            List.of(),
                            Scene.AUTHOR,
                            id.requested(),
                            new CommitMessage("Deploy", "", trailers.toTrailers())),
                    Optional.ofNullable(result)
                            .map(word -> new DeployTrailers.Previous(id, new DeliveryResult(word), Optional.empty()))));
        }
        return history;
    }
}
