package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jenkins.plugins.gitops.ShortLivedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A real controller is stopped, and later killed (SIGKILL), while deliveries are held in every phase, under every
 * durability setting of Pipelines; then it is started again, and they go on. A start takes half a minute, so all that
 * can be held together shares one stop and one kill.
 */
class KilledControllerTest {

    private static final List<String> DURABILITIES =
            List.of("PERFORMANCE_OPTIMIZED", "SURVIVABLE_NONATOMIC", "MAX_SURVIVABILITY");

    /** As many threads as deliveries are held at once. */
    @RegisterExtension
    private final RealJenkinsExtension jenkins =
            ShortLivedJenkins.create("-Dio.jenkins.plugins.gitops.deliveries.threads=40");

    private final Gate git = new Gate(GitServer.shared().url());
    private final Gate cluster = new Gate(ControlPlane.shared().apiServer());
    private final ArrayList<Controller.Place> places = new ArrayList<>();
    private final Map<String, List<Scenario>> scenarios = new TreeMap<>();

    @AfterEach
    void open() throws IOException {
        git.close();
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> deliveries_end_right_whose_controller_ended() throws Throwable {
        for (String when : List.of(
                "stopped in WAIT",
                "killed in RENDER",
                "killed in PLAN",
                "killed before the push is in",
                "killed after the push is in",
                "killed in APPLY",
                "killed in WAIT",
                "killed in ROLLBACK")) {
            for (String durability : DURABILITIES) {
                add(when, durability, "");
            }
        }
        add("stopped in the push", "PERFORMANCE_OPTIMIZED", "");
        add("killed after a rename of the job", "MAX_SURVIVABILITY", "");
        add("killed after a rename of the folder", "MAX_SURVIVABILITY", "team/");
        jenkins.startJenkins();
        jenkins.runRemotely(
                Controller::configure,
                Controller.Servers.of(cluster.url(ControlPlane.shared().apiServer())),
                places);

        stopInTheMiddle();
        jenkins.startJenkins();
        release(scenarios("stopped"));
        awaitEnd(scenarios("stopped"));

        killInTheMiddle();
        git.open();
        cluster.open();
        release(scenarios(""));
        jenkins.startJenkins();
        awaitEnd(scenarios(""));

        return Stream.concat(
                scenarios("").stream().map(each -> dynamicTest(each.title, () -> endedRight(each))),
                Stream.of(dynamicTest("nothing is left behind", this::nothingIsLeft)));
    }

    private void add(String when, String durability, String folder) throws Throwable {
        String name = when.replaceAll("[^a-zA-Z]+", "-").toLowerCase(Locale.ROOT) + "-"
                + durability.substring(0, 1).toLowerCase(Locale.ROOT);
        Application application = new Application(name);
        String repository = application.repository.url();
        boolean gitGate = when.contains("RENDER") || when.contains("ROLLBACK");
        boolean clusterGate = when.contains("PLAN") || when.contains("APPLY");
        places.add(new Controller.Place(
                name,
                clusterGate ? "gated" : "test",
                application.namespace,
                gitGate ? git.url(repository) : repository));
        scenarios
                .computeIfAbsent(when, key -> new ArrayList<>())
                .add(new Scenario(when + ", " + durability, home(), application, folder + name, durability));
    }

    private Path home() {
        return jenkins.getHome().toPath();
    }

    private List<Scenario> scenarios(String beginning) {
        return scenarios.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(beginning))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    private void stopInTheMiddle() throws Throwable {
        for (Scenario each : scenarios("stopped in the push")) {
            each.application.holdPushes("pre-receive");
        }
        deliver(scenarios("stopped"));
        await(scenarios("stopped in WAIT"), DeliveryPhase.WAIT);
        awaitHeldPush(scenarios("stopped in the push"));
        jenkins.stopJenkins();
        scenarios("stopped").forEach(Scenario::isLeft);
    }

    private void killInTheMiddle() throws Throwable {
        holdInRollback();
        for (Scenario each : scenarios("killed in APPLY")) {
            each.application.holdPushes("pre-receive");
        }
        for (Scenario each : scenarios("killed before the push")) {
            each.application.holdPushes("pre-receive");
        }
        for (Scenario each : scenarios("killed after the push")) {
            each.application.holdPushes("post-receive");
        }
        List<Scenario> waiting = Stream.of(scenarios("killed in WAIT"), scenarios("killed after a rename"))
                .flatMap(List::stream)
                .toList();
        deliver(scenarios("killed in APPLY"));
        deliver(scenarios("killed before the push"));
        deliver(scenarios("killed after the push"));
        deliver(waiting);
        await(waiting, DeliveryPhase.WAIT);
        letOthersWaitForTheFirst();
        rename();
        awaitHeldPush(scenarios("killed in APPLY"));
        awaitHeldPush(scenarios("killed before the push"));
        awaitHeldPush(scenarios("killed after the push"));

        cluster.shut();
        git.shut();
        release(scenarios("killed in APPLY"));
        release(scenarios("killed in ROLLBACK"));
        await(scenarios("killed in APPLY"), DeliveryPhase.APPLY);
        await(scenarios("killed in ROLLBACK"), DeliveryPhase.ROLLBACK);
        deliver(scenarios("killed in RENDER"));
        await(scenarios("killed in RENDER"), DeliveryPhase.RENDER);
        deliver(scenarios("killed in PLAN"));
        await(scenarios("killed in PLAN"), DeliveryPhase.PLAN);
        Controller.kill(jenkins);
        scenarios("killed").forEach(Scenario::isLeft);
    }

    /** A good image, and then one that crashes as soon as its pods may start. */
    private void holdInRollback() throws Throwable {
        List<Scenario> rollback = scenarios("killed in ROLLBACK");
        release(rollback);
        deliver(rollback);
        awaitEnd(rollback);
        for (Scenario each : rollback) {
            each.application.holdNewPods();
            each.next(each.application.crashing("2"));
        }
        deliver(rollback);
        await(rollback, DeliveryPhase.WAIT);
    }

    private void letOthersWaitForTheFirst() throws Throwable {
        List<Scenario> waiting = new ArrayList<>();
        for (Scenario first : scenarios("killed in WAIT")) {
            Scenario second = new Scenario(
                    "killed while it waits for the first, " + first.durability,
                    home(),
                    first.application,
                    first.job(),
                    first.durability);
            // The same again: another image would overtake the first, and not wait.
            second.next(first.image());
            waiting.add(second);
        }
        scenarios.put("killed while it waits", waiting);
        deliver(waiting);
        await(waiting, DeliveryPhase.RENDER);
    }

    private void rename() throws Throwable {
        Scenario renamed = scenarios("killed after a rename of the job").get(0);
        jenkins.runRemotely(Controller::rename, renamed.job(), "another-name");
        renamed.isNow("another-name");
        Scenario moved = scenarios("killed after a rename of the folder").get(0);
        jenkins.runRemotely(Controller::rename, "team", "crew");
        moved.isNow(moved.job().replace("team/", "crew/"));
    }

    private void deliver(List<Scenario> some) throws Throwable {
        for (Scenario each : some) {
            jenkins.runRemotely(
                    Controller::deliver,
                    each.job(),
                    each.durability,
                    each.image().toString());
        }
    }

    private static void release(List<Scenario> some) throws IOException {
        for (Scenario each : some) {
            each.application.letPushesIn();
            each.application.letPodsStart();
        }
    }

    private static void await(List<Scenario> some, DeliveryPhase phase) {
        await(some, "is in " + phase, each -> each.isIn(phase));
    }

    private static void awaitEnd(List<Scenario> some) {
        await(some, "has ended", Scenario::hasEnded);
    }

    private static void awaitHeldPush(List<Scenario> some) {
        await(some, "holds its push", each -> each.application.holdsPush());
    }

    private static void await(List<Scenario> some, String what, Predicate<Scenario> state) {
        eventually("each " + what).untilAsserted(() -> assertThat(some)
                .allSatisfy(each -> assertThat(state.test(each)).as(each::log).isTrue()));
    }

    private void endedRight(Scenario scenario) throws Throwable {
        scenario.assertLeftInItsPhase();
        if (scenario.title.contains("ROLLBACK")) {
            scenario.assertRolledBackByOneCommit();
        } else {
            scenario.assertDeliveredByOneCommit();
        }
        Controller.Ended build = jenkins.runRemotely(Controller::ended, scenario.job(), scenario.build());
        if (scenario.canResume()) {
            scenario.assertWatchedToTheEnd(build);
        } else {
            assertThat(build.result()).isEqualTo("FAILURE");
        }
        Outcome outcome = scenario.record().orElseThrow().ending().orElseThrow().outcome();
        assertThat(jenkins.runRemotely(Controller::shown, scenario.job(), scenario.build()))
                .containsExactly(outcome.word());
    }

    private void nothingIsLeft() throws Throwable {
        assertThat(jenkins.runRemotely(Controller::unfinished)).isZero();
        assertThat(home().resolve("gitops/unfinished")).isEmptyDirectory();
        assertThat(home().resolve("jobs/team")).doesNotExist();
    }
}
