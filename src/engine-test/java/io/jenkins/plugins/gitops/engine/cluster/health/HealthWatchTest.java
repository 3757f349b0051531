package io.jenkins.plugins.gitops.engine.cluster.health;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.parts.KubectlProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** How little a wait asks for, and that it misses nothing for that. */
class HealthWatchTest {

    private static final String SHOP =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                  annotations: {gitops.jenkins.io/stand-in: BEHAVIOUR}
                spec:
                  containers:
                    - {name: web, image: 'registry.example/shop:1'}
            """;

    @Test
    void what_is_healthy_is_left_alone_and_pods_are_looked_up_now_and_then() {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (ClusterScene place = new ClusterScene();
                KubectlProxy proxy = place.plane.proxy();
                FaultyNetwork network = new FaultyNetwork(proxy.address(), request -> {
                    asked.add(request);
                    return FaultyNetwork.Fault.NONE;
                });
                Cluster cluster =
                        Cluster.connect(ClusterScene.plain(URI.create(network.url())), ClusterScene.TIMEOUT)) {
            List<ObjectRef> refs = refs(place, "never-ready");
            ClusterScene.await(
                    cluster,
                    refs,
                    r -> r.text().contains("web: IN_PROGRESS: ") && !r.text().contains("NotObserved"));
            asked.clear();
            HealthWatch watched = new HealthWatch(refs);
            long begin = System.nanoTime();

            int checks = 12;
            for (int check = 0; check < checks; check++) {
                assertThat(cluster.health(watched).status()).isEqualTo(HealthStatus.IN_PROGRESS);
            }

            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertThat(asked)
                    .filteredOn(request -> request.contains("/deployments/web"))
                    .hasSize(checks);
            assertThat(asked)
                    .filteredOn(request -> request.contains("/configmaps/settings"))
                    .hasSizeBetween(1, (int) (1 + seconds / 5));
            int lookups = (int) (1 + seconds / 2);
            assertThat(asked).filteredOn(request -> request.contains("/pods?")).hasSizeBetween(1, lookups);
            assertThat(asked)
                    .as("all pods are made, so only theirs: a server reads all events to find some")
                    .filteredOn(request -> request.contains("/events?"))
                    .hasSizeBetween(1, lookups);
        }
    }

    @Test
    void what_was_healthy_and_is_gone_meanwhile_is_never_called_healthy() {
        try (ClusterScene place = new ClusterScene()) {
            HealthWatch watched = new HealthWatch(refs(place, "slow=2"));
            HealthReport report = place.cluster.health(watched);
            assertThat(report.objects().get(0).status()).isEqualTo(HealthStatus.CURRENT);

            place.kubectl("delete", "configmap", "settings");
            place.kubectl("rollout", "status", "deployment/web");

            assertThat(place.cluster.health(watched).text()).contains("settings: FAILED: NotFound");
        }
    }

    /** Clusters remove such a job at once when its time is 0 seconds. */
    @Test
    void a_job_that_completed_and_is_gone_is_healthy_also_when_nobody_saw_its_end() {
        try (ClusterScene place = new ClusterScene()) {
            AppliedObject job = job(place, "exit-0");
            place.kubectl("wait", "--for=condition=Complete", "--timeout=60s", "job/once");
            HealthWatch seen = new HealthWatch(List.of(job.ref()), Map.of(job.ref(), job.uid()));
            assertThat(place.cluster.health(seen).status()).isEqualTo(HealthStatus.CURRENT);
            HealthWatch unseen = new HealthWatch(List.of(job.ref()), Map.of(job.ref(), job.uid()));
            // Its controller may be faster; in 1.20 it is off.
            place.kubectl("delete", "job/once", "--ignore-not-found");

            assertThat(place.cluster.health(seen).status()).isEqualTo(HealthStatus.CURRENT);
            eventually("the event of its end is there")
                    .until(() -> place.cluster.health(unseen).status(), HealthStatus.CURRENT::equals);
            assertThat(place.health(List.of(job.ref())).text())
                    .contains("NotFound: it is not there any more; somebody");

            AppliedObject another = job(place, "never-ready");
            HealthWatch deleted = new HealthWatch(List.of(another.ref()), Map.of(another.ref(), another.uid()));
            assertThat(place.cluster.health(deleted).status()).isEqualTo(HealthStatus.IN_PROGRESS);
            place.kubectl("delete", "job/once");
            assertThat(place.cluster.health(deleted).text())
                    .contains("once: FAILED: NotFound", "no event says that it completed");
        }
    }

    private static AppliedObject job(ClusterScene place, String behaviour) {
        return place.apply(
                        """
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: once}
                        spec:
                          ttlSecondsAfterFinished: 0
                          template:
                            metadata: {annotations: {gitops.jenkins.io/stand-in: BEHAVIOUR}}
                            spec: {restartPolicy: Never, containers: [{name: once, image: 'registry.example/shop:1'}]}
                        """
                                .replace("BEHAVIOUR", behaviour))
                .get(0);
    }

    private static List<ObjectRef> refs(ClusterScene place, String behaviour) {
        return place.apply(SHOP.replace("BEHAVIOUR", behaviour)).stream()
                .map(AppliedObject::ref)
                .toList();
    }
}
