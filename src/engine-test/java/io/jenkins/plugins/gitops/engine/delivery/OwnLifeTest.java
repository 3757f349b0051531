package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.RunnableImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node and the controllers do by themselves with what was delivered, in the words in which a delivery tells it. Each
 * delivery has a namespace of its own, and many go at a time. Where no real node can be, nothing is tested, and a line says so.
 */
class OwnLifeTest {

    /** A failure that is known does not wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private static final Duration SHORT = Duration.ofSeconds(15);

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 1
              minReadySeconds: 0
              strategy: {type: Recreate}
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: shop
                      image: REGISTRY/shop:silent
            """;
    private static final String SETTINGS =
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {other: a}\n";
    private static final String DYING =
            "{exec: {command: [/busybox, 'false']}, periodSeconds: 1, failureThreshold: 1}\n";
    private static final String JOB =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              ttlSecondsAfterFinished: 1
              backoffLimit: 0
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: a, image: 'REGISTRY/shop:silent', command: [/busybox, 'true']}]
            """;

    @TempDir
    static Path folder;

    private static Optional<ControlPlane> plane = Optional.empty();

    @BeforeAll
    static void start() throws IOException {
        plane = ControlPlane.withRealNode(Files.createDirectory(folder.resolve("state")));
        if (plane.isEmpty()) {
            System.err.println("OwnLifeTest: tested nothing, because no real node can be here");
        }
        assumeTrue(plane.isPresent(), "no real node can be here");
        RunnableImages.silent("shop", "silent");
        RunnableImages.page("shop", "page", "Welcome");
    }

    @AfterAll
    static void stop() {
        plane.ifPresent(ControlPlane::stop);
    }

    /** Lines of the container, behind its image. */
    private static String container(String... lines) {
        return DEPLOYMENT
                + List.of(lines).stream()
                        .map(line -> "          " + line + "\n")
                        .collect(Collectors.joining());
    }

    private static String volume(String source) {
        return container("volumeMounts: [{name: data, mountPath: /data}]") + "      volumes: [{name: data, " + source
                + "}]\n";
    }

    /** What is known to fail, and the words that have to be in the reason. */
    private static Map<String, List<String>> failing() {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        cases.put(DEPLOYMENT.replace(":silent", ":absent"), List.of("ImagePullBackOff", "shop:absent", "not found"));
        cases.put(
                container("livenessProbe: " + DYING).replace("minReadySeconds: 0", "minReadySeconds: 30"),
                List.of("CrashLoopBackOff", "exit code 137", "event: Unhealthy: Liveness probe failed"));
        cases.put(
                container("command: [/busybox, tail, /dev/zero]", "resources: {limits: {memory: 16Mi}}")
                        .replace("minReadySeconds: 0", "minReadySeconds: 30"),
                List.of("CrashLoopBackOff", "it last ended with exit code 137 (OOMKilled)"));
        cases.put(container("command: [/nosuch]"), List.of("exec: \"/nosuch\"", "no such file or directory"));
        cases.put(
                container("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]") + SETTINGS,
                List.of("CreateContainerConfigError", "couldn't find key colour in ConfigMap"));
        cases.put(
                container("env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: token}}}]"),
                List.of("CreateContainerConfigError", "secret \"keys\" not found"));
        cases.put(
                volume("configMap: {name: settings}")
                                .replace("silent\n", "silent\n          command: [/busybox, touch, /data/x]\n")
                                .replace("minReadySeconds: 0", "minReadySeconds: 30")
                        + SETTINGS,
                List.of("CrashLoopBackOff", "exit code 1 (Error)", "log: touch: /data/x: Read-only file system"));
        cases.put(
                DEPLOYMENT
                        + "      initContainers: [{name: prepare, image: 'REGISTRY/shop:silent', command: [/busybox, sh, -c,"
                        + " 'echo cannot migrate; exit 4']}]\n",
                List.of("container prepare", "exit code 4", "log: cannot migrate"));
        cases.put(
                "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: tight}\nspec: {hard: {pods: '0'}}\n---\n"
                        + DEPLOYMENT,
                List.of("FailedCreate", "exceeded quota: tight, requested: pods=1, used: pods=0, limited: pods=0"));
        cases.put(
                "apiVersion: v1\nkind: LimitRange\nmetadata: {name: small}\nspec: {limits: [{type: Container, max: {memory: 8Mi}}]}\n---\n"
                        + container("resources: {limits: {memory: 16Mi}}"),
                List.of("FailedCreate", "maximum memory usage per Container is 8Mi, but limit is 16Mi"));
        cases.put(JOB.replace("'true'", "'false'"), List.of("BackoffLimitExceeded", "it ended with exit code 1"));
        return cases;
    }

    /** What may still come, and the words that are told when it has not. */
    private static Map<String, List<String>> waiting() {
        return Map.of(
                container("resources: {requests: {cpu: '100'}}"),
                List.of("Unschedulable", "0/1 nodes are available: 1 Insufficient cpu"),
                volume("secret: {secretName: keys}"),
                List.of("FailedMount", "secret \"keys\" not found"));
    }

    @Test
    void what_happens_to_it_is_told_and_a_failure_that_is_known_is_not_waited_for() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        ExecutorService threads = Executors.newFixedThreadPool(9);
        List<Future<?>> all = new ArrayList<>();
        all.add(threads.submit(() -> pods_that_hang_in_their_end(softly)));
        all.add(threads.submit(() -> a_job_with_a_time(softly)));
        all.add(threads.submit(() -> minReadySeconds(softly)));
        failing()
                .forEach((yaml, words) -> all.add(threads.submit(() -> {
                    String reason = failed(yaml, TIMEOUT);
                    synchronized (softly) {
                        softly.assertThat(reason).contains(words).doesNotContain("Not healthy after");
                    }
                })));
        waiting()
                .forEach((yaml, words) -> all.add(threads.submit(() -> {
                    String reason = failed(yaml, SHORT);
                    synchronized (softly) {
                        softly.assertThat(reason).contains(words).startsWith("Not healthy after");
                    }
                })));
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        softly.assertAll();
    }

    private static String failed(String yaml, Duration timeout) {
        try (Scene scene = scene()) {
            DeployRecord record = deliver(scene, yaml, timeout);
            assertEnding(record, Outcome.FAILED);
            return record.ending().orElseThrow().reason();
        }
    }

    private static void pods_that_hang_in_their_end(SoftAssertions softly) {
        String hanging = container("lifecycle: {preStop: {exec: {command: [/busybox, sleep, '300']}}}")
                .replace("Seconds: 1\n", "Seconds: 10\n");
        try (Scene scene = scene()) {
            assertEnding(deliver(scene, hanging, TIMEOUT), Outcome.HEALTHY);
            DeployRecord next = deliver(scene, hanging.replace(":silent", ":page"), TIMEOUT);
            assertEnding(next, Outcome.HEALTHY);
            synchronized (softly) {
                softly.assertThat(log(next))
                        .containsPattern(
                                "0 of 1 replicas updated; pod shop-\\S+ is still being deleted, and its time to end is"
                                        + " over at 20");
            }
        }
    }

    /** Servers before 1.21 do not know the field, and drop it; then no later delivery may write it again and again. */
    private static void a_job_with_a_time(SoftAssertions softly) {
        try (Scene scene = scene()) {
            assertEnding(deliver(scene, JOB, TIMEOUT), Outcome.HEALTHY);
            DeployRecord again = deliver(scene, JOB + SETTINGS, TIMEOUT);
            assertEnding(again, Outcome.HEALTHY);
            synchronized (softly) {
                softly.assertThat(log(again)).contains("Applied dependencies").doesNotContain("Applied workloads");
            }
        }
    }

    private static void minReadySeconds(SoftAssertions softly) {
        try (Scene scene = scene()) {
            DeployRecord record =
                    deliver(scene, DEPLOYMENT.replace("minReadySeconds: 0", "minReadySeconds: 10"), TIMEOUT);
            assertEnding(record, Outcome.HEALTHY);
            synchronized (softly) {
                softly.assertThat(log(record)).contains("0 of 1 replicas available");
            }
        }
    }

    private static Scene scene() {
        try {
            return new Scene(Files.createTempDirectory(folder, "scene"), plane.orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DeployRecord deliver(Scene scene, String yaml, Duration timeout) {
        String file = yaml.replace("REGISTRY", ImageRegistry.shared().address());
        scene.repository.commit("main", "Shop", Map.of("k8s/shop.yaml", file));
        return scene.run(scene.request().stopOnFailure().timeout(timeout).build());
    }

    private static String log(DeployRecord record) {
        return record.events().stream().map(DeliveryEvent::text).collect(Collectors.joining("\n"));
    }
}
