package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.cli.GitopsCommand;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The apply of 300 objects of four kinds, of which all have changed, or none has. Ours is the apply phase in a running JVM
 * with a connection; theirs is {@code kubectl apply --server-side} of the same objects on the same server.
 */
public final class ApplyBench {

    private static final int OBJECTS = 300;
    /** Single ratios of such short runs differ by a factor of two. */
    private static final int PAIRS = 21;

    /** After fewer, threads that compile take the processors from what is measured, which in a controller is over after minutes. */
    private static final int WARM_UPS = 60;

    private static final String REPOSITORY = "https://git.example/bench.git";
    private static final String IMAGE = "registry.example/bench@sha256:" + "0".repeat(64);

    private static final List<String> KINDS = List.of(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: map-%1$d, labels: {app: bench}}
            data: {version: "%2$d", colour: blue, greeting: "Hello, and welcome to the shop"}
            """,
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: secret-%1$d, labels: {app: bench}}
            data: {version: "%3$s", key: Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5}
            """,
            """
            apiVersion: v1
            kind: Service
            metadata: {name: service-%1$d, labels: {app: bench, version: "%2$d"}}
            spec:
              selector: {app: bench-%1$d}
              ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
            """,
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: role-%1$d, labels: {app: bench}}
            rules: [{apiGroups: [""], resources: [configmaps], resourceNames: ["map-%2$d"], verbs: [get, list]}]
            """);

    private final Path folder;
    private final Cluster cluster;
    private final InventoryId id =
            new InventoryId("bench", "staging", ControlPlane.shared().freshNamespace());
    private final String theirNamespace = ControlPlane.shared().freshNamespace();
    private final boolean changing;
    private final List<List<Manifest>> rendered = new ArrayList<>();
    private int ourVersion;
    private int theirVersion;

    private ApplyBench(Path folder, Cluster cluster, boolean changing) {
        this.folder = folder;
        this.cluster = cluster;
        this.changing = changing;
    }

    public static void main(String[] arguments) {
        boolean changing = arguments[0].equals("changed");
        Pairs.main(folder -> {
            ClusterAccess access =
                    ClusterAccess.fromKubeconfig(ControlPlane.shared().kubeconfig(), "the benchmark", Optional.empty());
            try (Cluster cluster = Cluster.connect(access, Duration.ofSeconds(30))) {
                double ratio = new ApplyBench(folder, cluster, changing).run();
                System.out.printf("%s ratio=%.3f%n", changing ? "apply" : "apply-unchanged", ratio);
            }
        });
    }

    private double run() throws IOException {
        for (int version = 0; version <= WARM_UPS + PAIRS + 2; version++) {
            Files.createDirectories(folder.resolve("v" + version));
            Files.writeString(folder.resolve("v" + version).resolve("all.yaml"), yaml(version));
            rendered.add(render("v" + version));
        }
        apply(rendered.get(0), OBJECTS);
        kubectl(0);
        for (int i = 0; i < WARM_UPS; i++) {
            ours();
        }
        System.out.printf("plan and apply together, warm: %.0f ms%n", 1000 * planAndApply());
        coldCommandLine();
        return Pairs.compare(
                "kubectl apply --server-side",
                PAIRS,
                () -> new Pairs.Side(this::ours, () -> {}),
                () -> new Pairs.Side(this::theirs, () -> {}));
    }

    private int ours() {
        return apply(next(), changing ? OBJECTS : 0);
    }

    private List<Manifest> next() {
        ourVersion += changing ? 1 : 0;
        return rendered.get(ourVersion);
    }

    /** Returns how many objects are as wanted, after making sure that as many changed as should. */
    private int apply(List<Manifest> manifests, int expected) {
        DesiredState request = DesiredState.of(id, REPOSITORY, manifests);
        int objects = 0;
        int changed = 0;
        for (ApplyWave wave : cluster.waves(manifests)) {
            ApplyResult applied = cluster.apply(request, wave);
            if (!applied.problems().isEmpty()) {
                throw new IllegalStateException(applied.problems().toString());
            }
            objects += applied.objects().size();
            changed += applied.changed();
        }
        if (changed != expected) {
            throw new IllegalStateException(changed + " objects changed");
        }
        return objects;
    }

    private double planAndApply() {
        List<Manifest> manifests = next();
        return Pairs.seconds(() -> {
            Plan plan = cluster.plan(DesiredState.of(id, REPOSITORY, manifests));
            if (plan.unchanged() == changing || !plan.problems().isEmpty()) {
                throw new IllegalStateException(plan.text());
            }
            apply(manifests, changing ? OBJECTS : 0);
        });
    }

    private int theirs() {
        theirVersion += changing ? 1 : 0;
        return kubectl(theirVersion);
    }

    private int kubectl(int version) {
        return (int) ControlPlane.shared()
                .kubectl(
                        theirNamespace,
                        "apply",
                        "--server-side",
                        "-f",
                        folder.resolve("v" + version).toString())
                .succeeded()
                .lines()
                .filter(line -> line.endsWith("serverside-applied"))
                .count();
    }

    private List<Manifest> render(String path) {
        return new ManifestRenderer().render(DiskTree.of(folder), path).manifests();
    }

    private static String yaml(int version) {
        return IntStream.range(0, OBJECTS)
                .mapToObj(i -> KINDS.get(i % KINDS.size())
                        .formatted(
                                i,
                                version,
                                Base64.getEncoder()
                                        .encodeToString(String.valueOf(version).getBytes(StandardCharsets.UTF_8))))
                .collect(Collectors.joining("---\n"));
    }

    /** A whole {@code gitops deploy} of as many objects: JVM, Git, plan, commit, apply, health. */
    private void coldCommandLine() {
        String workload =
                """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: bench}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: bench}}
                  template:
                    metadata: {labels: {app: bench}}
                    spec: {containers: [{name: bench, image: "registry.example/bench:none"}]}
                """;
        GitServer.BareRepository repository =
                GitServer.shared().createRepository(Map.of("k8s/all.yaml", yaml(0) + workload));
        List<String> command = List.of(
                "java",
                "-cp",
                System.getProperty("java.class.path"),
                GitopsCommand.class.getName(),
                "deploy",
                "--environment",
                "staging",
                "--manifests",
                "k8s",
                "--image",
                IMAGE,
                "--repository",
                repository.url(),
                "--git-username",
                repository.username(),
                "--kubeconfig",
                ControlPlane.shared().kubeconfigFile().toString(),
                "--namespace",
                ControlPlane.shared().freshNamespace(),
                "--state",
                folder.resolve("state").toString());
        double cold = Pairs.seconds(
                () -> DevScript.run(command, Map.of("GITOPS_GIT_PASSWORD", repository.password()), new byte[0])
                        .succeeded());
        System.out.printf("gitops deploy of %d new objects and a Deployment, cold: %.1f s%n", OBJECTS, cold);
    }
}
