package io.jenkins.plugins.gitops.engine.delivery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryOrder;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.JUnitXml;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, trailers, records, test reports: the forms that are costly to change. */
class DeliveryValuesTest {

    private static final ImageReference IMAGE =
            ImageReference.parse("registry.example/shop:1@sha256:" + "ab".repeat(32));
    private static final Revision A = new Revision("a".repeat(40));
    private static final Revision B = new Revision("b".repeat(40));

    @TempDir
    Path folder;

    @Test
    void a_deploy_id_carries_the_time_of_the_request_and_sorts_by_it() {
        Random random = new Random(1);
        Instant time = Instant.ofEpochMilli(1_763_855_999_123L);
        DeployId first = DeployId.next(time, random);
        DeployId later = DeployId.next(time.plusMillis(1), random);

        assertThat(first.requested()).isEqualTo(time);
        assertThat(first).isLessThan(later);
        assertThat(first.value()).hasSize(26).matches("[0-9a-z]+");
        assertThat(DeployId.next(time, random)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "01JDABCDEFGHJKMNPQRSTVWXYZ",
                "81jdabcdefghjkmnpqrstvwxyz",
                "01jdabcdefghjkmnpqrstuvwxy"
            })
    void what_is_no_deploy_id_is_refused(String text) {
        assertThatThrownBy(() -> new DeployId(text)).isInstanceOf(GitopsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2f6c1d", "2F6C1D9", "Previous", "main", "01m82yg1szwf2jwd2x8213ak5", "HEAD~1"})
    void what_can_name_no_earlier_delivery_is_refused(String text) {
        assertThatThrownBy(() -> RollbackTarget.requireName(text))
                .isInstanceOf(GitopsException.class)
                .hasMessage("'" + text + "' is neither a deploy id, nor a commit, nor 'previous'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"previous", "2f6c1d9", "01m82yg1szwf2jwd2x8213ak5z"})
    void what_can_name_an_earlier_delivery_is_taken(String text) {
        assertThatCode(() -> RollbackTarget.requireName(text)).doesNotThrowAnyException();
    }

    @Test
    void trailers_are_read_back_as_they_were_written() {
        DeployId id = DeployId.next(Instant.now(), new Random());
        DeployTrailers trailers = new DeployTrailers(
                        id,
                        new DeliveryTarget("shop", "staging"),
                        Optional.of(new ManifestSource(
                                "charts/shop", List.of("env/values.yaml", "env/staging-values.yaml"))),
                        List.of(IMAGE),
                        Optional.of(new DeliverySource("https://git.example/shop.git", A, Optional.empty())),
                        Optional.of(new BuildLink("https://ci.example/job/shop/12/")),
                        Optional.of(id),
                        Optional.of(id),
                        Optional.of(new DeployTrailers.Previous(
                                id, DeliveryResult.FAILED, Optional.of(Instant.ofEpochSecond(2_000_000_000)))))
                .to("shop-staging")
                .restoring(Optional.of(DeployId.next(Instant.now(), new Random())));
        String message = new CommitMessage("Deploy", "", trailers.toTrailers()).format();

        assertThat(DeployTrailers.from(CommitMessage.parse(message))).contains(trailers);
        assertThat(message)
                .contains(
                        "\nGitops-Deploy-Id: " + id + "\n",
                        "\nGitops-Manifests: charts/shop\nGitops-Values: env/values.yaml\nGitops-Values: env/staging-values.yaml\n",
                        "\nGitops-Previous: " + id + " failed\n");
    }

    @Test
    void a_namespace_that_none_can_have_counts_as_not_said() {
        String commit = "x\n\nGitops-Deploy-Id: 01m82yg1szwf2jwd2x8213ak5z\nGitops-Application: shop\n"
                + "Gitops-Environment: staging\nGitops-Namespace: ";

        assertThat(DeployTrailers.from(CommitMessage.parse(commit + "shop-staging\n"))
                        .orElseThrow()
                        .namespace())
                .contains("shop-staging");
        assertThat(DeployTrailers.from(CommitMessage.parse(commit + "../etc\n"))
                        .orElseThrow()
                        .namespace())
                .isEmpty();
    }

    @Test
    void a_commit_without_images_is_a_removal_unless_it_names_manifests() {
        String commit = "x\n\nGitops-Deploy-Id: " + DeployId.next(Instant.now(), new Random())
                + "\nGitops-Application: shop\nGitops-Environment: staging\n";

        assertThat(DeployTrailers.from(CommitMessage.parse(commit)))
                .hasValueSatisfying(old -> assertThat(old.isRemoval()).isTrue());
        assertThat(DeployTrailers.from(CommitMessage.parse(commit + "Gitops-Manifests: k8s\n")))
                .hasValueSatisfying(alone -> assertThat(alone.isRemoval()).isFalse());
    }

    @Test
    void malformed_trailers_make_no_delivery() {
        assertThat(DeployTrailers.from(CommitMessage.parse(
                        "x\n\nGitops-Deploy-Id: nonsense\nGitops-Application: a\nGitops-Environment: b\n")))
                .isEmpty();
    }

    @Test
    void the_order_is_by_source_then_by_build_then_by_time() {
        DeployId early = DeployId.next(Instant.ofEpochSecond(1000), new Random());
        DeployId late = DeployId.next(Instant.ofEpochSecond(2000), new Random());
        DeliveryOrder aBeforeB = new DeliveryOrder((one, other) -> one.equals(A) && other.equals(B));
        DeliveryOrder unknown = new DeliveryOrder((one, other) -> false);

        assertThat(older(aBeforeB, asked(A, 9), late, newest(early, B, 1))).isTrue();
        assertThat(older(aBeforeB, asked(B, 1), early, newest(late, A, 9))).isFalse();
        assertThat(older(unknown, asked(A, 1), late, newest(early, B, 2))).isTrue();
        assertThat(older(unknown, asked(A, 3), early, newest(late, B, 2))).isFalse();
        assertThat(older(unknown, asked(A, 2), early, newest(late, B, 2))).isTrue();
        assertThat(older(aBeforeB, asked(A, 3), early, newest(late, A, 2))).isFalse();
    }

    private static boolean older(DeliveryOrder order, DeployRequest asked, DeployId id, DeployTrailers newest) {
        return older(order, asked, id, newest, newest.id().requested(), Instant.ofEpochSecond(3000));
    }

    /** @param committed when the newest delivery's commit was made, by its own account */
    private static boolean older(
            DeliveryOrder order,
            DeployRequest asked,
            DeployId id,
            DeployTrailers newest,
            Instant committed,
            Instant now) {
        return order.older(asked, id, newest, commit(committed), now);
    }

    private static CommitInfo commit(Instant committed) {
        return new CommitInfo(
                B, List.of(), GitIdentity.lenient("Mal", "mal@example.org"), committed, CommitMessage.parse("Deploy"));
    }

    @Test
    void a_time_that_is_ahead_of_every_clock_makes_nothing_older() {
        Instant now = Instant.ofEpochSecond(2000);
        DeployId mine = DeployId.next(now, new Random());
        DeployId forged = new DeployId("7zzzzzzzzzzzzzzzzzzzzzzzzz");
        DeployId tomorrow = DeployId.next(now.plus(Duration.ofDays(1)), new Random());
        DeployId soon = DeployId.next(now.plusSeconds(60), new Random());
        DeployId since = DeployId.next(now.plusSeconds(1), new Random());
        DeliveryOrder unknown = new DeliveryOrder((one, other) -> false);

        assertThat(older(unknown, asked(A, 2), mine, newest(forged, B, 2), now, now))
                .isFalse();
        assertThat(older(unknown, asked(A, 2), mine, newest(tomorrow, B, 2), tomorrow.requested(), now))
                .isFalse();
        assertThat(older(unknown, asked(A, 2), mine, newest(since, B, 2), now.minusSeconds(900), now))
                .as("ahead of its own commit")
                .isFalse();
        assertThat(older(unknown, asked(A, 2), mine, newest(soon, B, 2), soon.requested(), now))
                .as("clocks disagree a little")
                .isTrue();
    }

    @Test
    void a_build_number_that_the_job_cannot_have_reached_makes_nothing_older() {
        DeployId early = DeployId.next(Instant.ofEpochSecond(1000), new Random());
        DeployId late = DeployId.next(Instant.ofEpochSecond(2000), new Random());
        DeliveryOrder unknown = new DeliveryOrder((one, other) -> false);

        assertThat(older(unknown, asked(A, 2), late, newest(early, B, 999_999_999)))
                .isFalse();
        assertThat(older(unknown, asked(A, 2), late, newest(early, B, 53))).isFalse();
        assertThat(older(unknown, asked(A, 2), late, newest(early, B, 52))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,", "2,", "3, by the later build 3", "52, by the later build 52", "53, is of build 53"})
    void of_every_build_that_is_said_to_be_later_somebody_is_told(int build, String told) {
        DeployId early = DeployId.next(Instant.ofEpochSecond(1000), new Random());
        Instant now = Instant.ofEpochSecond(3000);

        List<String> doubts = DeliveryOrder.doubts(asked(A, 2), newest(early, B, build), commit(now), now);

        assertThat(doubts).hasSize(told == null ? 0 : 1).allMatch(text -> text.contains(told));
    }

    @Test
    void of_two_of_the_same_time_the_one_that_comes_to_the_branch_later_is_newer() {
        Instant now = Instant.ofEpochSecond(2000);
        DeployId theirs = new DeployId(DeployId.next(now, new Random()).value().substring(0, 10) + "zzzzzzzzzzzzzzzz");
        DeployId mine = new DeployId(theirs.value().substring(0, 10) + "0000000000000000");
        DeliveryOrder unknown = new DeliveryOrder((one, other) -> false);

        assertThat(older(unknown, asked(A, 2), mine, newest(theirs, B, 2))).isFalse();
    }

    @Test
    void a_record_is_read_back_as_it_was_written() {
        RecordStore store = new RecordStore(folder);
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4))
                .with(CommitProgress.NOTHING.on(A).planned("sha256:x").pushing(B, SteadyClock.SYSTEM))
                .note(Instant.ofEpochSecond(5), "something")
                .troubled(Instant.ofEpochSecond(6));

        store.write(record);

        assertThat(store.read(record.id())).isEqualTo(record);
        assertThat(store.unfinished(unreadable -> {})).containsExactly(record);
    }

    @Test
    void a_record_follows_its_place_and_does_not_bring_back_one_that_is_gone() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        AtomicReference<Path> where = new AtomicReference<>(place);
        RecordStore store = RecordStore.within(where::get, "gitops");
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4));
        store.write(record);

        Files.move(place, folder.resolve("moved"));

        assertThatThrownBy(() -> store.write(record)).hasMessageContaining("could not be written");
        assertThat(place).doesNotExist();
        where.set(folder.resolve("moved"));
        store.write(record);
        assertThat(store.read(record.id())).isEqualTo(record);
    }

    @Test
    void a_record_from_before_tags_could_be_kept_is_read() throws Exception {
        RecordStore store = new RecordStore(folder);
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4));
        store.write(record);
        Path file = folder.resolve(record.id() + ".json");
        String json = Files.readString(file);
        String older = json.replaceAll(",\\s*\"tags\" : \"DROP\"", "");
        Files.writeString(file, older);

        assertThat(older).isNotEqualTo(json).doesNotContain("DROP");
        assertThat(store.read(record.id())).isEqualTo(record);
        assertThat(record.request().options().tags()).isEqualTo(TagStyle.DROP);
    }

    @Test
    void a_record_from_before_adoption_prune_limits_and_waited_for_waves_is_read() throws Exception {
        RecordStore store = new RecordStore(folder);
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4));
        store.write(record);
        Path file = folder.resolve(record.id() + ".json");
        ObjectNode older = (ObjectNode) RecordJson.MAPPER.readTree(Files.readAllBytes(file));

        assertThat(((ObjectNode) older.at("/request/options")).remove("existing"))
                .isNotNull();
        assertThat(((ObjectNode) older.at("/request/options")).remove("pruneLimit"))
                .isNotNull();
        ((ObjectNode) older.at("/forward/rollout")).remove(List.of("awaited", "held"));
        Files.write(file, RecordJson.MAPPER.writeValueAsBytes(older));

        assertThat(store.read(record.id())).isEqualTo(record);
    }

    @Test
    void a_record_of_a_newer_format_is_not_misread() throws Exception {
        RecordStore store = new RecordStore(folder);
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4));
        store.write(record);
        Path file = folder.resolve(record.id() + ".json");
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));

        assertThatThrownBy(() -> store.read(record.id())).hasMessageContaining("format 2");
    }

    @Test
    void a_record_that_cannot_be_read_and_a_foreign_file_hide_no_other_record() throws Exception {
        RecordStore store = new RecordStore(folder);
        DeployRecord record = DeployRecord.begin(DeployId.next(Instant.now(), new Random()), asked(A, 4));
        store.write(record);
        String broken = DeployId.next(Instant.now(), new Random()) + ".json";
        Files.writeString(folder.resolve(broken), "{\"format\": 1,");
        Files.writeString(folder.resolve("notes.json"), "{}");
        List<String> errors = new ArrayList<>();

        assertThat(store.unfinished(unreadable -> errors.add(unreadable.getMessage())))
                .containsExactly(record);
        assertThat(errors).singleElement().asString().contains(broken);
    }

    @ParameterizedTest
    @CsvSource({
        "https://ann:s3cret@git.example/shop.git,https://git.example/shop.git",
        "https://ann:s3@cret@git.example/shop.git,https://git.example/shop.git",
        "https://token@git.example/shop.git,https://git.example/shop.git",
        "ssh://git:s3cret@git.example/shop.git,ssh://git@git.example/shop.git",
        "ssh://git@git.example/shop.git,ssh://git@git.example/shop.git",
        "git@git.example:shop.git,git@git.example:shop.git",
        "https://git.example/a@b/shop.git,https://git.example/a@b/shop.git"
    })
    void what_stands_in_commits_holds_no_password(String url, String written) {
        Revision commit = new Revision("0123456789012345678901234567890123456789");

        assertThat(new DeliverySource(url, commit, Optional.empty()).repository())
                .isEqualTo(written);
        assertThat(new BuildLink(url).url()).isEqualTo(written);
    }

    @Test
    void one_process_at_a_time_works_on_a_delivery() {
        RecordStore store = new RecordStore(folder);
        DeployId id = DeployId.next(Instant.now(), new Random());
        try (ProcessLock held = store.lock(id)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store.lock(id)).isInstanceOf(GitopsException.class);
        }
        store.lock(id).close();
    }

    @Test
    void test_results_are_counted_from_the_cases() {
        TestReport report = read("<testsuites><testsuite tests='99'><testcase classname='a' name='ok'/>"
                + "<testcase classname='a' name='bad'><failure>x</failure><error/></testcase>"
                + "<testcase classname='a' name='not'><skipped/></testcase></testsuite></testsuites>");

        assertThat(report).isEqualTo(new TestReport(0, 3, 1, 1, List.of("a.bad")));
        assertThat(report.passed()).isFalse();
    }

    @Test
    void a_run_without_an_executed_test_has_not_passed() {
        assertThat(read("<testsuite/>").passed()).isFalse();
        assertThat(read("<testsuite><testcase name='a'><skipped/></testcase></testsuite>")
                        .passed())
                .isFalse();
        assertThat(read("<testsuite><testcase name='a'/></testsuite>").passed()).isTrue();
        assertThat(read("<testsuite><testcase name='a'/></testsuite>")
                        .withExitCode(1)
                        .passed())
                .isFalse();
    }

    @Test
    void what_is_not_junit_xml_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("<html/>")).hasMessageContaining("results.xml:1");
        assertThatThrownBy(() -> read("<testsuite>\n<testcase")).hasMessageContaining("results.xml:2");
        assertThatThrownBy(
                        () -> read("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><testsuite>&e;</testsuite>"))
                .isInstanceOf(GitopsException.class);
    }

    @Test
    void an_image_without_a_digest_is_not_deployed() {
        assertThatThrownBy(() -> request(ImageReference.parse("registry.example/shop:1"), A, 1))
                .hasMessageContaining("not pinned");
    }

    private static TestReport read(String xml) {
        return JUnitXml.read("results.xml", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static DeployTrailers newest(DeployId id, Revision source, int build) {
        DeployRequest request = asked(source, build);
        return new DeployTrailers(
                id,
                request.target(),
                Optional.of(request.manifests()),
                request.images(),
                request.source(),
                request.build(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static DeployRequest asked(Revision source, int build) {
        return request(IMAGE, source, build);
    }

    private static DeployRequest request(ImageReference image, Revision source, int build) {
        return DeployRequest.deploy(
                        new DeployRequest.Destination(
                                new DeliveryTarget("shop", "staging"),
                                new GitRemote("https://git.example/shop.git", "main"),
                                ManifestSource.at("k8s"),
                                "https://cluster.example:6443"),
                        new DeployRequest.Requester(
                                new GitIdentity("Ann", "ann@example.org"),
                                Optional.of(new BuildLink("https://ci.example/job/shop/" + build + "/"))),
                        List.of(image),
                        DeployOptions.in("shop"))
                .withSource(Optional.of(new DeliverySource(
                        "https://git.example/shop.git", source, Optional.of(Instant.ofEpochSecond(9)))));
    }
}
