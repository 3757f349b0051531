package io.jenkins.plugins.gitops.engine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;

/** What a cluster says of a failure, on its way to people. */
class NotificationFuzzTest extends FuzzTests {

    @FuzzTest
    void reason(byte[] input) {
        check(() -> {
            NotificationEvent event = SampleEvents.rolledBackFor(text(input), SampleEvents.record());
            for (MessageLanguage language : MessageLanguage.values()) {
                assertThat(NotificationText.of(event, language).plain())
                        .doesNotContain("\u001b", "\u202e")
                        .hasSizeLessThan(20_000);
            }
        });
    }
}
