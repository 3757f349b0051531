package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.cli.notification.MailServers;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears of a real delivery, by a real SMTP server and a webhook. */
class NotifyDeliveryTest {

    private final RecordingServer hook = new RecordingServer();
    private final GreenMail mail = new GreenMail(MailServers.patient(ServerSetup.PROTOCOL_SMTP));

    @FreshScene
    private CommandLineScene scene;

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
        hook.close();
    }

    @Test
    void who_broke_it_hears_of_it_and_others_do_not() throws Exception {
        workOf("Bob");
        deploy("1", Map.of(), 0);
        assertThat(mail.getReceivedMessages()).as("nothing is wrong").isEmpty();
        workOf("Ada");

        Said failed = deploy("2", Map.of("io.jenkins.gitops.stand-in", "crash"), 1);

        assertThat(failed.err()).doesNotContain("warning");
        MimeMessage[] mails = mail.getReceivedMessages();
        assertThat(mails).hasSize(1);
        assertThat(mails[0].getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
        assertThat(mails[0].getSubject()).isEqualTo("[gitops] shop failed in staging and was rolled back");
        assertThat(mails[0].getContent().toString())
                .contains("Deployment", "CrashLoopBackOff", "Work of Ada", "--release-hold")
                .doesNotContain("Work of Bob");
        JsonNode told = hook.last().json();
        assertThat(told.path("type").asText()).isEqualTo("io.jenkins.gitops.rolled-back.v1");
        assertThat(told.at("/data/failure/object/name").asText())
                .startsWith("Deployment ")
                .endsWith("/shop");
        assertThat(told.at("/data/failure/object/log")).isNotEmpty();
        assertThat(told.at("/data/commits")).hasSize(1);
        assertThat(told.at("/data/delivery/rollbackCommit").asText()).isEqualTo(scene.tip());

        deploy("3", Map.of(), 3);
        workOf("Ada");
        deploy("4", Map.of(), 0);

        assertThat(hook.requests())
                .extracting(request -> request.json().at("/data/kind").asText())
                .containsExactly(
                        "started", "healthy", "started", "rolled-back", "started", "held", "started", "recovered");
        assertThat(hook.last().json().at("/data/commits"))
                .as("with the mending one")
                .hasSize(2);
        assertThat(List.of(mail.getReceivedMessages()))
                .extracting(MimeMessage::getSubject)
                .containsExactly(
                        "[gitops] shop failed in staging and was rolled back",
                        "[gitops] shop is held in staging",
                        "[gitops] shop is healthy again in staging");
        for (MimeMessage each : mail.getReceivedMessages()) {
            assertThat(each.getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
        }
    }

    @Test
    void receivers_that_are_down_change_nothing_but_a_warning_and_are_told_later() {
        hook.answer(503, "down");

        Said said = deploy("1", Map.of(), 0);

        assertThat(said.err()).contains("The receiver 'webhook' was not told yet, 2 events wait: it answered 503");
        hook.answer(200, "");
        int before = hook.requests().size();
        Said still = scene.run(
                List.of("notify", file().toString(), "--state", scene.state().toString(), "--json"));
        assertThat(still.exitCode()).as(still.err()).isZero();
        assertThat(hook.requests().subList(before, hook.requests().size()))
                .extracting(request -> request.json().at("/data/kind").asText())
                .containsExactly("started", "healthy");
    }

    /** As after a kill between the end and its telling. */
    @Test
    void an_end_that_was_not_told_is_told_by_gitops_notify() throws IOException {
        deploy("1", Map.of(), 0);
        String id = hook.requests().get(0).json().at("/data/delivery/id").asText();
        Path told = scene.state().resolve("notifications");
        Files.delete(told.resolve("webhook/memory.json"));
        Files.writeString(told.resolve("begun").resolve(id), "after-unhealthy");
        int before = hook.requests().size();

        scene.run(List.of("notify", file().toString(), "--state", scene.state().toString()));

        assertThat(hook.requests().subList(before, hook.requests().size()))
                .extracting(request -> request.json().at("/data/kind").asText())
                .containsExactly("recovered");
    }

    @Test
    void a_test_says_what_came_of_each_receiver() {
        hook.answer(404, "no such hook");
        String state = scene.state().toString();

        Said bad = scene.run(List.of("notify", "--test", file().toString(), "--state", state));
        hook.answer(200, "");
        Said good = scene.run(List.of("notify", "--test", file().toString(), "--state", state));
        Said wrong = scene.run(List.of("notify", scene.folder.resolve("none").toString()));

        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("webhook: refused: it answered 404: no such hook", "mail: nothing to test");
        assertThat(good.exitCode()).as(good.err()).isZero();
        assertThat(good.out()).contains("webhook: told");
        assertThat(hook.last().json().path("type").asText()).isEqualTo("io.jenkins.gitops.test.v1");
        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.err()).contains("cannot be read");
    }

    @Test
    void a_mistake_in_the_file_is_told_before_anything_is_done() throws IOException {
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        int commits = scene.commits();
        Path broken = Files.writeString(scene.folder.resolve("broken.yaml"), "receivers:\n  - kind: slak\n");

        Said said = scene.run(scene.deploy(image, "--notify", broken.toString()));

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(said.err()).contains("broken.yaml:2", "Did you mean 'slack'?");
        assertThat(scene.commits()).isEqualTo(commits);
    }

    private Said deploy(String tag, Map<String, String> labels, int exitCode) {
        String image = ImageRegistry.shared().push("shop", tag, labels).toString();
        List<String> arguments = new ArrayList<>(scene.deploy(image, "--notify", file().toString()));
        Said said = scene.run(arguments);
        assertThat(said.exitCode()).as(said.err()).isEqualTo(exitCode);
        return said;
    }

    /** A commit of theirs that changes no manifest. */
    private void workOf(String name) {
        String commit = scene.repository
                .git(
                        "-c",
                        "user.name=" + name,
                        "-c",
                        "user.email=" + name.toLowerCase(Locale.ROOT) + "@example.org",
                        "commit-tree",
                        "main^{tree}",
                        "-p",
                        "main",
                        "-m",
                        "Work of " + name)
                .strip();
        scene.repository.git("update-ref", "refs/heads/main", commit);
    }

    private Path file() {
        try {
            return Files.writeString(
                    scene.folder.resolve("notify.yaml"),
                    """
                    receivers:
                      - kind: webhook
                        url: %s
                        plainHttp: true
                      - kind: mail
                        server: 127.0.0.1
                        port: %d
                        security: none
                        from: gitops@example.org
                    """
                            .formatted(hook.address(), mail.getSmtp().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
