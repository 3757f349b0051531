package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryPreviewTest {

    private static final Revision UNKNOWN = new Revision("0123456789012345678901234567890123456789");

    @FreshScene
    private Scene scene;

    @Test
    void tells_the_edits_and_the_plan_and_changes_nothing() {
        ImageReference image = Scene.good("1");

        DeliveryPreview preview = DeliveryPreview.of(scene.request(image).build(), scene.context);

        assertThat(preview.text())
                .startsWith("On " + scene.tip().abbreviated())
                .contains("k8s/shop.yaml:")
                .contains(image.withoutTag().toString())
                .contains("2 to create, 0 to change");
        assertThat(scene.commits()).isEqualTo(1);
        assertThat(scene.running()).isEmpty();
        assertThat(scene.store.ids()).isEmpty();
    }

    @Test
    void says_that_a_delivery_would_be_superseded() {
        Revision built = scene.tip();
        scene.repository.commit("main", "Another label", Map.of("k8s/shop.yaml", Scene.shop() + "# newer\n"));
        DeployRequest request = scene.request(Scene.good("1")).of(built).build();

        assertThatThrownBy(() -> DeliveryPreview.of(request, scene.context))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("Another label");
    }

    @Test
    void of_the_built_commit_nothing_is_superseded() {
        Revision built = scene.tip();
        scene.repository.commit("main", "Another label", Map.of("k8s/shop.yaml", Scene.shop() + "# newer\n"));

        DeliveryPreview preview =
                DeliveryPreview.ofBuilt(scene.request(Scene.good("1")).of(built).build(), scene.context);

        assertThat(preview.base()).isEqualTo(built);
    }

    @Test
    void a_commit_that_the_server_does_not_have_is_shown_on_the_tip() {
        DeliveryPreview preview = DeliveryPreview.ofBuilt(
                scene.request(Scene.good("1")).of(UNKNOWN).build(), scene.context);

        assertThat(preview.base()).isEqualTo(scene.tip());
    }
}
