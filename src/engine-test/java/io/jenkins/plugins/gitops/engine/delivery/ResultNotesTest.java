package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.NotesStatus;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noted at the commits of deliveries that have ended. */
class ResultNotesTest {

    @FreshScene
    private Scene scene;

    private ResultNotes notes;

    @BeforeEach
    void open() {
        notes = new ResultNotes(scene.store);
    }

    @Test
    void a_healthy_delivery_and_the_record_says_that_it_was_noted() throws InterruptedException {
        DeployRecord ended = noted(Scene.good("1"));

        assertThat(ResultNotes.due(ended)).isTrue();
        DeployRecord written = notes.run(ended, scene.context);

        assertThat(written.noted()).contains(NotesStatus.WRITTEN);
        assertThat(scene.store.read(ended.id())).isEqualTo(written);
        assertThat(ResultNotes.due(written)).isFalse();
        assertThat(show(ended.commit().orElseThrow()).lines())
                .startsWith(
                        "Gitops-Deploy-Id: " + ended.id(),
                        "Gitops-Application: shop",
                        "Gitops-Environment: staging",
                        "Gitops-Result: healthy")
                .hasSize(6);
        assertThat(scene.repository.git("log", "-1", "--format=%cn", "refs/notes/gitops"))
                .startsWith("jenkins-gitops");
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void a_failed_one_and_its_way_back_name_each_other() throws InterruptedException {
        scene.deploy(Scene.good("1"));

        DeployRecord failed = notes.run(noted(Scene.broken("2")), scene.context);

        DeliveryAttempt back = failed.back().orElseThrow();
        assertThat(show(failed.commit().orElseThrow()))
                .contains("Gitops-Result: failed,rolled-back")
                .contains("Gitops-Rolled-Back-By: " + back.writing().commit().orElseThrow());
        assertThat(show(back.writing().commit().orElseThrow()))
                .contains("Gitops-Deploy-Id: " + back.id())
                .contains("Gitops-Result: healthy")
                .contains("Gitops-Rollback-Of: " + failed.id());
    }

    @Test
    void nothing_is_noted_unless_it_is_asked_for_and_there_is_a_commit() {
        assertThat(ResultNotes.due(scene.deploy(Scene.good("1")))).isFalse();
        assertThat(ResultNotes.due(scene.run(scene.request(Scene.good("2"))
                        .requireTests()
                        .commits(style())
                        .build())))
                .isFalse();
        assertThat(ResultNotes.due(scene.delivery.begin(
                        scene.request(Scene.good("3")).commits(style()).build(),
                        scene.context.clock(),
                        scene.context.random())))
                .isFalse();
    }

    @Test
    void killed_between_the_end_and_the_note_it_is_written_by_whoever_takes_the_record_up()
            throws InterruptedException {
        DeployRecord ended = noted(Scene.good("1"));

        DeployRecord later = scene.store.read(ended.id());
        assertThat(ResultNotes.due(later)).isTrue();
        DeployRecord again = new ResultNotes(scene.store).run(later, scene.context);

        assertThat(again.noted()).contains(NotesStatus.WRITTEN);
        assertThat(show(ended.commit().orElseThrow())).contains("healthy");
    }

    @Test
    void killed_between_the_note_and_the_record_it_is_written_once() throws InterruptedException {
        DeployRecord ended = noted(Scene.good("1"));
        notes.run(ended, scene.context);
        scene.store.write(ended);

        notes.run(scene.store.read(ended.id()), scene.context);

        assertThat(scene.repository
                        .git("rev-list", "--count", "refs/notes/gitops")
                        .strip())
                .isEqualTo("1");
    }

    @Test
    void a_server_that_refuses_notes_costs_an_event_and_nothing_else() throws IOException, InterruptedException {
        Path hook = scene.repository.folder().resolve("hooks/update");
        Files.writeString(hook, "#!/bin/sh\ncase $1 in refs/notes/*) echo 'no notes here' >&2; exit 1;; esac\n");
        hook.toFile().setExecutable(true);
        DeployRecord ended = noted(Scene.good("1"));

        DeployRecord refused = notes.run(ended, scene.context);

        assertThat(refused.noted()).contains(NotesStatus.REFUSED);
        assertThat(refused.ending()).isEqualTo(ended.ending());
        assertThat(refused.events()).hasSize(ended.events().size() + 1);
        assertThat(refused.events().get(ended.events().size()).text())
                .startsWith("The result was not written as a note:")
                .contains("no notes here");
        assertThat(notes.run(scene.store.read(ended.id()), scene.context)).isEqualTo(refused);
    }

    @Test
    void one_of_unknown_outcome_that_is_taken_up_again_is_noted_again() {
        DeployRecord unknown = scene.until(
                        scene.delivery.begin(
                                scene.request(Scene.good("1")).commits(style()).build(),
                                scene.context.clock(),
                                scene.context.random()),
                        DeliveryPhase.WAIT)
                .ended(Outcome.UNKNOWN, false, "", "", scene.context.clock().instant());
        DeployRecord first = notes.write(unknown, scene.context).record();
        assertThat(show(first.commit().orElseThrow())).contains("Gitops-Result: unknown");

        DeployRecord again = scene.run(scene.delivery.takeUp(first, scene.context));
        assertThat(ResultNotes.due(again)).isTrue();
        notes.write(again, scene.context);

        assertThat(show(first.commit().orElseThrow())).contains("Gitops-Result: healthy");
    }

    private DeployRecord noted(ImageReference image) {
        return scene.run(scene.request(image).commits(style()).build());
    }

    private static CommitFormat style() {
        return new CommitFormat(CommitFormat.COMMITTER, Optional.empty(), true);
    }

    private String show(Revision commit) {
        return scene.repository.git("notes", "--ref=gitops", "show", commit.id());
    }
}
