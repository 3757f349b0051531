package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final KubernetesClient client;
    private final StandInNode node;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();
    private final PodLife.Surroundings surroundings;
    private final ContainerLogs logs;

    private KubeletStandIn(String kubeconfig, String name) throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "kubelet-stand-in");
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.logs = new ContainerLogs(config, threads, this::container);
        this.node = new StandInNode(client, name, logs.port());
        this.surroundings = new PodLife.Surroundings(
                client,
                threads,
                new RegistryImages(),
                new PodEvents(client, name),
                new PodNeeds(client),
                new PodScheduler(node.labels(), StandInNode.CAPACITY),
                name);
    }

    /**
     * Starts on threads of its own, and returns when the node is ready.
     *
     * @param kubeconfig the text of a kubeconfig with an administrator's certificate inline
     */
    public static KubeletStandIn start(String kubeconfig, String node) throws IOException {
        KubeletStandIn standIn = new KubeletStandIn(kubeconfig, node);
        standIn.node.heartbeat();
        standIn.threads.scheduleWithFixedDelay(
                standIn::heartbeatIfReachable,
                StandInNode.HEARTBEAT_SECONDS,
                StandInNode.HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
        standIn.client.pods().inAnyNamespace().inform(standIn.new PodWatcher(), 0);
        CloudProvisioner provisioner = new CloudProvisioner(standIn.client, standIn.threads);
        standIn.client.services().inAnyNamespace().inform(provisioner.services(), 0);
        standIn.client.persistentVolumeClaims().inAnyNamespace().inform(provisioner.claims(), 0);
        return standIn;
    }

    private final class PodWatcher implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            String holder = pod.getSpec().getNodeName();
            boolean mine = holder == null || holder.equals(node.name());
            String uid = pod.getMetadata().getUid();
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                if (mine) {
                    end(uid);
                    threads.execute(() -> delete(pod));
                }
            } else if (mine && !lives.containsKey(uid) && !isSettled(pod)) {
                PodLife life = new PodLife(pod, nextAddress(), surroundings);
                lives.put(uid, life);
                life.begin();
            }
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            if (PodScheduler.isGated(before) && !PodScheduler.isGated(pod)) {
                end(pod.getMetadata().getUid());
            }
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
            node.heartbeat();
        } catch (KubernetesClientException e) {
            // The API server is away; the next heartbeat tries again.
        }
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
            System.out.println("node " + standIn.node.name() + " is ready");
            new CountDownLatch(1).await();
        }
    }
}
