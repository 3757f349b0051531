package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"shop:1", "not-in-the-manifests:1"})
    void a_built_commit_that_was_not_pushed_is_to_be_pushed_first(String name) {
        ImageReference image = ImageRegistry.shared().push(name.split(":")[0], "1", Map.of());

        assertNotPushed(scene.request(image).of(UNKNOWN).build());
    }

    @Test
    void manifests_that_were_not_pushed_are_to_be_pushed_first() {
        assertNotPushed(scene.request(Scene.good("1"))
                .of(UNKNOWN)
                .manifests("k8s/new-overlay")
                .build());
    }

    private void assertNotPushed(DeployRequest request) {
        GitopsException refused =
                catchThrowableOfType(GitopsException.class, () -> DeliveryPreview.of(request, scene.context));

        assertThat(refused)
                .hasMessage("The commit that was built, " + UNKNOWN + ", was not pushed: "
                        + scene.remote().url() + " does not have it, and its branch main was read at "
                        + scene.tip().abbreviated());
        assertThat(refused.remedy()).startsWith("Push it first (git push origin HEAD:main)");
    }

    @Test
    void a_commit_of_another_branch_was_pushed() {
        scene.repository.git("branch", "feature", "main");
        Revision built = new Revision(scene.repository.commit("feature", "On a branch", Map.of("README", "Another\n")));

        DeliveryPreview preview =
                DeliveryPreview.of(scene.request(Scene.good("1")).of(built).build(), scene.context);

        assertThat(preview.base()).isEqualTo(scene.tip());
    }
}
