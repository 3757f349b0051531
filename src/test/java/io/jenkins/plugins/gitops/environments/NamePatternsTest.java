package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternsTest {

    @ParameterizedTest
    @CsvSource({
        "team/shop,     team/shop,          true",
        "team/shop,     team/shop2,         false",
        "team/shop,     other/team/shop,    false",
        "team/*,        team/shop,          true",
        "team/*,        team/a/shop,        false",
        "team/*,        team,               false",
        "team/**,       team/a/shop,        true",
        "team/**,       team/shop,          true",
        "team/**,       team,               false",
        "team/**,       teammate/shop,      false",
        "**/shop,       shop,               true",
        "**/shop,       team/a/shop,        true",
        "**/shop,       team/workshop,      false",
        "a/**/z,        a/z,                true",
        "a/**/z,        a/b/c/z,            true",
        "**,            anything/at/all,    true",
        "*,             main,               true",
        "*,             feature/x,          false",
        "release-*,     release-1.2,        true",
        "release-*.x,   release-1_x,        false",
        "main,          Main,               false",
        "a.b,           acb,                false",
        "'[a-z]+',      abc,                false"
    })
    void a_star_stays_in_its_segment_and_two_cross_any_number(String pattern, String name, boolean allowed) {
        assertThat(NamePatterns.of(pattern).allow(name)).isEqualTo(allowed);
    }

    @Test
    void each_line_is_a_pattern_and_no_line_allows_nothing() {
        assertThat(NamePatterns.of("\n main \r\n\n release/* \n").allow("release/1"))
                .isTrue();
        assertThat(NamePatterns.of(null).allow("main")).isFalse();
        assertThat(NamePatterns.of(" \n ").allow("")).isFalse();
    }

    @Test
    @Timeout(value = 2, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void many_stars_do_not_take_long() {
        String pattern = "*a".repeat(8) + "*".repeat(1000) + "z";

        assertThat(NamePatterns.of(pattern).allow("a".repeat(60))).isFalse();
    }
}
