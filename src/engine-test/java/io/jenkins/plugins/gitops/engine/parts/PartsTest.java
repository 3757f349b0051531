package io.jenkins.plugins.gitops.engine.parts;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {

    @TempDir
    Path folder;

    @Test
    void five_replicas_are_ready_within_seconds_and_kubectl_sees_the_rollout() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();
        String image = ImageRegistry.shared().push("parts/good", "1", Map.of()).toString();
        Instant start = Instant.now();

        deploy(cluster, namespace, "web", image, 5);

        DevScript.Output status = cluster.kubectl(namespace, "rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(status.succeeded()).contains("successfully rolled out");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void the_programs_in_the_folder_that_is_named_are_used_and_the_others_come_from_elsewhere() throws IOException {
        for (String program : List.of("kube-apiserver", "etcd", "kubectl")) {
            Path file = Files.createFile(folder.resolve(program));
            assertThat(file.toFile().setExecutable(true)).isTrue();
            assertThat(program(program).succeeded().strip()).isEqualTo(file.toString());
        }

        assertThat(program("kube-controller-manager").succeeded().strip())
                .endsWith("/kube-controller-manager")
                .doesNotStartWith(folder.toString());
        Files.delete(folder.resolve("kube-apiserver"));
        assertThat(program("etcd").err()).contains("KUBEBUILDER_ASSETS is " + folder + ", and no kube-apiserver");
    }

    private DevScript.Output program(String name) {
        Path script = Path.of(System.getProperty("basedir", "")).resolve("dev/kubernetes-binaries");
        return DevScript.run(
                List.of(script.toAbsolutePath().toString(), name),
                Map.of("KUBEBUILDER_ASSETS", folder.toString()),
                new byte[0]);
    }

    @Test
    void an_image_that_the_registry_lacks_backs_off_until_it_is_pushed() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();
        ImageRegistry registry = ImageRegistry.shared();
        deploy(cluster, namespace, "late", registry.address() + "/parts/late:1", 1);

        Pod pod = awaitWaiting(cluster, namespace, "late", "ImagePullBackOff");
        assertThat(cluster.kubectl(namespace, "get", "events").succeeded())
                .contains("Failed to pull image")
                .contains("/parts/late:1: not found");

        registry.push("parts/late", "1", Map.of());
        awaitReady(cluster, pod);
    }

    @Test
    void an_image_labelled_to_crash_loops_and_leaves_its_reason_in_the_log() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();
        String image = ImageRegistry.shared()
                .push("parts/bad", "1", Map.of(ContainerBehaviour.LABEL, "crash"))
                .toString();
        deploy(cluster, namespace, "bad", image, 1);

        Pod pod = awaitWaiting(cluster, namespace, "bad", "CrashLoopBackOff");

        assertThat(containerStatus(pod).getRestartCount()).isPositive();
        assertThat(containerStatus(pod).getLastState().getTerminated().getExitCode())
                .isEqualTo(1);
        for (String previous : List.of("--previous=false", "--previous=true")) {
            assertThat(cluster.kubectl(namespace, "logs", pod.getMetadata().getName(), previous)
                            .succeeded())
                    .contains("CONFIG is not set");
        }
    }

    @Test
    void pods_show_what_they_lack() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();
        create(cluster, namespace, "lacking.yaml");

        await(cluster, namespace, "unready", pod -> pod.getStatus().getPhase().equals("Running"));
        await(cluster, namespace, "unconfigured", pod -> waits(pod, "CreateContainerConfigError"));
        await(cluster, namespace, "huge", pod -> pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "Unschedulable".equals(condition.getReason())));
        assertThat(containerStatus(cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .withName("unready")
                                .get())
                        .getReady())
                .isFalse();
    }

    @Test
    void a_job_completes_a_claim_is_bound_and_a_load_balancer_gets_an_address() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();

        create(cluster, namespace, "given.yaml");

        cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName("once")
                .waitUntilCondition(job -> job.getStatus().getSucceeded() != null, 20, TimeUnit.SECONDS);
        cluster.client()
                .services()
                .inNamespace(namespace)
                .withName("front")
                .waitUntilCondition(
                        service -> !service.getStatus()
                                .getLoadBalancer()
                                .getIngress()
                                .isEmpty(),
                        20,
                        TimeUnit.SECONDS);
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("data")
                .waitUntilCondition(bound -> bound.getStatus().getPhase().equals("Bound"), 30, TimeUnit.SECONDS);
    }

    @Test
    void pods_go_on_after_the_API_server_was_killed_and_came_back() {
        ControlPlane cluster = ControlPlane.shared();
        String namespace = cluster.freshNamespace();
        String image = ImageRegistry.shared().push("parts/good", "1", Map.of()).toString();
        deploy(cluster, namespace, "web", image, 1);
        cluster.kubectl(namespace, "rollout", "status", "deployment/web").succeeded();

        cluster.killApiServer();
        assertThat(cluster.kubectl(namespace, "get", "pods").exitCode()).isNotZero();
        cluster.restartApiServer();

        cluster.kubectl(namespace, "scale", "deployment/web", "--replicas=3").succeeded();
        cluster.kubectl(namespace, "rollout", "status", "deployment/web", "--timeout=30s")
                .succeeded();
    }

    @Test
    void a_push_over_http_needs_the_password_and_reading_does_not() {
        GitServer.BareRepository repository = GitServer.shared().createRepository(Map.of("k8s/app.yaml", "a: 1\n"));
        String clone = folder.resolve("clone").toString();
        String withPassword = repository.url().replace("://", "://git:" + repository.password() + "@");

        git("clone", "-q", repository.url(), clone).succeeded();
        assertThat(Path.of(clone, "k8s/app.yaml")).hasContent("a: 1\n");
        git("-C", clone, "commit", "-q", "--allow-empty", "-m", "Change").succeeded();

        assertThat(git("-C", clone, "push", repository.url(), "main").exitCode())
                .isNotZero();
        assertThat(repository.git("log", "--format=%s", "main")).isEqualTo("Begin\n");
        git("-C", clone, "push", "-q", withPassword, "main").succeeded();
        assertThat(repository.git("log", "--format=%s", "main")).isEqualTo("Change\nBegin\n");
    }

    @Test
    void a_part_that_is_started_twice_at_once_runs_once_and_stop_leaves_nothing() throws Exception {
        for (String name : List.of("registry", "git-server")) {
            DevScript script = new DevScript(name, folder.resolve(name));
            Thread other = new Thread(script::start);
            other.start();
            Map<String, String> published = script.start();
            other.join(Eventually.LIMIT.toMillis());

            assertThat(other.isAlive()).isFalse();
            assertThat(script.start()).isEqualTo(published);
            assertThat(script.call("status").exitCode()).isZero();
            assertThat(processesThatName(folder).stream().filter(line -> !line.contains("watchdog")))
                    .hasSize(1);
            script.call("stop").succeeded();
            assertThat(script.call("status").exitCode()).isEqualTo(3);
            assertThat(processesThatName(folder)).isEmpty();
        }
    }

    @Test
    void what_a_killed_process_started_is_stopped() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        DevScript script = new DevScript("registry", folder.resolve("orphan"));
        script.call("start", "--parent-pid", Long.toString(parent.pid())).succeeded();

        Eventually.exitCode(parent.destroyForcibly());

        eventually("what it started is stopped")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(processesThatName(folder)).isEmpty());
    }

    private static void deploy(ControlPlane cluster, String namespace, String name, String image, int replicas) {
        cluster.client()
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    private static Pod awaitWaiting(ControlPlane cluster, String namespace, String app, String reason) {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withLabel("app", app)
                .informOnCondition(pods -> pods.stream().anyMatch(pod -> waits(pod, reason)))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .get(0);
    }

    private static void await(ControlPlane cluster, String namespace, String pod, Predicate<Pod> condition) {
        cluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod)
                .waitUntilCondition(condition, 20, TimeUnit.SECONDS);
    }

    private static void create(ControlPlane cluster, String namespace, String file) {
        cluster.client()
                .load(PartsTest.class.getResourceAsStream(file))
                .inNamespace(namespace)
                .create();
    }

    private static boolean waits(Pod pod, String reason) {
        if (pod.getStatus().getContainerStatuses().isEmpty()) {
            return false;
        }
        ContainerStateWaiting waiting = containerStatus(pod).getState().getWaiting();
        return waiting != null && waiting.getReason().equals(reason);
    }

    private static ContainerStatus containerStatus(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0);
    }

    private static void awaitReady(ControlPlane cluster, Pod pod) {
        cluster.client().resource(pod).waitUntilReady(20, TimeUnit.SECONDS);
    }

    private static DevScript.Output git(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"));
        command.addAll(List.of(arguments));
        return DevScript.run(command, Map.of("GIT_TERMINAL_PROMPT", "0"), new byte[0]);
    }

    /** Processes whose command line names the folder. */
    private static List<String> processesThatName(Path folder) throws Exception {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            List<String> found = new ArrayList<>();
            for (Path process : processes) {
                try {
                    String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    if (line.contains(folder.toString())) {
                        found.add(line);
                    }
                } catch (IOException gone) {
                    // It has ended meanwhile.
                }
            }
            return found;
        }
    }
}
