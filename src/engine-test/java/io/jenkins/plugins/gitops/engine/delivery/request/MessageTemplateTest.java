package io.jenkins.plugins.gitops.engine.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be a template, and what its placeholders can bring in. */
class MessageTemplateTest {

    private static final String SUMMARY = "Deploy shop 77b8dc974a to staging";

    @Test
    void placeholders_are_filled_in_and_a_doubled_brace_is_a_brace() {
        CommitMessage message = new MessageTemplate("chore({environment}): {summary} {{x}}\n\nBy {who}, {{who}}")
                .fill(Map.of(Placeholder.ENVIRONMENT, "staging", Placeholder.SUMMARY, SUMMARY, Placeholder.WHO, "Ann"));

        assertThat(message.subject()).isEqualTo("chore(staging): " + SUMMARY + " {x}");
        assertThat(message.body()).isEqualTo("By Ann, {who}");
    }

    @Test
    void a_line_whose_placeholders_have_nothing_to_say_is_left_out() {
        MessageTemplate template = new MessageTemplate("{summary}\n\nBuild: {build}\nEnds with {id}{source}");

        CommitMessage message = template.fill(Map.of(Placeholder.SUMMARY, SUMMARY, Placeholder.ID, "x"));

        assertThat(message.body()).isEqualTo("Ends with x");
    }

    @Test
    void trailers_of_a_team_s_own_are_trailers() {
        CommitMessage message = new MessageTemplate("{summary}\n\nWhy\n\nSigned-off-by: {committer}")
                .fill(Map.of(Placeholder.SUMMARY, SUMMARY, Placeholder.COMMITTER, "Bot <bot@example.org>"));

        assertThat(message.body()).isEqualTo("Why");
        assertThat(message.trailers()).containsExactly(new Trailer("Signed-off-by", "Bot <bot@example.org>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{summary} {nobody}       | no placeholder {nobody}",
                "{summary} {Summary}      | no placeholder {Summary}",
                "{summary} {}             | no placeholder {}",
                "{summary} {who           | single '{'",
                "{summary} who}           | single '}'",
                "deploy: {application}    | the same for a deploy and for a rollback",
                "{{summary}}              | the same for a deploy and for a rollback",
                "{summary}~and            | second line",
                "{summary}~~Gitops-Image: x        | like a trailer of ours",
                "{summary}~~  gitops-deploy-id: {id} | like a trailer of ours",
                "{summary}~~---           | like a trailer of ours, or ends the message",
            })
    void what_could_not_be_the_message_of_any_delivery_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> new MessageTemplate(text.replace('~', '\n')))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void an_unknown_placeholder_is_answered_with_those_that_there_are() {
        assertThatThrownBy(() -> new MessageTemplate("{summary} {user}"))
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .contains("{summary}", "{action}", "{application}", "{who}", "{committer}", "{id}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "{summary}\u0000", "{summary}\u001b[31m", "{summary} \u202e"})
    void what_cannot_be_seen_is_refused(String text) {
        assertThatThrownBy(() -> new MessageTemplate(text)).isInstanceOf(GitopsException.class);
    }

    @Test
    void its_length_has_a_limit_and_so_has_what_it_becomes() {
        assertThatThrownBy(() -> new MessageTemplate("{summary}" + "x".repeat(MessageTemplate.LONGEST)))
                .hasMessageContaining("too long");

        CommitMessage message = new MessageTemplate("{summary}\n\n" + "{images} ".repeat(200))
                .fill(Map.of(Placeholder.SUMMARY, "x".repeat(5000), Placeholder.IMAGES, "\ud83d\ude80".repeat(5000)));

        assertThat(message.subject()).hasSize(203).endsWith("...");
        assertThat(message.format().length()).isLessThan(10_100);
        assertThat(message.body().codePoints().filter(each -> each != ' ' && each != '.'))
                .allMatch(each -> each == 0x1f680);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann\n\nGitops-Deploy-Id: forged",
                "Ann\r\rGitops-Deploy-Id: forged",
                "Ann\u2028\u2028Gitops-Deploy-Id: forged",
                "Ann\u0085\u0085Gitops-Deploy-Id: forged",
                "Ann\u0000\nGitops-Deploy-Id: forged",
                "Gitops-Deploy-Id: forged",
                "  GITOPS-DEPLOY-ID: forged",
                "--- forged",
                "# ------------------------ >8 ------------------------",
                "{id}",
                "$1\\",
            })
    void a_value_stays_in_its_line_and_is_never_a_trailer_of_ours(String value) {
        MessageTemplate template = new MessageTemplate("{action}{who}\n\n{who}\n\nKept: yes\n{who}");

        CommitMessage message = template.fill(Map.of(Placeholder.ACTION, "", Placeholder.WHO, value));
        CommitMessage read = CommitMessage.parse(message.format());

        assertThat(read).isEqualTo(message);
        assertThat(message.trailers())
                .noneMatch(each -> each.key().toLowerCase().startsWith("gitops-"));
        assertThat(message.format().lines()).noneMatch(line -> line.matches("(?i)\\s*(gitops-|---|#.*>8).*"));
        assertThat(message.format()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n]]");
    }
}
