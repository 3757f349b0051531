package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeighedKeptTest {

    private final WeighedKept<String, String> kept = new WeighedKept<>(10, String::length);

    @Test
    void what_was_not_read_for_the_longest_time_goes_until_the_rest_is_light_enough() {
        kept.put("a", "xxxx");
        kept.put("b", "xxxx");
        kept.get("a");

        kept.put("c", "xxxxx");

        assertThat(kept.get("b")).isEmpty();
        assertThat(kept.get("a")).contains("xxxx");
        assertThat(kept.get("c")).contains("xxxxx");
    }

    @Test
    void what_is_put_again_or_removed_weighs_no_more() {
        kept.put("a", "xxxxxxxx");
        kept.put("a", "xx");
        kept.put("b", "xxxxxxxx");
        assertThat(kept.get("a")).isPresent();

        kept.remove("b");
        kept.put("c", "xxxxxxxx");

        assertThat(kept.get("a")).isPresent();
    }

    @Test
    void what_is_too_heavy_alone_pushes_nothing_out() {
        kept.put("a", "x");

        kept.put("b", "xxxxxxxxxxx");

        assertThat(kept.get("a")).isPresent();
        assertThat(kept.get("b")).isEmpty();
    }
}
