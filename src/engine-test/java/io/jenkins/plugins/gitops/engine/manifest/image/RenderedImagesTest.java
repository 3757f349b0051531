package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import org.junit.jupiter.api.Test;

/** Which images would run, by what containers say. */
class RenderedImagesTest {

    private static final ImageReference SHOP = TestTrees.image("registry.example/shop");
    private static final String DIGITS = TestTrees.DIGEST.substring("sha256:".length());

    @Test
    void a_container_that_names_it_runs_it() {
        assertThat(runs(SHOP.toString())).isTrue();
        assertThat(runs("registry.example/shop:1.2@" + TestTrees.DIGEST)).isTrue();
        assertThat(runs(SHOP.toString(), "registry.example/mirror@" + TestTrees.DIGEST))
                .isTrue();
    }

    @Test
    void digits_that_are_no_reference_run_nothing() {
        assertThat(runs("registry.example/shop@" + DIGITS)).isFalse();
        assertThat(runs("registry.example/shop:" + DIGITS)).isFalse();
        assertThat(runs(SHOP.toString(), "registry.example/shop@" + DIGITS)).isFalse();
        assertThat(runs("registry.example/mirror@" + TestTrees.DIGEST)).isFalse();
    }

    @Test
    void what_something_else_makes_containers_of_is_found_by_its_digits() {
        String custom = "apiVersion: example.org/v1\nkind: Shop\nmetadata: {name: shop}\nspec: {sha: " + DIGITS + "}\n";

        assertThat(rendered(custom).runs(SHOP)).isTrue();
        assertThat(rendered(custom).runs(ImageReference.parse("shop@" + TestTrees.OTHER_DIGEST)))
                .isFalse();
    }

    private static boolean runs(String... images) {
        StringBuilder pods = new StringBuilder();
        for (String image : images) {
            pods.append("---\napiVersion: v1\nkind: Pod\nmetadata: {name: p" + pods.length()
                    + "}\nspec: {containers: [{name: c, image: '" + image + "'}]}\n");
        }
        return rendered(pods.toString()).runs(SHOP);
    }

    private static RenderedImages rendered(String manifests) {
        return RenderedImages.of(new ManifestRenderer().render(TestTrees.of("k8s/all.yaml", manifests), "k8s"));
    }
}
