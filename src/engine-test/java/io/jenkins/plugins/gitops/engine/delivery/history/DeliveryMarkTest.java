package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark.Kind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryMarkTest {

    private static final String ID = "01jdabcdefghjkmnpqrstvwxyz";

    /** As {@code git cat-file} prints it. */
    @Test
    void a_mark_of_an_earlier_version_is_read_and_written_again_as_it_was() {
        CommitMessage message =
                CommitMessage.parse(StoredFormats.text("marks/failed.txt").split("\n\n", 2)[1]);

        List<DeliveryMark> marks = DeliveryMark.from(message);

        assertThat(marks).containsExactly(new DeliveryMark(new DeployId("01m7fr3d5g0dgq9xcad1asa187"), Kind.FAILED));
        assertThat(marks.get(0).trailer()).isEqualTo(message.trailers().get(0));
        assertThat(DeployTrailers.from(message)).as("it is no delivery").isEmpty();
    }

    @Test
    void a_commit_may_say_several_things() {
        assertThat(read("Gitops-Mark: " + ID + " failed\nSigned-off-by: Ann <a@example.org>\ngitops-mark: " + ID
                        + "  hotfix\n"))
                .extracting(DeliveryMark::kind)
                .containsExactly(Kind.FAILED, Kind.HOTFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ID, ID + " Failed", ID + " failed later", "failed", "1 failed", "x" + ID + " failed"})
    void what_is_no_mark_is_passed_over(String value) {
        assertThat(read("Gitops-Mark: " + value + "\n")).isEmpty();
    }

    @Test
    void the_commit_of_a_delivery_marks_nothing() {
        assertThat(read("Gitops-Deploy-Id: " + ID
                        + "\nGitops-Application: shop\nGitops-Environment: staging\nGitops-Mark: " + ID + " none\n"))
                .isEmpty();
    }

    @Test
    void of_too_many_the_newest_are_read_and_it_is_known_that_there_are_more() {
        DeployId other = new DeployId("01m7fr3d5g0dgq9xcad1asa187");
        List<CommitInfo> newestFirst = List.of(
                commit("Gitops-Mark: " + ID + " failed\nGitops-Mark: " + ID + " none\n"),
                commit("Gitops-Mark: " + other + " failed\nGitops-Mark: " + other + " hotfix\n"));

        DeliveryMarks all = DeliveryMarks.of(newestFirst, 4);
        DeliveryMarks some = DeliveryMarks.of(newestFirst, 3);

        assertThat(all.more()).isFalse();
        assertThat(all.of(new DeployId(ID))).isEmpty();
        assertThat(all.of(other)).hasSize(2);
        assertThat(some.more()).isTrue();
        assertThat(some.of(other)).extracting(MarkedDelivery::mark).containsExactly(Kind.HOTFIX);
    }

    private static CommitInfo commit(String trailers) {
        return new CommitInfo(
                new Revision("1234567890123456789012345678901234567890"),
                List.of(),
                new GitIdentity("Ann", "ann@example.org"),
                Instant.EPOCH,
                CommitMessage.parse("Say it\n\n" + trailers));
    }

    private static List<DeliveryMark> read(String trailers) {
        return DeliveryMark.from(CommitMessage.parse("Say it\n\n" + trailers));
    }
}
