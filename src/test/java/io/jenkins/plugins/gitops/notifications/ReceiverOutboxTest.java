package io.jenkins.plugins.gitops.notifications;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.XmlFile;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import io.jenkins.plugins.gitops.pages.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** What is to be told while Jenkins stops, and when it is configured. */
@WithSharedJenkins
class ReceiverOutboxTest {

    private final DeployRecord healthy = Samples.record("healthy", Instant.parse("2026-11-20T10:00:00Z"));

    @TempDir
    private Path folder;

    @BeforeEach
    void start(JenkinsRule jenkins) {
        assertThat(jenkins.jenkins.getRootDir()).exists();
    }

    @AfterEach
    void stop() {
        GitopsConfiguration.get().setReceivers(List.of());
    }

    /** It waits for a credential that is not there. */
    private static WebhookEntry waiting() {
        WebhookEntry entry = new WebhookEntry("waiting");
        entry.setUrl("https://hook.example/");
        entry.setCredentialsId("comes-later");
        entry.setEvents("started, healthy");
        return entry;
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("gitops notifications to waiting"))
                .toList();
    }

    @Test
    void what_ends_while_jenkins_stops_is_told_after_the_next_start() {
        GitopsConfiguration.get().setReceivers(List.of(waiting()));
        ReceiverOutbox outbox = new ReceiverOutbox();
        outbox.stop();

        assertThat(outbox.hasReceiversOf("shop")).isTrue();
        assertThat(outbox.put(DeliveryEvents.started(healthy), "shop")).isTrue();
        assertThat(ReceiverOutbox.folder().resolve("outbox/waiting"))
                .isDirectoryContaining("glob:**" + healthy.id() + "-started.json");
    }

    @Test
    void a_save_that_changes_no_receiver_interrupts_none() {
        GitopsConfiguration.get().setReceivers(List.of(waiting()));
        List<Thread> before = threads();

        GitopsConfiguration.get().setReceivers(List.of(waiting()));
        assertThat(threads()).hasSize(1).isEqualTo(before);

        WebhookEntry changed = waiting();
        changed.setJobs("team/**");
        GitopsConfiguration.get().setReceivers(List.of(changed));
        assertThat(ReceiverOutbox.get().hasReceiversOf("shop")).isFalse();
        assertThat(threads()).doesNotContainAnyElementsOf(before);
    }

    @Test
    void an_end_that_the_disk_does_not_give_stays_and_one_that_is_none_goes() throws IOException {
        // A folder cannot be read as a file, and an empty one could be deleted.
        Path unreadable = Files.createDirectories(folder.resolve("1.json"));
        Path none = Files.writeString(folder.resolve("2.json"), "{");

        assertThat(new EndedFolder(folder).all()).isEmpty();
        assertThat(unreadable).exists();
        assertThat(none).doesNotExist();
    }

    @Test
    void what_an_earlier_version_left_to_be_told_is_read_and_kept() throws IOException {
        String stored = StoredFormats.text("notifications/ended.json");
        Files.writeString(folder.resolve("1.json"), stored);
        Files.writeString(folder.resolve("2.json"), stored.replace("\"format\": 1,", ""));

        List<EndedDelivery> read = new EndedFolder(folder).all();

        assertThat(read).hasSize(2).allSatisfy(ended -> {
            assertThat(ended.build()).isEqualTo("shop#7");
            assertThat(ended.asksBranch()).isFalse();
        });
        StoredFormats.assertKeeps(StoredFormats.parse(stored), RecordJson.MAPPER.valueToTree(read.get(0)));
    }

    /** There is no such environment, so each branch is asked in vain three times, with pauses. */
    @Test
    void a_server_that_does_not_answer_holds_up_no_end_of_another_one() throws IOException {
        GitopsConfiguration.get().setReceivers(List.of(waiting()));
        for (int i = 0; i < 30; i++) {
            BuildNotices.get().tellInOrder(ended("slow", i));
        }
        BuildNotices.get().tellInOrder(ended("other", 0));

        eventually("the other end is told").until(() -> told("other") == 1);
        assertThat(told("slow")).as("they wait for turns of their server").isLessThan(10);
    }

    private static EndedDelivery ended(String server, int number) {
        DeployRecord record = Samples.record("healthy", Instant.parse("2026-11-20T10:00:00Z"), json -> {
            ObjectNode request = (ObjectNode) json.get("request");
            ((ObjectNode) request.get("target")).put("application", server + number);
            ((ObjectNode) request.get("remote")).put("url", "https://" + server + ".example/team/shop.git");
        });
        return new EndedDelivery(1, server + number + "#1", server + number, record);
    }

    /** How many of its ends are in the outbox. */
    private static long told(String server) throws IOException {
        Path queue = ReceiverOutbox.folder().resolve("outbox/waiting");
        if (!Files.isDirectory(queue)) {
            return 0;
        }
        long count = 0;
        try (Stream<Path> files = Files.list(queue)) {
            for (Path file : files.filter(each -> each.toString().endsWith("-healthy.json"))
                    .toList()) {
                count += Files.readString(file).contains("https://" + server + ".example/") ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void receivers_that_an_earlier_version_stored_are_read_and_kept() throws IOException {
        String stored = StoredFormats.text("receivers.xml");
        Path file = Files.writeString(folder.resolve("receivers.xml"), stored);

        new XmlFile(Jenkins.XSTREAM2, file.toFile()).unmarshal(GitopsConfiguration.get());

        List<ReceiverEntry> read = GitopsConfiguration.get().getReceivers();
        assertThat(read)
                .extracting(ReceiverEntry::getName)
                .containsExactly("hook", "slack", "teams", "alerts", "status", "mail", "checks");
        String kept = Jenkins.XSTREAM2.toXML(new ArrayList<>(read));
        stored.lines()
                .dropWhile(line -> !line.contains("<receivers>"))
                .skip(1)
                .takeWhile(line -> !line.contains("</receivers>"))
                .forEach(line -> assertThat(kept).contains(line.trim()));
    }

    @Test
    void a_branch_is_asked_only_for_what_the_record_does_not_have() {
        BroughtCommits commits = BroughtCommits.of(List.of(), false, false);
        DeployRecord rolledBack = Samples.record("rolled-back", Instant.parse("2026-11-20T10:00:00Z"));

        assertThat(asksBranch(rolledBack)).isTrue();
        assertThat(asksBranch(rolledBack.bringing(commits))).isFalse();
        assertThat(asksBranch(healthy.bringing(commits)))
                .as("whether it is healthy again")
                .isTrue();
    }

    private static boolean asksBranch(DeployRecord record) {
        return new EndedDelivery(1, "shop#1", "shop", record).asksBranch();
    }
}
