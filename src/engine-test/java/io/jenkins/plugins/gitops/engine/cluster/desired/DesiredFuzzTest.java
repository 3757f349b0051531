package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;

/** What people write of objects, on a command line or in a form. */
class DesiredFuzzTest extends FuzzTests {

    @FuzzTest
    void ignore_rule(byte[] input) {
        check(() -> {
            IgnoreRule rule = IgnoreRule.parse(text(input));
            assertThat(IgnoreRule.parse(rule.text())).isEqualTo(rule);
        });
    }
}
