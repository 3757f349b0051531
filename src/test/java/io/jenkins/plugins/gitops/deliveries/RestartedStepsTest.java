package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jenkins.plugins.gitops.ShortLivedJenkins;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.steps.HeldBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Image builds and test runs outlive their controller, as {@code sh} does, and what they said is used afterwards. So do
 * removals, and notes on commits.
 */
class RestartedStepsTest {

    private static final String JENKINSFILE = """
            node {
              checkout scm
              withEnv(['PATH+HOLD=HOLDS', "HOLD=HOLDS/${env.JOB_NAME}"]) {
                def image = gitopsBuild name: 'IMAGE', builder: 'buildah'
                echo "pinned ${image.digest}"
                def tests = gitopsTest(junit: 'r.xml') {
                  sh '''
                    touch "$HOLD.testing"
                    while [ -e "$HOLD.test" ]; do sleep 0.2; done
                    echo "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>" > r.xml
                  '''
                }
                echo "ran ${tests.total}"
              }
              def deploy = gitopsDeploy environment: env.JOB_NAME, manifests: 'k8s'
              echo "delivered ${deploy.outcome}"
            }
            """;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = ShortLivedJenkins.create();

    @TempDir
    Path holds;

    @BeforeEach
    void wrapBuilder() throws IOException {
        HeldBuilder.install(holds);
    }

    /** A start takes half a minute, so all of it shares a kill and a stop. */
    @TestFactory
    Stream<DynamicTest> what_was_begun_is_ended_after_the_next_start() throws Throwable {
        Application first = application("first");
        Application second = application("second");
        Application third = application("third");
        HeldNote noted = new HeldNote(jenkins);
        HeldRemoval killed = new HeldRemoval(jenkins, "killed");
        HeldRemoval stopped = new HeldRemoval(jenkins, "stopped");
        jenkins.startJenkins();
        configure(first, second, third, noted.application(), killed.application(), stopped.application());
        noted.deliver();
        killed.begin();

        hold("first.build", "first.test", "second.test");
        build(first, "MAX_SURVIVABILITY");
        build(second, "SURVIVABLE_NONATOMIC");
        await("first.building");
        await("second.testing");
        Controller.kill(jenkins);
        release("first.build", "second.test");
        noted.letPushesIn();
        killed.letGo();
        jenkins.startJenkins();
        Controller.Ended tested = ended(second);
        noted.awaitNothingUnfinished();

        stopped.begin();
        hold("third.build");
        build(third, "PERFORMANCE_OPTIMIZED");
        await("first.testing");
        await("third.building");
        jenkins.stopJenkins();
        release("first.test", "third.build");
        stopped.letGo();
        jenkins.startJenkins();
        return Stream.of(
                dynamicTest("a test run after a kill", () -> assertAllCameOut(second, tested)),
                dynamicTest(
                        "an image build after a kill, and a test run after a restart",
                        () -> assertAllCameOut(first, ended(first))),
                dynamicTest("an image build after a restart", () -> assertAllCameOut(third, ended(third))),
                dynamicTest("a removal after a kill", killed::assertRemoved),
                dynamicTest("a removal after a restart", stopped::assertRemoved),
                dynamicTest("a note that was being pushed at a kill", noted::assertWritten));
    }

    private Application application(String name) {
        Application application = new Application(name);
        application.letPodsStart();
        application.repository.commit(
                "main",
                "Sources",
                Map.of(
                        "Jenkinsfile",
                        JENKINSFILE
                                .replace("HOLDS", holds.toString())
                                .replace("IMAGE", ImageRegistry.shared().address() + "/" + name),
                        "Dockerfile",
                        "FROM scratch\nCOPY content /\n",
                        "content",
                        name + "\n"));
        return application;
    }

    private void configure(Application... applications) throws Throwable {
        ArrayList<Controller.Place> places = new ArrayList<>();
        for (Application each : applications) {
            places.add(new Controller.Place(each.name, "test", each.namespace, each.repository.url()));
        }
        jenkins.runRemotely(
                Controller::configure,
                Controller.Servers.of(ControlPlane.shared().apiServer()),
                places);
    }

    private void build(Application application, String durability) throws Throwable {
        jenkins.runRemotely(Controller::build, application.name, durability, application.repository.url());
    }

    private Controller.Ended ended(Application application) throws Throwable {
        return jenkins.runRemotely(Controller::ended, application.name, 1);
    }

    private void assertAllCameOut(Application application, Controller.Ended build) throws Throwable {
        assertThat(build.result()).as(build.log()).isEqualTo("SUCCESS");
        assertThat(build.log()).contains("ran 2", "delivered healthy").doesNotContain("\tat ");
        assertThat(build.log().lines())
                .filteredOn(line -> line.startsWith("wrapped") || line.startsWith("[gitops] built"))
                .as("each once")
                .hasSize(3);
        assertThat(Files.readString(holds.resolve(application.name + ".calls"))).isEqualTo("bud\npush\n");
        assertThat(jenkins.runRemotely(Controller::results, application.name, 1))
                .containsExactly(application.running(), "2 tests");
        assertThat(build.log()).contains("pinned " + application.running().replaceFirst(".*@", ""));
        assertThat(application.committed()).hasSize(1);
    }

    private void hold(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(holds.resolve(name));
        }
    }

    private void release(String... names) throws IOException {
        for (String name : names) {
            Files.delete(holds.resolve(name));
        }
    }

    private void await(String name) {
        String job = name.substring(0, name.indexOf('.'));
        eventually(name)
                .failFast(() -> assertThat(log(job)).doesNotContain("Finished: "))
                .untilAsserted(
                        () -> assertThat(holds.resolve(name)).as(log(job)).exists());
    }

    private String log(String job) throws IOException {
        Path log = jenkins.getHome().toPath().resolve("jobs/" + job + "/builds/1/log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
