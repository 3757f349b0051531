package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.delivery.figures.DeliveredBranch;
import io.jenkins.plugins.gitops.engine.delivery.history.WriteBackDetector;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gitops figures} and {@code gitops mark} on a real repository. */
class FiguresCommandTest {

    private static final int NUMBER = 6;

    @TempDir
    Path folder;

    private final DeliveredBranch history = new DeliveredBranch();
    private final List<DeployId> ids = new ArrayList<>();

    /** One a day, each of a commit that was made an hour before its end; the third fails. Nobody says how the last one ended. */
    @BeforeEach
    void deliver() {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(NUMBER + 1));
        int first = history.code(begin.minus(Duration.ofDays(40)));
        List<Integer> code = new ArrayList<>();
        for (int day = 0; day <= NUMBER; day++) {
            code.add(history.code(begin.plus(Duration.ofDays(day)).minus(Duration.ofMinutes(59))));
        }
        history.push(folder);
        Instant before = begin.minus(Duration.ofDays(39));
        history.deliver(before, first, "", "healthy", before.plusSeconds(60));
        for (int day = 0; day <= NUMBER; day++) {
            Instant requested = begin.plus(Duration.ofDays(day));
            ids.add(history.deliver(
                    requested, code.get(day), "", day == 2 ? "failed" : "healthy", requested.plusSeconds(60)));
        }
        history.pushDeliveries();
    }

    @Test
    void as_a_table_and_as_json_with_all_fields() throws IOException {
        mark(0, ids.get(4), "--failed", "--reason", "The till was empty");

        String text = ok("figures").out();
        JsonNode json = StoredFormats.parse(ok("figures", "--json").out());

        assertThat(text)
                .contains("shop > production", "30 DAYS", "90 DAYS", "BEFORE")
                .containsPattern("deliveries +6 +1 +7 +0")
                .containsPattern("deployment frequency, a day +0.17 +n/a")
                .containsPattern("change lead time, median +1 h 0 min +n/a")
                .containsPattern("change fail rate +33.3 % +n/a")
                .contains(ids.get(4) + " failed, ", "Ann Author <ann@example.org>: The till was empty");
        JsonNode month = json.at("/figures/0/windows/0");
        assertThat(month.get("days").asInt()).isEqualTo(30);
        assertThat(month.at("/current/changeFailRate/deliveries"))
                .extracting(JsonNode::asText)
                .containsExactly(ids.get(2).value(), ids.get(4).value());
        assertThat(Duration.parse(month.at("/current/leadTime/median").asText()))
                .isEqualTo(Duration.ofHours(1));
        assertThat(month.at("/before/changeFailRate/rate").isNull())
                .as("a value that there is not is null, and its field is there")
                .isTrue();
        StoredFormats.assertSameShape(StoredFormats.json("output/figures.json"), json);
    }

    @Test
    void of_other_time_spans_applications_and_environments() {
        JsonNode week =
                StoredFormats.parse(ok("figures", "--json", "--days", "3", "--days", "7", "--application", "shop")
                        .out());

        assertThat(week.at("/figures/0/windows"))
                .extracting(window -> window.get("days").asInt())
                .containsExactly(3, 7);
        assertThat(week.at("/figures/0/windows/0/current/deliveries").asInt()).isEqualTo(2);
        assertThat(ok("figures", "--application", "other").out()).contains("No deliveries.");
        assertThat(ok("figures", "-e", "staging").out()).contains("No deliveries.");
    }

    @Test
    void are_metrics_where_they_have_a_value() {
        Path file = folder.resolve("figures.json");
        ok("figures", "--result", file.toString());

        Said metrics = execute("metrics", "--state", folder.resolve("state").toString(), "--figures", file.toString());

        assertThat(metrics.exitCode()).as(metrics.err()).isZero();
        assertThat(metrics.out())
                .contains("gitops_figure_change_lead_time_median_seconds{application=\"shop\","
                        + "environment=\"production\",production=\"\",window=\"30d\",} 3600.0\n")
                .contains("gitops_figure_recovery_time_median_seconds{")
                .doesNotContain("before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3651", "many"})
    void a_time_span_that_is_none_is_a_mistake(String days) {
        Said said = run("figures", "--days", days);

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--days").doesNotContain("\tat ");
    }

    @Test
    void a_mark_is_an_empty_commit_that_is_no_delivery_and_starts_no_build() {
        Revision before = tip();
        String listed = ok("history", "--json").out();

        JsonNode marked =
                StoredFormats.parse(mark(0, ids.get(1), "--hotfix", "--reason", "The till\nwas empty", "--json")
                        .out());

        assertThat(history.origin.git("rev-parse", "main^{tree}"))
                .isEqualTo(history.origin.git("rev-parse", "main~^{tree}"));
        assertThat(history.origin.git("log", "-1", "--format=%an <%ae>%n%cn%n%B", "main"))
                .isEqualTo("Ann Author <ann@example.org>\njenkins-gitops\nMark " + ids.get(1)
                        + " of shop in production as hotfix\n\nThe till was empty\n\nGitops-Mark: " + ids.get(1)
                        + " hotfix\n\n");
        assertThat(marked.get("revision").asText()).isEqualTo(tip().id());
        assertThat(ok("history", "--json").out()).isEqualTo(listed);
        assertThat(since(before).only()).isTrue();
        StoredFormats.assertSameShape(StoredFormats.json("output/mark.json"), marked);
    }

    @Test
    void a_mark_hides_no_change_from_a_build() {
        Revision before = tip();
        history.origin.commit(
                "main", "Mark\n\nGitops-Mark: " + ids.get(1) + " failed\n", Map.of("k8s/shop.yaml", "image: evil"));

        assertThat(since(before).others()).hasSize(1);
    }

    @Test
    void a_mark_is_taken_back_and_the_figures_are_as_before() {
        JsonNode before = figures();
        mark(0, ids.get(4), "--failed", "--reason", "It seemed so");
        assertThat(figures()).isNotEqualTo(before);

        mark(0, ids.get(4), "--clear", "--reason", "It was the network");

        assertThat(figures()).isEqualTo(before);
    }

    @Test
    void what_cannot_be_marked_says_why_and_nothing_is_committed() {
        Revision before = tip();

        assertThat(mark(3, "01jdabcdefghjkmnpqrstvwxyz", "--failed", "--reason", "x")
                        .err())
                .contains("No delivery on", "gitops history");
        assertThat(mark(3, ids.get(2), "--failed", "--reason", "x").err()).contains("says already that");
        assertThat(mark(3, ids.get(1), "--clear", "--reason", "x").err()).contains("has no mark");
        assertThat(mark(3, ids.get(1), "--failed", "--reason", " ").err()).contains("reason of the mark is empty");
        assertThat(mark(2, ids.get(1), "--failed").err()).contains("--reason");
        assertThat(mark(2, ids.get(1), "--reason", "x").err()).contains("--failed");
        assertThat(mark(2, ids.get(1), "--failed", "--hotfix", "--reason", "x").err())
                .contains("mutually exclusive");
        assertThat(tip()).isEqualTo(before);
    }

    @Test
    void a_commit_names_a_delivery_too_and_a_template_is_the_teams() {
        String commit = history.origin
                .git("log", "--format=%H", "--grep", ids.get(0).value(), "--fixed-strings", "main")
                .lines()
                .reduce((newer, older) -> older)
                .orElseThrow();

        mark(0, commit.substring(0, 9), "--failed", "--reason", "It was slow", "--message", "chore: {summary}");

        assertThat(history.origin.git("log", "-1", "--format=%B", "main"))
                .isEqualTo(
                        "chore: Mark " + ids.get(0) + " of shop in production as failed\n\nIt was slow\n\nGitops-Mark: "
                                + ids.get(0) + " failed\n\n");
    }

    private JsonNode figures() {
        return StoredFormats.parse(ok("figures", "--json", "--days", "30").out())
                .at("/figures/0/windows/0/current/changeFailRate");
    }

    private WriteBackDetector since(Revision before) {
        GitRemote remote = new GitRemote(history.origin.url(), "main");
        try (RemoteBranch branch =
                RemoteBranch.open(folder.resolve("other"), remote, GitCredentials.NONE, Duration.ofSeconds(60))) {
            return WriteBackDetector.since(branch, before, branch.fetchTip(), commit -> false);
        }
    }

    private Revision tip() {
        return new Revision(history.origin.git("rev-parse", "main").strip());
    }

    private Said mark(int exitCode, Object delivery, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of(delivery.toString(), "--author", "Ann Author <ann@example.org>", "--git-username", "git"));
        arguments.addAll(List.of(more));
        Said said = run("mark", arguments.toArray(String[]::new));
        assertThat(said.exitCode()).as(said.err()).isEqualTo(exitCode);
        return said;
    }

    private Said ok(String command, String... more) {
        Said said = run(command, more);
        assertThat(said.exitCode()).as(said.err()).isZero();
        return said;
    }

    private Said run(String command, String... more) {
        try {
            Path password = Files.writeString(folder.resolve("password"), history.origin.password());
            List<String> arguments = new ArrayList<>(List.of(command));
            arguments.addAll(List.of(more));
            arguments.replaceAll(argument -> argument.equals("git") ? history.origin.username() : argument);
            arguments.addAll(List.of(
                    "--repository",
                    history.origin.url(),
                    "--git-password-file",
                    password.toString(),
                    "--state",
                    folder.resolve("state").toString()));
            return execute(arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Said execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Said(exitCode, out.toString(), err.toString());
    }
}
