package io.jenkins.plugins.gitops.builds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the words of others before they are an environment variable. */
class DeliveryVariablesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '=', textBlock = """
                    registry.example/shop:1@sha256:ab (exit code 1) = registry.example/shop:1@sha256:ab (exit code 1)
                    $(rm -rf /) `id` ${HOME}                       = _(rm -rf /) _id_ _{HOME}
                    a & del b | more > c < d ^ %PATH% !X! ; e      = a _ del b _ more _ c _ d _ _PATH_ _X_ _ e
                    "quoted" back\\slash                           = _quoted_ back_slash
                    """)
    void no_shell_obeys_them(String reason, String value) {
        assertThat(DeliveryVariables.harmless(reason)).isEqualTo(value);
    }

    @Test
    void they_are_one_bounded_line() {
        assertThat(DeliveryVariables.harmless("a\nGITOPS_OUTCOME=healthy\r\u202eb\u001b[2J"))
                .isEqualTo("a GITOPS_OUTCOME=healthy b [2J");
        assertThat(DeliveryVariables.harmless("x".repeat(1_000_000))).hasSize(503);
    }
}
