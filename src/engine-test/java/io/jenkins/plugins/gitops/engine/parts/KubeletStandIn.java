package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for scheduler and kubelet, so that a control plane without a container runtime shows what a cluster shows:
 * a node, pods that become ready or fail for a reason, events, logs, addresses, bound volumes. No container runs.
 */
public final class KubeletStandIn implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int HEARTBEAT_SECONDS = 10;
    private static final Map<String, Quantity> CAPACITY =
            Map.of("cpu", new Quantity("16"), "memory", new Quantity("64Gi"), "pods", new Quantity("500"));

    private final KubernetesClient client;
    private final String node;
    private final Map<String, String> labels;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();
    private final PodLife.Surroundings surroundings;
    private final ContainerLogs logs;

    private KubeletStandIn(String kubeconfig, String node) throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.node = node;
        this.labels =
                Map.of("kubernetes.io/hostname", node, "kubernetes.io/os", "linux", "kubernetes.io/arch", "amd64");
        this.threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "kubelet-stand-in");
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.surroundings = new PodLife.Surroundings(
                client,
                threads,
                new Images(),
                new Events(client, node),
                new PodNeeds(client),
                new Scheduler(labels, CAPACITY),
                node);
        this.logs = new ContainerLogs(config, threads, this::container);
    }

    /**
     * Starts on threads of its own, and returns when the node is ready.
     *
     * @param kubeconfig the text of a kubeconfig with an administrator's certificate inline
     */
    public static KubeletStandIn start(String kubeconfig, String node) throws IOException {
        KubeletStandIn standIn = new KubeletStandIn(kubeconfig, node);
        standIn.heartbeat();
        standIn.threads.scheduleWithFixedDelay(
                standIn::heartbeatIfReachable, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        standIn.client.pods().inAnyNamespace().inform(standIn.new PodWatcher(), 0);
        Provisioner provisioner = new Provisioner(standIn.client, standIn.threads);
        standIn.client.services().inAnyNamespace().inform(provisioner.services(), 0);
        standIn.client.persistentVolumeClaims().inAnyNamespace().inform(provisioner.claims(), 0);
        return standIn;
    }

    private final class PodWatcher implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            String holder = pod.getSpec().getNodeName();
            String uid = pod.getMetadata().getUid();
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                if (holder == null || holder.equals(node)) {
                    end(uid);
                    threads.execute(() -> delete(pod));
                }
            } else if ((holder == null || holder.equals(node)) && !lives.containsKey(uid) && !isSettled(pod)) {
                PodLife life = new PodLife(pod, nextAddress(), surroundings);
                lives.put(uid, life);
                life.begin();
            }
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            onAdd(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            end(pod.getMetadata().getUid());
        }

        private void end(String uid) {
            PodLife life = lives.remove(uid);
            if (life != null) {
                life.end();
            }
        }
    }

    /** Ready or over already, under a stand-in before this one. */
    private static boolean isSettled(Pod pod) {
        return pod.getStatus() != null
                && (List.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase()))
                        || pod.getStatus().getConditions().stream()
                                .anyMatch(c -> c.getType().equals("Ready")
                                        && c.getStatus().equals("True")));
    }

    private void delete(Pod pod) {
        try {
            client.resource(pod).withGracePeriod(0).delete();
        } catch (KubernetesClientException e) {
            if (!threads.isShutdown()) {
                threads.schedule(() -> delete(pod), 500, TimeUnit.MILLISECONDS);
            }
        }
    }

    private String nextAddress() {
        int number = addresses.updateAndGet(n -> n % 65_000 + 1);
        return "10.244." + number / 250 + "." + (number % 250 + 1);
    }

    private ContainerLife container(String namespace, String pod, String container) {
        Pod live = client.pods().inNamespace(namespace).withName(pod).get();
        PodLife life = live == null ? null : lives.get(live.getMetadata().getUid());
        if (life == null) {
            return null;
        }
        return life.containers.stream()
                .filter(c -> c.spec.getName().equals(container))
                .findFirst()
                .orElse(null);
    }

    private void heartbeatIfReachable() {
        try {
            heartbeat();
        } catch (KubernetesClientException e) {
            // The API server is away; the next heartbeat tries again.
        }
    }

    private void heartbeat() {
        if (client.nodes().withName(node).get() == null) {
            Node created = new NodeBuilder()
                    .withNewMetadata()
                    .withName(node)
                    .withLabels(labels)
                    .endMetadata()
                    .build();
            client.nodes().resource(created).create();
            // A new node is tainted as not ready, and the controller that takes the taint away does not run.
            client.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"taints\":null}}");
        }
        client.nodes()
                .withName(node)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":" + Serialization.asJson(nodeStatus()) + "}");
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kube-node-lease")
                .withName(node)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withLeaseDurationSeconds(4 * HEARTBEAT_SECONDS)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build();
        client.leases().resource(lease).serverSideApply();
    }

    private NodeStatus nodeStatus() {
        return new NodeStatusBuilder()
                .withCapacity(CAPACITY)
                .withAllocatable(CAPACITY)
                .addNewAddress("127.0.0.1", "InternalIP")
                .addNewAddress(node, "Hostname")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(logs.port())
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture("amd64")
                .withOperatingSystem("linux")
                .withOsImage("stand-in")
                .withKubeletVersion("v1.20.2")
                .withContainerRuntimeVersion("stand-in://1")
                .endNodeInfo()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withMessage("stand-in: no container runs")
                .withLastHeartbeatTime(ContainerLife.now())
                .endCondition()
                .build();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        logs.close();
        client.close();
    }

    /** {@code --kubeconfig FILE [--node NAME] [--ready-file FILE]}: runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String kubeconfig = null;
        String node = "stand-in";
        Path ready = null;
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--kubeconfig" -> kubeconfig = Files.readString(Path.of(rest.next()));
                case "--node" -> node = rest.next();
                case "--ready-file" -> ready = Path.of(rest.next());
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        try (KubeletStandIn standIn = start(kubeconfig, node)) {
            if (ready != null) {
                Files.createFile(ready);
            }
            System.out.println("node " + node + " is ready");
            new CountDownLatch(1).await();
        }
    }
}
