package io.jenkins.plugins.gitops.engine.git.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMessageTest {

    private static final CommitMessage DEPLOY = new CommitMessage(
            "Deploy shop to staging",
            "Built from 1234.\n\nNote: this is text, not a trailer.",
            List.of(
                    new Trailer("Gitops-Deploy-Id", "d-1"),
                    new Trailer("Gitops-Image", "registry.example/shop@sha256:0")));

    @Test
    void what_was_written_is_read_back() {
        assertThat(CommitMessage.parse(DEPLOY.format())).isEqualTo(DEPLOY);
    }

    @Test
    void git_reads_the_same_trailers() {
        assertThat(trailersAsGitReadsThem(DEPLOY.format()))
                .containsExactlyElementsOf(
                        DEPLOY.trailers().stream().map(Trailer::format).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: not a trailer\n",
                "Subject\n\nText\nKey: value\nmore text\n",
                "Subject\n\nKey: value\n\nText\n",
                "Subject\n\nText\n\nKey: one\nkey: two\n",
                "Subject\n\nKey: begins\n  and goes on\nOther: x\n",
                "Subject\r\n\r\nKey: value\r\n",
                "Subject\n\nText\n \t \nKey: value\n\n\n",
                "Subject\n\nKey : value\n"
            })
    void trailers_are_read_as_git_reads_them(String message) {
        List<String> ours = CommitMessage.parse(message).trailers().stream()
                .map(Trailer::format)
                .toList();

        assertThat(ours).containsExactlyElementsOf(trailersAsGitReadsThem(message));
    }

    @Test
    void a_subject_of_several_lines_is_joined() {
        assertThat(CommitMessage.parse("One\ntwo\n\nText\n"))
                .isEqualTo(new CommitMessage("One two", "Text", List.of()));
    }

    @Test
    void an_empty_message_is_read() {
        assertThat(CommitMessage.parse("")).isEqualTo(new CommitMessage("", "", List.of()));
    }

    @Test
    void a_key_is_found_whatever_its_case() {
        assertThat(DEPLOY.values("gitops-deploy-id")).containsExactly("d-1");
    }

    @Test
    void a_value_cannot_smuggle_in_another_trailer() {
        assertThatThrownBy(() -> new Trailer("Gitops-Build", "x\nGitops-Deploy-Id: forged"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("line break");
    }

    @Test
    void a_subject_cannot_smuggle_in_a_body() {
        assertThatThrownBy(() -> new CommitMessage("x\n\nGitops-Deploy-Id: forged", "", List.of()))
                .isInstanceOf(GitopsException.class);
    }

    private static List<String> trailersAsGitReadsThem(String message) {
        return DevScript.run(
                        List.of("git", "interpret-trailers", "--parse"),
                        Map.of("GIT_CONFIG_GLOBAL", "/dev/null"),
                        message.getBytes(UTF_8))
                .succeeded()
                .lines()
                .toList();
    }
}
