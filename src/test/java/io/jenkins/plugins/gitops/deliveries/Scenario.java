package io.jenkins.plugins.gitops.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One build that delivers one image, as its files show it from outside of its controller. */
final class Scenario {

    final String title;
    final Application application;
    final String durability;
    private final Path home;
    private final ImageReference first;
    private String job;
    private int build = 1;
    private ImageReference image;
    private DeployRecord left;

    Scenario(String title, Path home, Application application, String job, String durability) {
        this.title = title;
        this.home = home;
        this.application = application;
        this.job = job;
        this.durability = durability;
        this.first = application.good("1");
        this.image = first;
    }

    String job() {
        return job;
    }

    int build() {
        return build;
    }

    ImageReference image() {
        return image;
    }

    /** The job's next build delivers that. */
    void next(ImageReference delivered) {
        build++;
        image = delivered;
    }

    void isNow(String renamed) {
        job = renamed;
    }

    boolean canResume() {
        return title.startsWith("stopped") || !durability.equals("PERFORMANCE_OPTIMIZED");
    }

    /** As it is in the build's folder. */
    Optional<DeployRecord> record() {
        RecordStore store = new RecordStore(buildFolder().resolve("gitops"));
        return store.ids().stream().findFirst().map(store::read);
    }

    /** For the message of a test that fails. */
    String log() {
        try {
            return title + ": " + record() + "\n"
                    + Files.readString(buildFolder().resolve("log"));
        } catch (IOException e) {
            return title + ": " + e;
        }
    }

    private Path buildFolder() {
        return home.resolve("jobs/" + job.replace("/", "/jobs/") + "/builds/" + build);
    }

    boolean isIn(DeliveryPhase phase) {
        return record().filter(record -> record.phase() == phase).isPresent();
    }

    boolean hasEnded() {
        return isIn(DeliveryPhase.DONE);
    }

    /** The controller is gone now. */
    void isLeft() {
        left = record().orElseThrow();
    }

    /** Otherwise nothing was tried. */
    void assertLeftInItsPhase() {
        DeliveryPhase expected = List.of(DeliveryPhase.values()).stream()
                .filter(phase -> title.contains(" " + phase.name()))
                .findFirst()
                .orElse(
                        title.contains("push")
                                ? DeliveryPhase.COMMIT
                                : title.contains("waits for the first") ? DeliveryPhase.RENDER : DeliveryPhase.WAIT);
        assertThat(left.phase()).isEqualTo(expected);
        assertThat(left.events().isEmpty()).isEqualTo(expected == DeliveryPhase.RENDER);
    }

    void assertDeliveredByOneCommit() {
        DeployRecord end = record().orElseThrow();
        assertThat(end.ending().orElseThrow().outcome()).as(end.toString()).isEqualTo(Outcome.HEALTHY);
        assertThat(application.committed().stream().filter(end.id().value()::equals))
                .as(end.toString())
                .hasSize(1);
        int deliveries = title.contains("killed in WAIT") ? 2 : build;
        assertThat(application.committed()).hasSize(deliveries);
        assertThat(application.running())
                .isEqualTo(application.newest().withoutTag().toString());
    }

    void assertRolledBackByOneCommit() {
        DeployRecord end = record().orElseThrow();
        assertThat(end.ending().orElseThrow().outcome()).as(end.toString()).isEqualTo(Outcome.FAILED);
        assertThat(end.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(application.committed())
                .hasSize(3)
                .startsWith(end.attempt().id().value(), end.id().value());
        assertThat(application.running()).isEqualTo(first.withoutTag().toString());
    }

    /** The build ends as its delivery did, and its log has each event once, in their order. */
    void assertWatchedToTheEnd(Controller.Ended ended) {
        DeployRecord end = record().orElseThrow();
        boolean healthy = end.ending().orElseThrow().outcome() == Outcome.HEALTHY;
        assertThat(ended.result()).isEqualTo(healthy ? "SUCCESS" : "FAILURE");
        if (healthy) {
            assertThat(ended.log()).contains("delivered " + end.id() + " healthy");
        }
        assertThat(ended.log().lines().filter(line -> line.startsWith("[gitops] ") && !line.contains("Waiting for ")))
                .containsExactlyElementsOf(end.events().stream()
                        .flatMap(event -> lines(event).stream())
                        .toList());
        assertThat(ended.log().lines().filter(line -> line.contains("Waiting for ")))
                .as(title)
                .hasSize(title.contains("waits for the first") ? 1 : 0);
        assertThat(ended.log()).doesNotContain("\tat ");
    }

    private static List<String> lines(DeliveryEvent event) {
        String phase = String.format("%-9s", event.phase().name().toLowerCase(Locale.ROOT));
        return ("[gitops] " + phase + event.text().replace("\n", "\n[gitops]          "))
                .lines()
                .toList();
    }
}
