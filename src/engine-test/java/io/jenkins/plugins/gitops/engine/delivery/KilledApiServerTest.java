package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.KubectlProxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API server is killed (SIGKILL) while it carries out a request of a phase, and started again. */
class KilledApiServerTest {

    /** Into the phase: neither its first request nor its last. */
    private static final int REQUEST = 3;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String deadly = "never";
    private volatile CompletableFuture<Void> restarted = CompletableFuture.completedFuture(null);
    private KubectlProxy proxy;
    private FaultyNetwork network;

    @FreshScene
    private Scene scene;

    private DeliveryContext context;

    @BeforeEach
    void open() {
        proxy = ControlPlane.shared().proxy();
        network = new FaultyNetwork(proxy.address(), this::kill);
        DeliveryContext usual = scene.context;
        context = new DeliveryContext(
                usual.branch(),
                Cluster.connect(ClusterScene.plain(URI.create(network.url())), Duration.ofSeconds(5)),
                usual.renderer(),
                clock(),
                usual.random());
    }

    private SteadyClock clock() {
        OutageClock wall = new OutageClock();
        return new SteadyClock(wall, () -> ChronoUnit.NANOS.between(Instant.EPOCH, wall.instant()));
    }

    /** Stands still while the API server is down: how long its start takes here says nothing about the delivery. */
    private final class OutageClock implements InstantSource {

        private Instant stopped = Instant.EPOCH;
        private Duration outage = Duration.ZERO;

        @Override
        public synchronized Instant instant() {
            Instant now = Instant.now().minus(outage);
            if (!restarted.isDone()) {
                stopped = stopped.equals(Instant.EPOCH) ? now : stopped;
                return stopped;
            }
            if (!stopped.equals(Instant.EPOCH)) {
                outage = outage.plus(Duration.between(stopped, now));
                stopped = Instant.EPOCH;
                return Instant.now().minus(outage);
            }
            return now;
        }
    }

    private Fault kill(String request) {
        if (!request.matches(deadly) || asked.incrementAndGet() != REQUEST) {
            return Fault.NONE;
        }
        ControlPlane.shared().killApiServer();
        restarted = CompletableFuture.runAsync(ControlPlane.shared()::restartApiServer);
        return Fault.ANSWER_LOST;
    }

    @AfterEach
    void close() throws Exception {
        Eventually.get(restarted);
        context.cluster().close();
        network.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryPhase.class,
            names = {"PLAN", "APPLY", "WAIT"})
    void in_the_middle_of_a_phase_it_does_not_matter(DeliveryPhase phase) throws Exception {
        ImageReference image = Scene.good("1");
        DeployRecord there = scene.until(
                scene.delivery.begin(scene.request(image).build(), context.clock(), context.random()), phase);
        deadly = ".*";

        DeployRecord record = scene.delivery.run(there, context, seen -> {});

        assertThat(asked).hasValueGreaterThan(REQUEST);
        assertThat(record.events()).anySatisfy(event -> {
            assertThat(event.phase()).isEqualTo(phase);
            assertThat(event.text()).startsWith("Asking again: ");
        });
        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void in_the_middle_of_a_prune_what_is_left_is_pruned_afterwards() throws Exception {
        String before = config("old-1") + config("old-2") + config("old-3") + config("old-4") + config("kept");
        scene.repository.commit("main", "Before", Map.of("k8s/more.yaml", before));
        assertEnding(scene.run(scene.request(Scene.good("1")).prune().build()), Outcome.HEALTHY);
        scene.repository.commit("main", "After", Map.of("k8s/more.yaml", config("kept") + config("new")));
        DeployRecord begun =
                scene.delivery.begin(scene.request(Scene.good("2")).prune().build(), context.clock(), context.random());
        deadly = "DELETE .*";

        DeployRecord record = scene.delivery.run(begun, context, seen -> {});

        assertThat(asked).hasValueGreaterThanOrEqualTo(REQUEST);
        assertEnding(record, Outcome.HEALTHY);
        assertThat(ControlPlane.shared()
                        .kubectl(scene.namespace, "get", "configmaps", "-l", "!applyset.kubernetes.io/id", "-o", "name")
                        .succeeded())
                .contains("configmap/kept", "configmap/new", "configmap/shop")
                .doesNotContain("configmap/old");
    }

    private static String config(String name) {
        return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n";
    }
}
