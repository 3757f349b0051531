package io.jenkins.plugins.gitops.engine.notification.outbox;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.NextStep;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SampleEvents;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told at least once, whatever happens to receivers and to us. */
class OutboxTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SendResult LATER = new SendResult.Later("it answered 503", Optional.empty());

    @TempDir
    private Path folder;

    private final SetClock clock = SetClock.standing();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final DeployRecord record = SampleEvents.record();

    /** A receiver that notes what it is told, and answers as a test wants. */
    private static final class Notes implements Receiver {
        private final List<Notification> told = new CopyOnWriteArrayList<>();
        private volatile Function<Notification, SendResult> answer = notification -> SendResult.SENT;

        @Override
        public SendResult send(Notification notification, ReceiverMemory memory) {
            told.add(notification);
            return answer.apply(notification);
        }

        @Override
        public Set<EventKind> usualEvents() {
            return EnumSet.allOf(EventKind.class);
        }

        List<String> ids() {
            return told.stream().map(each -> each.event().id()).toList();
        }

        List<Boolean> repeats() {
            return told.stream().map(Notification::repeat).toList();
        }
    }

    private Outbox open(Receiver... receivers) {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < receivers.length; i++) {
            all.add(new Subscription("receiver-" + i, receivers[i], Set.of(), Set.of(), Set.of()));
        }
        return Outbox.open(folder, all, clock.process(), new Random(1), warning -> warnings.add(warning.getMessage()));
    }

    @Test
    void tells_in_order_and_each_event_once() throws InterruptedException {
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.started(record));
            outbox.put(SampleEvents.healthy(record));
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(SOON);
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(SOON);

            assertThat(notes.ids()).containsExactly(record.id() + "-started", record.id() + "-healthy");
            assertThat(outbox.waiting()).isEmpty();
        }
        try (Outbox again = open(notes)) {
            again.put(SampleEvents.healthy(record));
            again.settle(SOON);
        }
        assertThat(notes.told).hasSize(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void a_receiver_that_does_not_answer_is_asked_again_later_and_after_a_restart() throws InterruptedException {
        Notes notes = new Notes();
        notes.answer = notification -> LATER;
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.started(record));
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(Duration.ofMillis(500));

            assertThat(notes.ids()).as("the order stays").containsExactly(record.id() + "-started");
            assertThat(outbox.waiting())
                    .containsExactly(new WaitingEvents("receiver-0", 2, Optional.of("it answered 503")));
        }
        notes.answer = notification -> SendResult.SENT;
        clock.pass(Duration.ofSeconds(2));
        try (Outbox outbox = open(notes)) {
            outbox.settle(SOON);

            assertThat(notes.ids())
                    .containsExactly(record.id() + "-started", record.id() + "-started", record.id() + "-healthy");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void what_was_told_when_the_process_was_killed_is_not_told_again() throws IOException, InterruptedException {
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(SOON);
        }
        // As if the file were still there.
        Path file = folder.resolve("receiver-0/0000000000001-" + record.id() + "-healthy.json");
        Files.write(
                file,
                OutboxEntry.of(
                                SampleEvents.healthy(record),
                                Optional.empty(),
                                clock.clock().instant())
                        .json());
        try (Outbox outbox = open(notes)) {
            outbox.settle(SOON);
        }

        assertThat(notes.told).hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_receiver_that_hangs_holds_up_neither_a_delivery_nor_another_receiver() throws InterruptedException {
        Notes hanging = new Notes();
        hanging.answer = notification -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return LATER;
        };
        Notes notes = new Notes();
        long begun = System.nanoTime();
        try (Outbox outbox = open(hanging, notes)) {
            outbox.put(SampleEvents.healthy(record));
            eventually("the other one is told").until(() -> notes.told.size() == 1);
            outbox.settle(Duration.ofMillis(200));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(folder.resolve("receiver-0")).isDirectoryContaining("glob:**-healthy.json");
        assertThat(warnings).isEmpty();
    }

    @Test
    void what_is_given_up_is_said_once_and_the_rest_goes_on() throws InterruptedException {
        Notes notes = new Notes();
        notes.answer = notification -> notification.event().kind() == EventKind.STARTED
                ? new SendResult.Refused("it answered 404", "Correct the address")
                : SendResult.SENT;
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.started(record));
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(SOON);
            outbox.put(SampleEvents.started(record));
            outbox.settle(SOON);

            assertThat(outbox.waiting()).isEmpty();
            assertThat(outbox.lost()).containsEntry("receiver-0", 1L);
        }
        assertThat(notes.told).hasSize(2);
        assertThat(warnings)
                .containsExactly(
                        "The receiver 'receiver-0' was not told of " + record.id() + "-started: it answered 404");
    }

    @Test
    void what_is_older_than_a_day_is_no_news_also_when_the_clock_jumped() throws InterruptedException {
        Notes notes = new Notes();
        notes.answer = notification -> LATER;
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(Duration.ofMillis(300));
        }
        clock.set(Duration.ofDays(-30));
        notes.answer = notification -> SendResult.SENT;
        try (Outbox outbox = open(notes)) {
            outbox.settle(Duration.ofMillis(300));
        }
        assertThat(warnings).as("put back, it waits for its pause").isEmpty();
        clock.set(Duration.ofDays(32));
        try (Outbox outbox = open(notes)) {
            outbox.settle(SOON);
            assertThat(outbox.waiting()).isEmpty();
        }
        assertThat(warnings).hasSize(1).first().asString().contains("older than a day");
        assertThat(notes.told).hasSize(1);
    }

    @Test
    void a_file_that_is_none_stops_nothing() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("receiver-0"));
        Files.writeString(folder.resolve("receiver-0/0000000000001-broken.json"), "{\"format\": 1, \"event\"");
        Files.writeString(folder.resolve("receiver-0/0000000000002-newer.json"), "{\"format\": 9}");
        Files.writeString(folder.resolve("receiver-0/memory.json"), "[");
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(SOON);
        }

        assertThat(notes.told).hasSize(1);
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("cannot be read"));
    }

    /** Another version may have put it there. */
    @Test
    void what_is_stored_is_read_by_later_versions() throws IOException, InterruptedException {
        Path queue = Files.createDirectories(folder.resolve("receiver-0"));
        Files.copy(
                StoredFormats.path("notifications/entry.json"),
                queue.resolve("1795168800000-01m84a4dg04rr3enf9vg3z0xbx-rolled-back.json"));
        Files.copy(StoredFormats.path("notifications/memory.json"), queue.resolve("memory.json"));
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            outbox.settle(SOON);

            assertThat(outbox.lost()).containsEntry("receiver-0", 2L);
        }

        assertThat(notes.repeats()).containsExactly(true);
        NotificationEvent told = notes.told.get(0).event();
        assertThat(told.kind()).isEqualTo(EventKind.ROLLED_BACK);
        assertThat(told.commits()).hasSize(1);
        assertThat(told.next()).containsExactly(NextStep.MEND, NextStep.RELEASE_HOLD);
        StoredFormats.assertKeeps(
                StoredFormats.json("notifications/entry.json"),
                RecordJson.MAPPER.valueToTree(OutboxEntry.read(StoredFormats.path("notifications/entry.json"))));
        StoredFormats.assertKeeps(
                StoredFormats.json("notifications/approval.json"),
                RecordJson.MAPPER.valueToTree(OutboxEntry.read(StoredFormats.path("notifications/approval.json"))));
        StoredFormats.assertKeeps(
                StoredFormats.json("notifications/of-a-job.json"),
                RecordJson.MAPPER.valueToTree(OutboxEntry.read(StoredFormats.path("notifications/of-a-job.json"))));
    }

    @Test
    void a_full_queue_loses_the_oldest_counts_it_and_says_so() throws IOException {
        Path queue = Files.createDirectories(folder.resolve("receiver-0"));
        Instant now = clock.clock().instant();
        NotificationEvent oldest = drift(EventKind.DRIFT, 0);
        for (int i = 0; i < ReceiverQueue.MOST; i++) {
            Files.write(
                    queue.resolve("%013d-%s-%d.json".formatted(i, record.id(), i)),
                    OutboxEntry.of(drift(EventKind.DRIFT, i), Optional.empty(), now)
                            .json());
        }
        Notes notes = new Notes();
        notes.answer = notification -> LATER;
        ReceiverQueue full = new ReceiverQueue(
                queue,
                new Subscription("receiver-0", notes, Set.of(), Set.of(), Set.of()),
                clock.clock(),
                new Random(1),
                (GitopsException warning) -> warnings.add(warning.getMessage()));

        full.put(SampleEvents.healthy(record), Optional.empty());
        full.work();
        full.put(oldest, Optional.empty());

        assertThat(ReceiverQueue.waiting(queue)).hasSize(ReceiverQueue.MOST).noneMatch(file -> file.toString()
                .endsWith(record.id() + "-0.json"));
        assertThat(full.lost()).isEqualTo(1);
        assertThat(warnings).hasSize(1).first().asString().contains(oldest.id(), "more than 1000 wait");
    }

    @Test
    void who_floods_loses_its_own_oldest_and_nothing_of_others() throws IOException {
        Notes notes = new Notes();
        ReceiverQueue queue = queue(notes);
        queue.put(about("other", 0), Optional.of("other"));
        for (int i = 0; i < ReceiverQueue.MOST_OF_ONE + 2; i++) {
            queue.put(about("flood", i), Optional.of("flood"));
        }

        queue.work();

        assertThat(notes.ids())
                .hasSize(ReceiverQueue.MOST_OF_ONE + 1)
                .contains("other-0")
                .doesNotContain("flood-0", "flood-1");
        assertThat(queue.lost()).isEqualTo(2);
        assertThat(queue.count()).isZero();
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("more than 100 of one job"));
    }

    @Test
    void one_that_is_never_taken_holds_up_its_own_target_alone() throws IOException {
        Notes notes = new Notes();
        notes.answer = notification -> notification.event().id().equals("a-0") ? LATER : SendResult.SENT;
        ReceiverQueue queue = queue(notes);
        for (NotificationEvent event : List.of(about("a", 0), about("a", 1), about("b", 0))) {
            queue.put(event, Optional.empty());
        }

        queue.work();
        assertThat(notes.ids()).containsExactly("a-0", "b-0");
        assertThat(queue.count()).isEqualTo(2);

        clock.pass(Duration.ofSeconds(2));
        queue.put(about("c", 0), Optional.empty());
        queue.work();
        assertThat(notes.ids()).as("what was tried least is first").containsExactly("a-0", "b-0", "c-0", "a-0");
    }

    @Test
    void a_receiver_that_takes_nothing_is_left_alone_after_three_tries() throws IOException {
        Notes notes = new Notes();
        notes.answer = notification -> LATER;
        ReceiverQueue queue = queue(notes);
        for (String target : List.of("a", "b", "c", "d", "e")) {
            queue.put(about(target, 0), Optional.empty());
        }

        assertThat(queue.work()).hasValueSatisfying(pause -> assertThat(pause).isLessThan(Duration.ofSeconds(3)));
        assertThat(notes.ids()).containsExactly("a-0", "b-0", "c-0");
        notes.answer = notification -> new SendResult.Later("it answered 429", Optional.of(Duration.ofMinutes(5)));
        assertThat(queue.work()).hasValue(Duration.ofMinutes(5));
        queue.work();
        assertThat(notes.ids()).as("it asked to be left alone").containsExactly("a-0", "b-0", "c-0", "d-0");
        clock.pass(Duration.ofMinutes(6));
        notes.answer = notification -> SendResult.SENT;
        assertThat(queue.work()).isEmpty();
        assertThat(notes.ids().subList(4, 9)).containsExactly("e-0", "a-0", "b-0", "c-0", "d-0");
    }

    private ReceiverQueue queue(Receiver receiver) {
        return new ReceiverQueue(
                folder.resolve("receiver-0"),
                new Subscription("receiver-0", receiver, Set.of(), Set.of(), Set.of()),
                clock.clock(),
                new Random(1),
                (GitopsException warning) -> warnings.add(warning.getMessage()));
    }

    private NotificationEvent about(String application, int number) {
        return NotificationEvent.of(
                EventKind.DRIFT_ENDED,
                application + "-" + number,
                Instant.parse("2026-11-20T10:01:00Z"),
                new DeliveryTarget(application, "staging"),
                "",
                List.of());
    }

    @Test
    void an_end_that_could_not_be_written_is_told_by_the_next_process() throws IOException, InterruptedException {
        Notes notes = new Notes();
        RecordStore records = new RecordStore(folder.resolve("deliveries"));
        Path begun = folder.resolve("begun");
        DeployRecord ended = record.ended(Outcome.HEALTHY, false, "", "", Instant.parse("2026-11-20T10:01:00Z"));
        records.write(ended);
        // No folder can be made there, as on a disk that is full.
        Files.writeString(folder.resolve("receiver-0"), "");
        try (Outbox outbox = open(notes)) {
            new DeliveryNotifier(outbox, begun, clock.clock()).started(record);
            assertThat(outbox.put(SampleEvents.healthy(record))).isFalse();
            new DeliveryNotifier(outbox, begun, clock.clock()).ended(ended, SinceHealthy.UNKNOWN);
        }
        Files.delete(folder.resolve("receiver-0"));
        try (Outbox outbox = open(notes)) {
            new DeliveryNotifier(outbox, begun, clock.clock()).tellMissed(records);
            outbox.settle(SOON);
        }

        assertThat(notes.ids()).containsExactly(record.id() + "-healthy");
        assertThat(begun).isEmptyDirectory();
        assertThat(warnings).isNotEmpty().allMatch(warning -> warning.contains("cannot be written"));
    }

    @Test
    void the_same_trouble_again_is_marked_as_a_repeat_for_a_day_or_until_it_is_good() throws InterruptedException {
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
            tell(outbox, SampleEvents.rolledBackFor("Job shop/migrate: failed: Failed: x", SampleEvents.record()));
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
            tell(outbox, SampleEvents.recovered(SampleEvents.record()));
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
            clock.pass(Duration.ofHours(23));
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
            clock.pass(Duration.ofHours(2));
            tell(outbox, SampleEvents.rolledBack(SampleEvents.record()));
        }

        assertThat(notes.repeats()).containsExactly(false, true, false, false, false, false, true, false);
    }

    @Test
    void the_same_drift_is_a_repeat_while_it_lasts_and_none_after_its_end() throws InterruptedException {
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            tell(outbox, drift(EventKind.DRIFT, 1));
            tell(outbox, drift(EventKind.DRIFT, 2));
            tell(outbox, drift(EventKind.DRIFT_ENDED, 3));
            tell(outbox, drift(EventKind.DRIFT, 4));
        }

        assertThat(notes.repeats()).containsExactly(false, true, false, false);
    }

    private NotificationEvent drift(EventKind kind, int number) {
        return NotificationEvent.of(
                kind,
                record.id() + "-" + number,
                Instant.parse("2026-11-20T10:01:00Z"),
                record.request().target(),
                kind == EventKind.DRIFT ? "Deployment shop/web spec.replicas" : "",
                List.of());
    }

    @Test
    void a_reason_without_an_object_is_the_same_whatever_its_numbers_are() throws InterruptedException {
        Notes notes = new Notes();
        try (Outbox outbox = open(notes)) {
            tell(outbox, SampleEvents.rolledBackFor("Not healthy after 600 s", SampleEvents.record()));
            tell(outbox, SampleEvents.rolledBackFor("Not healthy after 612 s", SampleEvents.record()));
        }

        assertThat(notes.repeats()).containsExactly(false, true);
    }

    @Test
    void drift_of_another_place_is_no_repeat_however_long_the_list_is() throws InterruptedException {
        Notes notes = new Notes();
        String list = "ConfigMap shop/a, ".repeat(100);
        try (Outbox outbox = open(notes)) {
            tell(outbox, drift("1", "Deployment shop/web1 spec.replicas"));
            tell(outbox, drift("2", "Deployment shop/web2 spec.replicas"));
            tell(outbox, drift("3", "Deployment shop/web2 spec.replicas"));
            tell(outbox, drift("4", list + "Role shop/a"));
            tell(outbox, drift("5", list + "Role shop/b"));
            tell(outbox, drift("6", list + "Role shop/b"));
        }

        assertThat(notes.repeats()).containsExactly(false, false, true, false, false, true);
    }

    private NotificationEvent drift(String id, String places) {
        return NotificationEvent.of(
                EventKind.DRIFT,
                id,
                clock.clock().instant(),
                record.request().target(),
                DriftNotifier.firstLine(places),
                List.of());
    }

    private static void tell(Outbox outbox, NotificationEvent event) throws InterruptedException {
        outbox.put(event);
        outbox.settle(SOON);
    }

    @Test
    void an_end_that_a_killed_process_could_not_tell_is_told_by_the_next() throws InterruptedException {
        Notes notes = new Notes();
        RecordStore records = new RecordStore(folder.resolve("deliveries"));
        Path begun = folder.resolve("begun");
        records.write(record);
        try (Outbox outbox = open(notes)) {
            new DeliveryNotifier(outbox, begun, clock.clock()).started(record);
            outbox.settle(SOON);
        }
        DeployRecord ended = record.ended(Outcome.HEALTHY, false, "", "", Instant.parse("2026-11-20T10:01:00Z"));
        try (Outbox outbox = open(notes)) {
            DeliveryNotifier notifier = new DeliveryNotifier(outbox, begun, clock.clock());
            notifier.tellMissed(records);
            outbox.settle(SOON);
            assertThat(notes.told).as("it is under way").hasSize(1);

            records.write(ended);
            notifier.tellMissed(records);
            notifier.tellMissed(records);
            outbox.settle(SOON);
        }

        assertThat(warnings).isEmpty();
        assertThat(notes.ids()).containsExactly(record.id() + "-started", record.id() + "-healthy");
        assertThat(begun).isEmptyDirectory();
    }

    @Test
    void that_it_is_over_is_told_as_such_and_once_after_a_kill() throws InterruptedException {
        Notes notes = new Notes();
        RecordStore records = new RecordStore(folder.resolve("deliveries"));
        DeployRecord ended = record.ended(Outcome.HEALTHY, false, "", "", Instant.parse("2026-11-20T10:01:00Z"));
        records.write(ended);
        try (Outbox outbox = open(notes)) {
            DeliveryNotifier notifier = new DeliveryNotifier(outbox, folder.resolve("begun"), clock.clock());
            notifier.started(record);
            notifier.after(record, false);
            // It is taken up, and again killed.
            notifier.started(record);
            notifier.tellMissed(records);
            notifier.started(record);
            // Killed between telling and forgetting: nobody knows any more what was before.
            notifier.tellMissed(records);
            outbox.settle(SOON);
        }

        assertThat(notes.told)
                .extracting(told -> told.event().kind())
                .containsExactly(EventKind.STARTED, EventKind.RECOVERED);
    }

    @Test
    void a_faulty_receiver_ends_no_thread() throws InterruptedException {
        Notes notes = new Notes();
        notes.answer = notification -> {
            throw new IllegalStateException("secret");
        };
        try (Outbox outbox = open(notes)) {
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(Duration.ofMillis(300));

            assertThat(outbox.waiting().get(0).why())
                    .hasValueSatisfying(why ->
                            assertThat(why).contains("IllegalStateException").doesNotContain("secret"));
        }
    }

    @Test
    void what_waits_for_a_receiver_that_is_gone_from_the_file_goes_after_a_day() throws InterruptedException {
        Notes notes = new Notes();
        notes.answer = notification -> LATER;
        try (Outbox outbox = open(notes, notes)) {
            outbox.put(SampleEvents.healthy(record));
            outbox.settle(Duration.ofMillis(300));
        }
        clock.pass(Duration.ofHours(1));
        open(notes).close();
        assertThat(ReceiverQueue.waiting(folder.resolve("receiver-1"))).hasSize(1);
        clock.pass(Duration.ofHours(24));
        open(notes).close();

        assertThat(ReceiverQueue.waiting(folder.resolve("receiver-1"))).isEmpty();
        assertThat(warnings).anyMatch(warning -> warning.contains("there is no receiver of that name any more"));
    }
}
