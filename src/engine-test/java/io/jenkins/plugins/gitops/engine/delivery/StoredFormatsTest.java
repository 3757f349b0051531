package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records, commits and notes of an earlier version are read, and mean what they meant. */
class StoredFormatsTest {

    private static final String FULL = "every-option";

    @TempDir
    Path folder;

    static Stream<String> records() {
        return StoredFormats.names("records").stream();
    }

    static Stream<String> commits() {
        return StoredFormats.names("commits").stream();
    }

    private static Path file(String state) {
        String folder = "records/" + state;
        return StoredFormats.path(folder + "/" + StoredFormats.names(folder).get(0));
    }

    private static ObjectNode stored(String state) throws IOException {
        return (ObjectNode) StoredFormats.parse(Files.readString(file(state)));
    }

    /** Reads the only record of a folder, as whoever takes it up does. */
    private static DeployRecord read(Path folder) {
        List<DeployRecord> all = new RecordStore(folder).all(unreadable -> {
            throw unreadable;
        });
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static DeployRecord read(String state) {
        return read(StoredFormats.path("records/" + state));
    }

    /** The same of a record that was changed. */
    private DeployRecord read(String state, JsonNode changed) throws IOException {
        Files.writeString(folder.resolve(file(state).getFileName()), changed.toString());
        return read(folder);
    }

    private JsonNode written(DeployRecord record) throws IOException {
        RecordStore store = new RecordStore(folder);
        store.write(record);
        assertThat(store.read(record.id())).isEqualTo(record);
        return StoredFormats.parse(Files.readString(folder.resolve(record.id() + ".json")));
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_is_read_and_written_again_with_all_that_it_said(String state) throws IOException {
        StoredFormats.assertKeeps(stored(state), written(read(state)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void fields_that_nobody_knows_are_ignored_wherever_they_are(String state) throws IOException {
        ObjectNode newer = stored(state);
        List<JsonNode> objects = newer.findParents("later");
        assertThat(objects).isEmpty();

        addEverywhere(newer);

        assertThat(newer).isNotEqualTo(stored(state));
        assertThat(read(state, newer)).isEqualTo(read(state));
    }

    private static void addEverywhere(JsonNode node) {
        node.forEach(StoredFormatsTest::addEverywhere);
        if (node instanceof ObjectNode object) {
            object.putObject("later").putArray("parts").add(1);
        }
    }

    /** What each option was before there was a field for it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/request/options/pruneLimit | 20",
                "/request/options/tags       | \"DROP\"",
                "/request/options/commits    | {\"committer\": {\"name\": \"jenkins-gitops\", \"email\":"
                        + " \"jenkins-gitops@localhost\"}, \"notes\": false}",
                "/request/options/existing   | {\"adopt\": false, \"adoptHelm\": [], \"replace\": []}",
            })
    void an_option_that_a_record_lacks_is_as_it_was_before_it_could_be_chosen(String field, String usual)
            throws IOException {
        ObjectNode older = stored(FULL);
        int name = field.lastIndexOf('/');
        assertThat(((ObjectNode) older.at(field.substring(0, name))).remove(field.substring(name + 1)))
                .isNotEqualTo(StoredFormats.parse(usual));

        JsonNode again = written(read(FULL, older));

        assertThat(again.at(field)).isEqualTo(StoredFormats.parse(usual));
        StoredFormats.assertKeeps(older, again);
    }

    @Test
    void a_record_from_before_waves_were_waited_for_waits_for_none() throws IOException {
        ObjectNode older = stored("apply-awaiting-a-wave");
        assertThat(((ObjectNode) older.at("/forward/rollout")).remove("awaited"))
                .isNotNull();

        assertThat(read("apply-awaiting-a-wave", older).attempt().rollout().awaited())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // state, phase, rolling back, outcome, result, can be gone on with, committed
        "render,                     RENDER,   false, ,           ,                   true,  false",
        "plan,                       PLAN,     false, ,           ,                   true,  false",
        "commit,                     COMMIT,   false, ,           ,                   true,  false",
        "commit-made,                COMMIT,   false, ,           ,                   true,  false",
        "commit-without-an-answer,   COMMIT,   false, ,           ,                   true,  false",
        "render-again,               RENDER,   false, ,           ,                   true,  false",
        "abort-asked,                COMMIT,   false, ,           ,                   true,  false",
        "apply,                      APPLY,    false, ,           ,                   true,  true",
        "apply-claimed,              APPLY,    false, ,           ,                   true,  true",
        "apply-chart,                APPLY,    false, ,           ,                   true,  true",
        "apply-values-files,         APPLY,    false, ,           ,                   true,  true",
        "apply-awaiting-a-wave,      APPLY,    false, ,           ,                   true,  true",
        "apply-in-trouble,           APPLY,    false, ,           ,                   true,  true",
        "taken-up-again,             APPLY,    false, ,           ,                   true,  true",
        "wait,                       WAIT,     false, ,           ,                   true,  true",
        "wait-in-progress,           WAIT,     false, ,           ,                   true,  true",
        "rollback,                   ROLLBACK, false, ,           ,                   true,  true",
        "rollback-render,            RENDER,   true,  ,           ,                   true,  true",
        "rollback-commit-made,       COMMIT,   true,  ,           ,                   true,  true",
        "rollback-apply,             APPLY,    true,  ,           ,                   true,  true",
        "rollback-wait,              WAIT,     true,  ,           ,                   true,  true",
        "healthy,                    DONE,     false, healthy,    healthy,            false, true",
        "healthy-measured,           DONE,     false, healthy,    healthy,            false, true",
        "healthy-noted,              DONE,     false, healthy,    healthy,            false, true",
        "healthy-notes-refused,      DONE,     false, healthy,    healthy,            false, true",
        "healthy-after-trouble,      DONE,     false, healthy,    healthy,            false, true",
        "every-option,               DONE,     false, healthy,    healthy,            false, true",
        "promotion,                  DONE,     false, healthy,    healthy,            false, true",
        "rollback-on-request,        DONE,     false, healthy,    healthy,            false, true",
        "failed-first,               DONE,     false, failed,     failed,             false, true",
        "failed-stopped,             DONE,     false, failed,     failed,             false, true",
        "failed-twice,               DONE,     true,  failed,     failed,             false, true",
        "failed-rolled-back,         DONE,     true,  failed,     'failed,rolled-back', false, true",
        "failed-rolled-back-measured, DONE,    true,  failed,     'failed,rolled-back', false, true",
        "failed-rolled-back-commits, DONE,     true,  failed,     'failed,rolled-back', false, true",
        "aborted-before-the-commit,  DONE,     false, aborted,    aborted,            false, false",
        "aborted-rolled-back,        DONE,     true,  aborted,    'aborted,rolled-back', false, true",
        "superseded-older,           DONE,     false, superseded, superseded,         false, false",
        "superseded-newer-manifests, DONE,     false, superseded, superseded,         false, false",
        "superseded-in-the-wait,     DONE,     false, superseded, superseded,         false, true",
        "refused-failed-tests,       DONE,     false, refused,    refused,            false, false",
        "refused-held,               DONE,     false, refused,    refused,            false, false",
        "refused-plan,               DONE,     false, refused,    refused,            false, false",
        "refused-push,               DONE,     false, refused,    refused,            false, false",
        "refused-unreachable,        DONE,     false, refused,    refused,            false, false",
        "unknown,                    DONE,     false, unknown,    unknown,            true,  true",
    })
    void a_record_means_what_it_meant(
            String state,
            String phase,
            boolean rollingBack,
            String outcome,
            String result,
            boolean resumable,
            boolean committed) {
        DeployRecord record = read(state);

        assertThat(record.phase()).hasToString(phase);
        assertThat(record.finished()).isEqualTo(outcome != null);
        assertThat(record.rollingBack()).isEqualTo(rollingBack);
        assertThat(record.ending().map(end -> end.outcome().word())).isEqualTo(Optional.ofNullable(outcome));
        assertThat(record.ending().map(DeliveryEnding::result).map(DeliveryResult::word))
                .isEqualTo(Optional.ofNullable(result));
        assertThat(record.resumable()).isEqualTo(resumable);
        assertThat(record.commit().isPresent()).isEqualTo(committed);
    }

    @Test
    void no_record_is_left_out_of_that_table() throws NoSuchMethodException {
        CsvSource table = getClass()
                .getDeclaredMethod(
                        "a_record_means_what_it_meant",
                        String.class,
                        String.class,
                        boolean.class,
                        String.class,
                        String.class,
                        boolean.class,
                        boolean.class)
                .getAnnotation(CsvSource.class);

        assertThat(Stream.of(table.value()).map(row -> row.substring(0, row.indexOf(','))))
                .containsExactlyInAnyOrderElementsOf(StoredFormats.names("records"));
    }

    @ParameterizedTest
    @CsvSource({
        // commit, rolls back, promoted, build, images, result of the one before
        "deploy-first,         false, false, true,  1, ",
        "deploy-empty,         false, false, true,  1, healthy",
        "deploy,               false, false, true,  1, healthy",
        "deploy-values-files,  false, false, true,  1, healthy",
        "deploy-with-template, false, false, true,  2, healthy",
        "rollback,             true,  false, true,  1, failed",
        "rollback-on-request,  true,  false, false, 1, healthy",
        "promotion,            false, true,  true,  1, ",
        "removal,              false, false, false, 0, healthy",
        "removal-with-template, false, false, false, 0, healthy",
        "deploy-after-removal, false, true,  true,  1, ",
    })
    void a_commit_says_what_it_said(
            String commit, boolean rollsBack, boolean promoted, boolean build, int images, String before) {
        DeployTrailers trailers = DeployTrailers.from(message(commit + ".txt")).orElseThrow();

        assertThat(trailers.target().application()).isEqualTo("shop");
        assertThat(trailers.rollbackOf().isPresent()).isEqualTo(rollsBack);
        assertThat(trailers.promotedFrom().isPresent()).isEqualTo(promoted);
        assertThat(trailers.build().isPresent()).isEqualTo(build);
        assertThat(trailers.images()).hasSize(images).allMatch(image -> image.digest()
                .isPresent());
        assertThat(trailers.isRemoval()).isEqualTo(images == 0);
        assertThat(trailers.previous().map(DeployTrailers.Previous::result).map(DeliveryResult::word))
                .isEqualTo(Optional.ofNullable(before));
        assertThat(trailers.previous().flatMap(DeployTrailers.Previous::duration))
                .isEqualTo(
                        trailers.previous().map(previous -> previous.duration().orElseThrow()));
    }

    @ParameterizedTest
    @MethodSource("commits")
    void the_trailers_of_a_commit_are_written_again_as_they_were(String file) {
        CommitMessage message = message(file);

        List<Trailer> again = DeployTrailers.from(message).orElseThrow().toTrailers();

        assertThat(again)
                .isNotEmpty()
                .containsExactlyElementsOf(message.trailers().stream()
                        .filter(trailer -> trailer.format().startsWith("Gitops-"))
                        .toList());
        assertThat(StoredFormats.text("commits/" + file)).endsWith("\n\n" + message.format());
    }

    /** Of a commit as {@code git cat-file} prints it. */
    private static CommitMessage message(String file) {
        return CommitMessage.parse(StoredFormats.text("commits/" + file).split("\n\n", 2)[1]);
    }

    @ParameterizedTest
    @CsvSource({"healthy, healthy-noted", "failed-rolled-back, failed-rolled-back", "with-template, every-option"})
    void the_note_of_a_record_is_still_the_same(String note, String state) {
        DeployRecord record = read(state);

        assertThat(ResultNotes.of(record).get(record.commit().orElseThrow()))
                .isEqualTo(StoredFormats.text("notes/" + note + ".txt"));
    }

    @Test
    void the_note_at_a_rollbacks_commit_is_still_the_same() {
        DeployRecord record = read("failed-rolled-back");

        assertThat(ResultNotes.of(record)
                        .get(record.back().orElseThrow().writing().commit().orElseThrow()))
                .isEqualTo(StoredFormats.text("notes/rollback.txt"));
    }
}
