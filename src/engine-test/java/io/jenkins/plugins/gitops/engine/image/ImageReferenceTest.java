package io.jenkins.plugins.gitops.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "nginx:1.27",
                "localhost/shop",
                "127.0.0.1:5000/shop:a",
                "registry.example/team/shop:1.0-rc.1",
                "[::1]:5000/shop",
                "a/b_c/d__e/f--g",
                "Registry.Example/shop"
            })
    void is_written_as_it_was_read(String text) {
        assertThat(ImageReference.parse(text)).hasToString(text);
        assertThat(ImageReference.parse(text + "@" + DIGEST)).hasToString(text + "@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Shop",
                "shop:",
                "shop@",
                "shop@sha256:12",
                "a//b",
                "a/b/",
                "shop tag",
                "shop:-x",
                "https://registry.example/shop",
                "a___b",
                "shop@md5:0123"
            })
    void what_is_none_is_refused_with_a_way_out(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.remedy()).isNotEmpty());
    }

    @Test
    void a_name_has_255_characters_at_most() {
        String longest = "a".repeat(255);
        assertThat(ImageReference.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> ImageReference.parse(longest + "a")).isInstanceOf(GitopsException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:1, true",
        "team/shop, index.docker.io/team/shop, true",
        "docker.io/nginx, library/nginx, true",
        "registry.example/shop:1, registry.example/shop:2, true",
        "registry.example/shop, shop, false",
        "registry.example:5000/shop, registry.example/shop, false",
        "localhost/shop, shop, false"
    })
    void knows_the_same_repository(String one, String other, boolean same) {
        assertThat(ImageReference.parse(one).sameRepository(ImageReference.parse(other)))
                .isEqualTo(same);
    }

    @Test
    void a_colon_before_the_last_slash_is_a_port() {
        ImageReference image = ImageReference.parse("registry.example:5000/shop");
        assertThat(image.name()).isEqualTo("registry.example:5000/shop");
        assertThat(image.tag()).isEmpty();
        assertThat(image.lastPart()).isEqualTo("shop");
    }
}
