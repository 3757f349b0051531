package io.jenkins.plugins.gitops.engine.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import java.util.List;

/** What others wrote into commits and trees. */
class GitTextFuzzTest extends FuzzTests {

    /** What is read is written so that it is read back the same. */
    @FuzzTest
    void commit_message(byte[] input) {
        check(() -> {
            CommitMessage read = CommitMessage.parse(text(input));
            assertThat(CommitMessage.parse(read.format()).trailers()).isEqualTo(read.trailers());
        });
    }

    @FuzzTest
    void trailer(byte[] input) {
        check(() -> Trailer.parse(text(input))
                .ifPresent(read -> assertThat(Trailer.parse(read.format())).contains(read)));
    }

    @FuzzTest
    void identity(byte[] input) {
        check(() -> GitIdentity.lenient(text(input), text(input)));
        check(() -> GitIdentity.parse(text(input)));
    }

    @FuzzTest
    void path(byte[] input) {
        check(() -> RepositoryPath.checked(text(input)));
        check(() -> List.of(new TreeEntryName(input, true), new TreeEntryName(text(input), false)).stream()
                .sorted()
                .toList());
    }
}
