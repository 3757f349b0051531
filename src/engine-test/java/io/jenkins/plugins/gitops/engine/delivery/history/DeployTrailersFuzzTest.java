package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import java.util.List;

/** Trailers of deliveries and of marks, which anybody can write who may commit. */
class DeployTrailersFuzzTest extends FuzzTests {

    @FuzzTest
    void deploy_trailers(byte[] input) {
        check(() -> DeployTrailers.from(CommitMessage.parse(text(input))).ifPresent(read -> {
            assertThat(DeployTrailers.from(
                            CommitMessage.parse(new CommitMessage("Deploy", "", read.toTrailers()).format())))
                    .contains(read);
            read.build().flatMap(BuildLink::number);
            read.previous().flatMap(DeployTrailers.Previous::duration);
        }));
        check(() -> {
            List<DeliveryMark> marks = DeliveryMark.from(CommitMessage.parse(text(input)));
            CommitMessage again = new CommitMessage(
                    "Mark", "", marks.stream().map(DeliveryMark::trailer).toList());
            assertThat(DeliveryMark.from(CommitMessage.parse(again.format()))).isEqualTo(marks);
        });
    }
}
