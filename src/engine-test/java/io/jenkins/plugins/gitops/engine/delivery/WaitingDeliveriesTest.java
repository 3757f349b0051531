package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a delivery costs while it waits for its rollout, with a context opened for each, as a controller does. All are one
 * delivery, read from the disk as often: the cluster need not have hundreds of applications for that.
 */
class WaitingDeliveriesTest {

    private static final int WAITING = 500;
    private static final int BYTES_EACH = 50_000;

    @TempDir
    Path folder;

    /** A delivery with all that is held for it until its next probe. */
    private record Held(Delivery delivery, DeployRecord record, DeliveryContext context) implements AutoCloseable {
        @Override
        public void close() {
            context.branch().close();
            context.cluster().close();
        }
    }

    @Test
    void five_hundred_hold_no_thread_and_little_heap() {
        ImageReference slow =
                ImageRegistry.shared().push("shop", "slow", Map.of("io.jenkins.gitops.stand-in", "never-ready"));
        try (Scene scene = new Scene(folder)) {
            scene.repository.commit(
                    "main",
                    "Wait for long",
                    Map.of("k8s/shop.yaml", Scene.shop().replaceAll("progressDeadlineSeconds: .*", "paused: false")));
            DeployRecord begun = scene.until(
                    scene.delivery.begin(
                            scene.request(slow).timeout(Duration.ofHours(1)).build(),
                            scene.context.clock(),
                            scene.context.random()),
                    DeliveryPhase.WAIT);
            DeployRecord waiting = scene.delivery.advance(begun, scene.context).record();
            RenderCache renderings = new RenderCache();
            List<Held> held = new ArrayList<>();
            held.add(probe(scene, waiting, renderings));
            int threads = threads();
            long before = usedHeap();

            for (int i = 0; i < WAITING; i++) {
                held.add(probe(scene, waiting, renderings));
            }

            long each = (usedHeap() - before) / WAITING;
            System.out.println("A waiting delivery holds " + each + " bytes");
            assertThat(each).isLessThan(BYTES_EACH);
            assertThat(threads()).as("threads").isLessThan(threads + WAITING / 10);
            held.forEach(Held::close);
        }
    }

    /** Reads its record from the disk, so that nothing of it is shared, and probes its objects once. */
    private Held probe(Scene scene, DeployRecord waiting, RenderCache renderings) {
        RemoteBranch branch = scene.open(folder.resolve("git"));
        Cluster cluster = Cluster.connect(Scene.access(), Duration.ofSeconds(5));
        DeliveryContext context = new DeliveryContext(
                branch, cluster, new ManifestRenderer(), scene.context.clock(), scene.context.random());
        Delivery delivery = new Delivery(scene.store, renderings);
        DeployRecord probed =
                delivery.advance(scene.store.read(waiting.id()), context).record();
        assertThat(probed.phase()).isEqualTo(DeliveryPhase.WAIT);
        return new Held(delivery, probed, context);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** After what nobody holds is gone. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (long before = 0; before != used; ) {
            before = used;
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
