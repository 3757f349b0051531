package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryTest;
import io.jenkins.plugins.gitops.engine.delivery.Scene;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a healthy delivery, one that was put back, and another healthy one. */
class RollbackTargetTest {

    private static final DeliveryTarget SHOP = new DeliveryTarget("shop", "staging");

    @FreshScene
    private Scene scene;

    private ImageReference first;
    private DeployRecord old;
    private DeployRecord failed;
    private DeployRecord current;

    @BeforeEach
    void deliver() {
        first = Scene.good("1");
        old = scene.deploy(first);
        scene.repository.commit("main", "A broken version", Map.of("README", "2\n"));
        failed = scene.deploy(Scene.broken("2"));
        scene.repository.commit("main", "A third one", Map.of("README", "3\n"));
        current = scene.deploy(Scene.good("3"));
        DeliveryTest.assertEnding(current, Outcome.HEALTHY);
    }

    @Test
    void any_earlier_delivery_is_found_by_id_by_commit_and_as_the_previous_one() {
        String commit = old.commit().orElseThrow().id();

        for (String to : new String[] {old.id().value(), commit, commit.substring(0, 7), RollbackTarget.PREVIOUS}) {
            RollbackTarget earlier = choose(to);

            assertThat(earlier.images()).as(to).containsExactly(first);
            assertThat(earlier.current()).as(to).isEqualTo(current.id());
            assertThat(earlier.warnings()).as(to).isEmpty();
        }
    }

    @Test
    void one_that_was_not_healthy_may_be_named_with_a_warning() {
        RollbackTarget earlier = choose(failed.id().value());

        assertThat(earlier.images()).isNotEqualTo(List.of(first)).hasSize(1);
        assertThat(earlier.warnings())
                .singleElement(as(STRING))
                .contains(failed.id().value(), "was not healthy: it ended as failed");
    }

    @Test
    void what_is_put_back_is_held_and_what_came_between_is_not() {
        RollbackTarget earlier = choose(RollbackTarget.PREVIOUS);

        DeployRecord back = scene.run(scene.request(earlier.images().get(0))
                .rollbackOf(earlier.current())
                .build());
        DeployRecord again = scene.run(scene.request(Scene.good("3"))
                .of(current.request().source().orElseThrow().revision())
                .build());

        DeliveryTest.assertEnding(back, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(first.withoutTag().toString());
        DeliveryTest.assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason()).contains("is held");
    }

    @Test
    void what_is_no_earlier_delivery_of_it_is_told_apart() {
        String byHand = scene.repository.commit("main", "By hand", Map.of("README", "4\n"));
        scene.repository.commit(
                "main",
                "Another application\n\nGitops-Deploy-Id: 01m82yg1szwf2jwd2x8213ak5z\nGitops-Application: other\n"
                        + "Gitops-Environment: staging\nGitops-Image: " + first + "\n",
                Map.of());

        assertRefused(byHand.substring(0, 8), "(By hand) is no delivery of shop in staging", current.id() + "; name");
        assertRefused("01m82yg1szwf2jwd2x8213ak5z", "is a delivery of other in staging, not of shop", "history");
        assertRefused(current.id().value(), "is the newest one", "earlier one");
        assertRefused("0000000", "No delivery of shop in staging has the id or commit 0000000", "seven digits");
        assertRefused("01m82yg1szwf2jwd2x8213ak6z", "No delivery of shop in staging has the id", "lists them");
        assertRefused(byHand.substring(0, 4), "is neither a deploy id, nor a commit, nor 'previous'", "seven digits");
    }

    private RollbackTarget choose(String to) {
        return RollbackTarget.choose(SHOP, scene.branch, ManifestSource.at("k8s"), to);
    }

    private void assertRefused(String to, String problem, String remedy) {
        assertThatThrownBy(() -> choose(to)).isInstanceOfSatisfying(GitopsException.class, error -> {
            assertThat(error.getMessage()).contains(problem);
            assertThat(error.remedy()).contains(remedy);
        });
    }
}
