package io.jenkins.plugins.gitops.engine.notification.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import java.util.Optional;

/** What services answer, and what people and commits give as addresses. */
class ReceiverFuzzTest extends FuzzTests {

    @FuzzTest
    void answer(byte[] input) {
        check(() -> {
            HttpAnswer answer = new HttpAnswer(400, text(input), Optional.empty());
            assertThat(answer.failure().toString()).hasSizeLessThan(1000).doesNotContain("\u001b");
            answer.json();
        });
    }

    @FuzzTest
    void address(byte[] input) {
        check(() -> ReceiverAddress.parse(text(input), true));
        check(() -> MailReceiver.isAddress(text(input)));
    }
}
