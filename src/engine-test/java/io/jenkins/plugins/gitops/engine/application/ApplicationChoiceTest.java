package io.jenkins.plugins.gitops.engine.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which application is meant where none is named. */
class ApplicationChoiceTest {

    private static final List<ImageReference> CART = List.of(ImageReference.parse("registry.example/cart:1"));
    private static final List<ImageReference> OTHER = List.of(ImageReference.parse("registry.example/other:1"));

    private final ApplicationChoice ofThree = choice(
            """
            version: 1
            applications:
              shop: {path: shop, onlyIn: [staging]}
              cart: {path: shop/cart}
              till: {path: till, onlyIn: [staging]}
            environments: {staging: {}, production: {}}
            """);

    private static ApplicationChoice choice(String file) {
        return new ApplicationChoice(ApplicationFile.parse("gitops.yaml", "", file.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_only_one_is_meant_whatever_else_is_said() {
        ApplicationChoice ofOne =
                choice("version: 1\napplications: {shop: {path: shop}}\nenvironments: {staging: {}}\n");

        assertThat(ofOne.by("cart", () -> CART, Optional.empty())).contains("shop");
        assertThat(ofOne.byImage(CART)).as("the image alone").isEmpty();
    }

    @Test
    void of_several_the_folder_counts_before_the_image_and_that_before_the_environment() {
        assertThat(ofThree.by("shop/web", () -> CART, Optional.of("production")))
                .contains("shop");
        assertThat(ofThree.by("shop/cart/src", () -> OTHER, Optional.empty())).contains("cart");
        assertThat(ofThree.by("", () -> CART, Optional.of("staging"))).contains("cart");
        assertThat(ofThree.by("docs", () -> OTHER, Optional.of("production"))).contains("cart");
    }

    @Test
    void none_is_meant_where_several_may_be() {
        assertThat(ofThree.by("", () -> OTHER, Optional.of("staging"))).isEmpty();
        assertThat(ofThree.by("", () -> List.of(), Optional.empty())).isEmpty();
        assertThat(ofThree.byImage(List.of(CART.get(0), OTHER.get(0)))).isEmpty();
    }
}
