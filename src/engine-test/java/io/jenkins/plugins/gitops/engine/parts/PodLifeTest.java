package io.jenkins.plugins.gitops.engine.parts;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the stand-in for the kubelet does with pods that servers know only since they have sidecars and gates. */
class PodLifeTest {

    private static final String ELSEWHERE = "elsewhere";

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final KubernetesClient client = ControlPlane.shared().client();
    private String namespace;

    @BeforeEach
    void open() {
        namespace = ControlPlane.shared().freshNamespace();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        client.namespaces().withName(namespace).delete();
    }

    /** A pod on another node, which the shared stand-in leaves alone. */
    private Pod created(String restartPolicy, String behaviour) {
        return client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace(namespace)
                        .addToAnnotations(ContainerBehaviour.ANNOTATION, behaviour)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(ELSEWHERE)
                        .withRestartPolicy(restartPolicy)
                        .addNewInitContainer()
                        .withName("proxy")
                        .withImage("registry.example/proxy:1")
                        .endInitContainer()
                        .addNewInitContainer()
                        .withName("prepare")
                        .withImage("registry.example/prepare:1")
                        .endInitContainer()
                        .addNewContainer()
                        .withName("web")
                        .withImage("registry.example/shop:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private static Pod withSidecar(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .editInitContainer(0)
                .withRestartPolicy("Always")
                .endInitContainer()
                .endSpec()
                .build();
    }

    private void begin(Pod pod) {
        new PodLife(
                        pod,
                        "10.244.200.1",
                        new PodLife.Surroundings(
                                client,
                                threads,
                                new RegistryImages(),
                                new PodEvents(client, ELSEWHERE),
                                new PodNeeds(client),
                                new PodScheduler(Map.of(), Map.of()),
                                ELSEWHERE))
                .begin();
    }

    private Pod await(String phase) {
        return eventually("the pod is " + phase)
                .until(
                        () -> client.pods()
                                .inNamespace(namespace)
                                .withName("web")
                                .get(),
                        pod -> pod.getStatus().getPhase().equals(phase));
    }

    private static ContainerStatus proxy(Pod pod) {
        return pod.getStatus().getInitContainerStatuses().get(0);
    }

    @Test
    void a_sidecar_runs_beside_the_others() {
        begin(withSidecar(created("Always", "slow=0")));

        Pod pod = await("Running");

        assertThat(proxy(pod).getState().getRunning()).isNotNull();
        assertThat(proxy(pod).getReady()).isTrue();
        assertThat(pod.getStatus().getInitContainerStatuses().get(1).getState().getTerminated())
                .isNotNull();
    }

    @Test
    void a_sidecar_does_not_hold_up_the_end_of_a_job() {
        begin(withSidecar(created("Never", "exit-0")));

        Pod pod = await("Succeeded");

        assertThat(proxy(pod).getState().getTerminated().getExitCode()).isZero();
        assertThat(proxy(pod).getState().getTerminated().getFinishedAt())
                .isGreaterThanOrEqualTo(pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getStartedAt());
        assertThat(proxy(pod).getRestartCount()).isZero();
    }

    @Test
    void a_gated_pod_stays_pending_and_says_why() {
        begin(new PodBuilder(created("Always", "slow=0"))
                .editSpec()
                .withNodeName(null)
                .addNewSchedulingGate("example.com/quota")
                .endSpec()
                .build());

        Pod pod = eventually("the pod has conditions")
                .until(
                        () -> client.pods()
                                .inNamespace(namespace)
                                .withName("web")
                                .get(),
                        found -> !found.getStatus().getConditions().isEmpty());

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pod.getStatus().getConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getType()).isEqualTo("PodScheduled");
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getReason()).isEqualTo("SchedulingGated");
        });
    }

    @Test
    void the_node_has_the_servers_version() {
        Node node = client.nodes().withName("stand-in").get();

        assertThat(node.getStatus().getNodeInfo().getKubeletVersion())
                .isEqualTo(client.getKubernetesVersion().getGitVersion());
    }
}
