package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commits that somebody made to end deliveries for good: each delivery goes on, and says what it passed over. */
class PoisonedBranchTest {

    private static final String BUILDS = "https://ci.example/job/shop/";

    /** Of a delivery that was asked for long ago. */
    private static final String PAST = "01jdabcdefghjkmnpqrstvwxyz";

    @FreshScene
    private Scene scene;

    @Test
    void commits_that_cannot_be_read_are_passed_over_with_a_warning() {
        scene.repository.commit(
                "main",
                "Huge\n" + " \n".repeat(500_000) + trailers("01m82yg1szwf2jwd2x8213ak5z", ""),
                Map.of("README", "1\n"));
        scene.repository.commit(
                "main",
                "Impossible\n\n"
                        + trailers("01m82yg1szwf2jwd2x8213ak5z", "Gitops-Image: a" + "/a".repeat(1_900) + "\n"),
                Map.of("README", "2\n"));
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(warnings(record))
                .hasSize(2)
                .anyMatch(text -> text.contains("Someone: Huge"))
                .anyMatch(text -> text.contains("Someone: Impossible"));
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(warnings(scene.deploy(Scene.good("2"))))
                .as("older than the newest delivery")
                .isEmpty();
    }

    @Test
    void an_id_from_the_future_supersedes_nothing_and_somebody_is_told() {
        String tomorrow = DeployId.next(Instant.now().plus(Duration.ofDays(1)), new Random())
                .value();
        for (String id : List.of("7zzzzzzzzzzzzzzzzzzzzzzzzz", tomorrow)) {
            scene.repository.commit(
                    "main",
                    "Deploy shop\n\n" + trailers(id, "Gitops-Image: registry.example/shop:1\n"),
                    Map.of("README", id));

            DeployRecord record = scene.deploy(Scene.good("1"));

            assertEnding(record, Outcome.HEALTHY);
            assertThat(warnings(record))
                    .singleElement()
                    .asString()
                    .contains("The id of delivery " + id, "ahead of this machine's clock", "Someone");
        }
    }

    @Test
    void a_build_that_is_said_to_be_later_supersedes_with_a_reason_that_names_its_commit() {
        scene.repository.commit("main", "Deploy shop\n\n" + claim(PAST, 50), Map.of("README", "1\n"));

        DeployRecord record =
                scene.run(scene.request(Scene.good("1")).build(BUILDS + "7/").build());

        assertEnding(record, Outcome.SUPERSEDED);
        assertThat(record.ending().orElseThrow().reason())
                .contains(
                        "the later build 50 of the job, and this is build 7",
                        "somebody wrote this into a commit",
                        "Someone: Deploy shop");
    }

    @Test
    void what_is_wrong_with_the_newest_delivery_is_said_before_what_is_passed_over() {
        scene.repository.commit("main", "Deploy shop\n\n" + claim(PAST, 58), Map.of("README", "1\n"));
        for (int i = 0; i < 11; i++) {
            scene.repository.commit(
                    "main", "Broken " + i + "\n\n" + trailers(PAST, "Gitops-Image: -\n"), Map.of("README", "b" + i));
        }

        DeployRecord record =
                scene.run(scene.request(Scene.good("1")).build(BUILDS + "7/").build());

        assertEnding(record, Outcome.HEALTHY);
        assertThat(warnings(record)).hasSize(11).first().asString().contains("of build 58 of the job", "forged");
        assertThat(warnings(record)).last().asString().isEqualTo("Warning: 2 more are not listed here");
    }

    private static String claim(String id, int build) {
        return trailers(id, "Gitops-Image: registry.example/shop:1\nGitops-Build: " + BUILDS + build + "/\n");
    }

    @Test
    void an_error_of_the_machine_ends_the_delivery_with_a_message() {
        DeployRecord ready = scene.delivery.begin(
                scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random());

        DeployRecord record = scene.delivery
                .advance(ready, breaking(new StackOverflowError()))
                .record();

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason())
                .contains("The delivery broke in phase RENDER: StackOverflowError");
        assertThat(scene.store.read(record.id())).isEqualTo(record);
        assertThat(scene.commits()).isEqualTo(1);
    }

    @Test
    void after_the_commit_its_outcome_is_unknown_and_it_can_be_taken_up() {
        DeployRecord committed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);

        DeployRecord record = scene.delivery
                .advance(committed, breaking(new NoClassDefFoundError("a/b/C")))
                .record();

        assertEnding(record, Outcome.UNKNOWN);
        assertThat(record.ending().orElseThrow().reason()).contains("NoClassDefFoundError (a/b/C)");
        assertEnding(scene.run(scene.delivery.takeUp(record, scene.context)), Outcome.HEALTHY);
    }

    /** The context with a clock that breaks when it is first asked. */
    private DeliveryContext breaking(Error error) {
        DeliveryContext whole = scene.context;
        return new DeliveryContext(
                whole.branch(), whole.cluster(), whole.renderer(), breakingClock(error), whole.random());
    }

    /** Throws at the first question, and then shows the time. */
    private static SteadyClock breakingClock(Error error) {
        AtomicInteger asked = new AtomicInteger();
        return new SteadyClock(
                () -> {
                    if (asked.getAndIncrement() == 0) {
                        throw error;
                    }
                    return Instant.now();
                },
                System::nanoTime);
    }

    private static String trailers(String id, String more) {
        return "Gitops-Deploy-Id: " + id + "\nGitops-Application: shop\nGitops-Environment: staging\n" + more;
    }

    private static List<String> warnings(DeployRecord record) {
        return record.events().stream()
                .map(DeliveryEvent::text)
                .flatMap(text -> text.startsWith("Warning: ") ? Stream.of(text) : Stream.of())
                .toList();
    }
}
