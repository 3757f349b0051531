package io.jenkins.plugins.gitops.pages.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedBuildsTest {

    @Test
    void a_builds_address_of_any_length_is_read() {
        assertThat(NamedBuilds.PATH.matcher("job/a/".repeat(200_000) + "7/")).matches();
        assertThat(NamedBuilds.PATH.matcher("job/a/".repeat(200_000) + "seven").matches())
                .isFalse();
    }
}
