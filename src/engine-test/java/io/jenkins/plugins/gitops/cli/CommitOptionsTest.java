package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In whose name the command line writes to Git, with which words, and the notes. */
class CommitOptionsTest {

    @FreshScene
    private CommandLineScene scene;

    private String image;

    @BeforeEach
    void open() {
        image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    @Test
    void author_committer_template_and_notes() {
        Said said = deploy(
                "--author",
                "Ann <ann@example.org>",
                "--committer",
                "Bot <bot@example.org>",
                "--message",
                "chore: {summary}\n\nBy {who}",
                "--notes");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(git("log", "-1", "--format=%an %ae %cn %ce", "main"))
                .isEqualTo("Ann ann@example.org Bot bot@example.org");
        assertThat(git("log", "-1", "--format=%B", "main"))
                .startsWith("chore: Deploy shop ")
                .contains("\n\nBy Ann\n\n");
        assertThat(git("log", "-1", "--notes=gitops", "--format=%N", "main")).contains("Gitops-Result: healthy");
    }

    @Test
    void what_cannot_be_used_is_a_mistake_on_the_command_line() {
        Said template = deploy("--message", "{summary} {nobody}");
        Said person = deploy("--committer", "Bot");

        assertThat(template.exitCode()).isEqualTo(2);
        assertThat(template.err()).contains("--message", "There is no placeholder {nobody}", "{application}");
        assertThat(person.exitCode()).isEqualTo(2);
        assertThat(person.err()).contains("--committer", "'Bot' is not a person as Git writes one");
        assertThat(scene.commits()).isEqualTo(1);
    }

    @Test
    void notes_that_are_refused_are_told_and_change_nothing() throws IOException {
        Path hook = scene.repository.folder().resolve("hooks/update");
        Files.writeString(hook, "#!/bin/sh\ncase $1 in refs/notes/*) echo 'no notes here' >&2; exit 1;; esac\n");
        hook.toFile().setExecutable(true);

        Said said = deploy("--notes");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("healthy:");
        assertThat(said.err()).contains("The result was not written as a note", "no notes here");
    }

    @Test
    void a_note_that_a_killed_process_left_is_written_by_resume() throws IOException {
        deploy("--notes");
        git("update-ref", "-d", "refs/notes/gitops");
        String id = git("log", "-1", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly)", "main");
        Path file;
        try (var records = Files.walk(scene.state())) {
            file = records.filter(each -> each.endsWith(id + ".json"))
                    .findFirst()
                    .orElseThrow();
        }
        ObjectNode record = (ObjectNode) RecordJson.MAPPER.readTree(Files.readAllBytes(file));
        assertThat(record.remove("noted").asText()).isEqualTo("WRITTEN");
        Files.write(file, RecordJson.MAPPER.writeValueAsBytes(record));

        List<String> resume = new ArrayList<>(List.of("resume", id));
        scene.places().stream().skip(2).forEach(resume::add);
        Said said = scene.run(resume);

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(git("log", "-1", "--notes=gitops", "--format=%N", "main")).contains("Gitops-Result: healthy");
        assertThat(RecordJson.MAPPER
                        .readTree(Files.readAllBytes(file))
                        .path("noted")
                        .asText())
                .isEqualTo("WRITTEN");
    }

    private Said deploy(String... more) {
        return scene.run(scene.deploy(image, more));
    }

    private String git(String... arguments) {
        return scene.repository.git(arguments).strip();
    }
}
