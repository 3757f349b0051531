package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a command, its whole reason is where people and scripts look. */
class CommandErrorTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_wrong_command_line_is_json_too() {
        assertError("usage", 2, "--environment", "See 'gitops deploy --help'", "deploy", "--json");
        assertThat(err.toString()).contains("error: ", "-> See 'gitops deploy --help'");
    }

    @Test
    void a_refusal_is_json_too() {
        String missing = folder.resolve("none.json").toString();

        assertError(
                "refused",
                3,
                missing + " cannot be read",
                "Name the file that --result wrote",
                "deploy",
                "-e=staging",
                "--manifests=k8s",
                "--namespace=x",
                "--json",
                "--build-result",
                missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs", "inventory"})
    void a_server_without_an_answer_is_no_refusal(String command) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t");
        List<String> arguments = new ArrayList<>(
                command.equals("logs")
                        ? List.of("logs", "--application=shop", "-e=staging", "--no-file")
                        : List.of("inventory", "list"));
        arguments.addAll(List.of("--server=https://127.0.0.1:1", "--token-file=" + token, "-n=x", "-o=json"));

        assertError("unknown", 5, "127.0.0.1:1", "try again", arguments.toArray(String[]::new));
        // One of many documents is a line.
        assertThat(out.toString().lines().count() == 1).isEqualTo(command.equals("logs"));
    }

    @Test
    void a_git_server_without_an_answer_is_no_refusal() {
        assertError(
                "unknown",
                5,
                "127.0.0.1",
                "",
                "history",
                "--no-file",
                "--repository=http://127.0.0.1:1/shop.git",
                "--state=" + folder,
                "-o=json");
    }

    @Test
    void an_error_of_a_watch_is_a_line() {
        int exitCode = run("status", "--no-file", "--watch", "-o=json");

        assertThat(exitCode).isEqualTo(3);
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void a_file_that_is_no_result_ends_as_a_refusal() throws IOException {
        String file = Files.writeString(folder.resolve("image.json"), "null").toString();

        int exitCode = run("deploy", "-e=staging", "--manifests=k8s", "--build-result", file);

        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("error: " + file + " is not what 'gitops build --result' wrote: it holds null\n"
                        + "-> Name the file that --result wrote (--build-result)\n");
    }

    @Test
    void a_test_run_without_a_result_is_json_too() {
        assertError("failed", 1, "wrote no result file", "--junit", "test", "--junit=*.none", "--json", "--", "true");
    }

    @Test
    void failed_tests_are_the_result_with_an_error() {
        int exitCode = test("<testcase name='a'><failure/></testcase>");

        JsonNode result = StoredFormats.parse(out.toString());
        assertThat(exitCode).isEqualTo(1);
        assertThat(result.at("/failures").asInt()).isEqualTo(1);
        assertThat(result.at("/error/code").asText()).isEqualTo("failed");
        assertThat(result.at("/error/reason").asText()).contains("1 test, 1 failed", "a");
    }

    @Test
    void what_went_well_has_no_error() {
        int exitCode = test("<testcase name='a'/>");

        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(StoredFormats.parse(out.toString()).has("error")).isFalse();
    }

    /** A full disk shows itself when the file is written. */
    @Test
    void a_result_that_cannot_be_kept_is_one_document() {
        int exitCode = test("<testcase name='a'/>", "--result=/dev/full");

        assertThat(exitCode).isNotZero();
        assertThat(StoredFormats.parse(out.toString()).at("/error/reason").asText())
                .contains("/dev/full");
    }

    @Test
    void a_word_of_the_test_command_asks_for_nothing() {
        int exitCode = run("test", "--junit=*.none", "--", "true", "--json");

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refused-plan/01m89ymvyqwveymaj72xwdafd1",
                "failed-twice/01m89ym28t1tnz78qfg6bcva8m",
                "failed-rolled-back/01m89yj3y90w1e36p5rvbsxs19"
            })
    void a_deliverys_end_has_every_line_of_its_reason(String name) throws Exception {
        Path file = StoredFormats.path("records/" + name + ".json");
        Files.copy(file, folder.resolve(file.getFileName()));
        DeployRecord record = new RecordStore(folder).read(new DeployId(name.replaceFirst(".*/", "")));
        String reason = record.ending().orElseThrow().reason();

        assertThat(reason.lines()).hasSizeGreaterThan(1);
        assertThat(DeliveryConsole.ending(record)).contains("\n" + reason);
        assertThat(CommandError.of(record.ending().orElseThrow()).reason()).isEqualTo(reason);
    }

    /** A run that writes its result below the current folder, where results are looked for. */
    private int test(String cases, String... more) {
        String file = "target/" + folder.getFileName() + "/r.xml";
        String script = "mkdir -p target/" + folder.getFileName() + " && echo \"<testsuite>" + cases
                + "</testsuite>\" > " + file;
        List<String> arguments = new ArrayList<>(List.of("test", "--json", "--junit", file));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--", "sh", "-c", script));
        return run(arguments.toArray(String[]::new));
    }

    private void assertError(String code, int exitCode, String reason, String remedy, String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isEqualTo(exitCode);
        JsonNode error = StoredFormats.parse(out.toString()).get("error");
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("exitCode").asInt()).isEqualTo(exitCode);
        assertThat(error.get("reason").asText()).contains(reason);
        assertThat(error.get("remedy").asText()).contains(remedy);
    }

    private int run(String... arguments) {
        return GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
