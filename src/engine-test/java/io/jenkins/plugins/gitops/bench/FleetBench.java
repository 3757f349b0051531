package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * 200 new applications of four objects, brought to healthy. Ours are whole deliveries, each with its commit, its plan and its
 * inventory; theirs is {@code kubectl apply --server-side} and {@code kubectl rollout status} of each, 16 at a time.
 *
 * <p>How long a container takes until it is ready decides much: the loop's 16 places wait for that, our deliveries hold
 * nothing meanwhile. So it is measured with containers that need {@link #START}, as an image that is pulled and a service
 * that starts, and beside that with containers that are ready at once, as none is: there only the work itself counts.
 */
public final class FleetBench {

    private static final int APPLICATIONS = 200;
    private static final int AT_A_TIME = 16;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration START = Duration.ofSeconds(10);

    private static final String APPLICATION =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: app-%1$d}
            data: {greeting: "Hello, and welcome to the shop"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: app-%1$d}
            data: {key: Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: app-%1$d}
            spec:
              selector: {app: app-%1$d}
              ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app-%1$d}
            spec:
              replicas: 1
              selector: {matchLabels: {app: app-%1$d}}
              template:
                metadata: {labels: {app: app-%1$d}}
                spec:
                  containers:
                    - name: app
                      image: %2$s
            """;

    private static final String LOOP =
            """
            deploy() {
              "$KUBECTL" -n "$NAMESPACE" apply --server-side -f "$1" &&
                "$KUBECTL" -n "$NAMESPACE" rollout status "deployment/$(basename "$1" .yaml)"
            }
            export -f deploy
            printf '%s\\n' "$FOLDER"/*.yaml | xargs -P "$AT_A_TIME" -I {} bash -c 'deploy {}'
            """;

    private final Path folder;
    private final ImageReference image;
    private int run;

    private FleetBench(Path folder, Duration start) {
        this.folder = folder;
        this.image = ImageRegistry.shared()
                .push("fleet", "1", Map.of("io.jenkins.gitops.stand-in", "slow=" + start.toSeconds()));
    }

    public static void main(String[] arguments) {
        Pairs.main(folder -> {
            System.out.printf("apply-fleet-at-once ratio=%.3f%n", compare(folder, Duration.ZERO, 1));
            System.out.printf("apply-fleet ratio=%.3f%n", compare(folder, START, 3));
        });
    }

    private static double compare(Path folder, Duration start, int pairs) throws IOException {
        System.out.println("Containers are ready after " + start.toSeconds() + " s.");
        FleetBench bench = new FleetBench(Files.createTempDirectory(folder, "fleet"), start);
        return Pairs.compare("kubectl apply and rollout status", pairs, bench::ours, bench::theirs);
    }

    private Pairs.Side ours() {
        run++;
        String namespace = ControlPlane.shared().freshNamespace();
        BareRepository repository = GitServer.shared()
                .createRepository(IntStream.range(0, APPLICATIONS)
                        .boxed()
                        .collect(Collectors.toMap(
                                i -> "apps/app-" + i + "/app.yaml",
                                i -> APPLICATION.formatted(i, image.name() + ":none"))));
        Fleet fleet = new Fleet(repository, namespace);
        return new Pairs.Side(fleet::deploy, () -> clear(namespace));
    }

    private Pairs.Side theirs() {
        run++;
        String namespace = ControlPlane.shared().freshNamespace();
        Path files = folder.resolve("theirs-" + run);
        try {
            Files.createDirectory(files);
            for (int i = 0; i < APPLICATIONS; i++) {
                Files.writeString(files.resolve("app-" + i + ".yaml"), APPLICATION.formatted(i, image));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Pairs.Side(() -> loop(namespace, files), () -> clear(namespace));
    }

    private static int loop(String namespace, Path files) {
        ControlPlane controlPlane = ControlPlane.shared();
        return (int) DevScript.run(
                        List.of("bash", "-c", LOOP),
                        Map.of(
                                "KUBECTL", controlPlane.kubectl(),
                                "KUBECONFIG", controlPlane.kubeconfigFile().toString(),
                                "NAMESPACE", namespace,
                                "FOLDER", files.toString(),
                                "AT_A_TIME", String.valueOf(AT_A_TIME)),
                        new byte[0])
                .succeeded()
                .lines()
                .filter(line -> line.endsWith("successfully rolled out"))
                .count();
    }

    /** What one run made is gone before the next begins. */
    private static void clear(String namespace) {
        ControlPlane.shared()
                .kubectl(namespace, "delete", "namespace", namespace, "--wait")
                .succeeded();
    }

    /** All applications of one repository, each by a delivery of its own. */
    private final class Fleet {

        private final BareRepository repository;
        private final String namespace;
        private final Delivery delivery;
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_A_TIME);
        private final CountDownLatch open = new CountDownLatch(APPLICATIONS);
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();

        Fleet(BareRepository repository, String namespace) {
            this.repository = repository;
            this.namespace = namespace;
            this.delivery = new Delivery(new RecordStore(folder.resolve("records-" + run)));
        }

        int deploy() {
            try {
                for (int i = 0; i < APPLICATIONS; i++) {
                    int application = i;
                    threads.execute(() -> guarded(() -> begin(application)));
                }
                if (!open.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException(open.getCount() + " deliveries did not end");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                threads.shutdownNow();
            }
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.peek());
            }
            return APPLICATIONS;
        }

        private void begin(int application) {
            GitRemote remote = new GitRemote(repository.url(), "main");
            ClusterAccess access =
                    ClusterAccess.fromKubeconfig(ControlPlane.shared().kubeconfig(), "the benchmark", Optional.empty());
            RemoteBranch branch = RemoteBranch.open(
                    folder.resolve("git"),
                    remote,
                    new GitCredentials.UsernamePassword(repository.username(), repository.password()),
                    Duration.ofSeconds(30));
            Cluster cluster = Cluster.connect(access, Duration.ofSeconds(30));
            DeliveryContext context = new DeliveryContext(
                    branch, cluster, new ManifestRenderer(), SteadyClock.SYSTEM, new SecureRandom());
            DeployRequest request = DeployRequest.deploy(
                    new DeployRequest.Destination(
                            new DeliveryTarget("app-" + application, "fleet"),
                            remote,
                            ManifestSource.at("apps/app-" + application),
                            ControlPlane.shared().apiServer()),
                    new DeployRequest.Requester(new GitIdentity("Ann Author", "ann@example.org"), Optional.empty()),
                    List.of(image),
                    DeployOptions.in(namespace));
            advance(delivery.begin(request, context.clock(), context.random()), context);
        }

        private void advance(DeployRecord record, DeliveryContext context) {
            PhaseResult next = new PhaseResult(record, Duration.ZERO);
            while (!next.record().finished() && next.pause().isZero()) {
                next = delivery.advance(next.record(), context);
            }
            if (next.record().finished()) {
                context.branch().close();
                context.cluster().close();
                if (next.record().ending().orElseThrow().outcome() != Outcome.HEALTHY) {
                    failures.add(next.record().toString());
                }
                open.countDown();
                return;
            }
            DeployRecord waiting = next.record();
            threads.schedule(
                    () -> guarded(() -> advance(waiting, context)), next.pause().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void guarded(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException | Error broken) {
                failures.add(broken.toString());
                open.countDown();
            }
        }
    }
}
