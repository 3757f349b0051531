package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftProbe;
import io.jenkins.plugins.gitops.engine.delivery.history.CommittedFiles;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How 10,000 objects differ from their commit. Ours is what {@code gitops drift} does in a warm JVM: ask the Git server
 * for the branch's tip, find the newest delivery, read and render its manifests, read the objects, compare every field.
 * Theirs is one {@code kubectl get} of the same objects, which compares nothing.
 */
public final class DriftBench {

    private static final int FILES = 50;
    private static final int OBJECTS_PER_FILE = 200;
    private static final int DRIFTED = 10;
    private static final int WARM_UPS = 3;
    private static final double MEGABYTE = 1024.0 * 1024;

    private final ControlPlane plane = ControlPlane.shared();
    private final String namespace = plane.freshNamespace();
    private final InventoryId id = new InventoryId("shop", "staging", namespace);

    private DriftBench() {}

    public static void main(String[] arguments) {
        Pairs.main(folder -> {
            DriftBench bench = new DriftBench();
            try {
                bench.run(folder);
            } finally {
                bench.plane.client().namespaces().withName(bench.namespace).delete();
            }
        });
    }

    private void run(Path folder) throws IOException {
        BareRepository origin = GitServer.shared().createRepository(files());
        origin.commit("main", "Deploy shop\n\n" + trailers(), Map.of());
        ClusterAccess access = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the benchmark", Optional.empty());
        GitRemote remote = new GitRemote(origin.url(), "main");
        try (Cluster cluster = Cluster.connect(access, Duration.ofMinutes(1));
                RemoteBranch branch = RemoteBranch.open(folder, remote, GitCredentials.NONE, Duration.ofMinutes(1))) {
            DeliveryContext context = new DeliveryContext(
                    branch, cluster, new ManifestRenderer(), SteadyClock.SYSTEM, new SecureRandom());
            applyAll(context, remote);
            DesiredStateLocation place = new DesiredStateLocation(
                    new DeliveryTarget("shop", "staging"), remote, ManifestSource.at("k8s"), DeployScope.of(namespace));
            for (int i = 0; i < WARM_UPS; i++) {
                ours(place, context);
            }
            double json = Pairs.compare("kubectl get -o json", () -> ours(place, context), () -> theirs("-o json"));
            double table = Pairs.compare("kubectl get", () -> ours(place, context), () -> theirs("--no-headers"));
            // Last, as it keeps what it has rendered.
            DriftProbe probe = new DriftProbe(place, IgnoreRules.NONE);
            probe.look(context);
            double quiet = Pairs.compare("a comparison", () -> look(probe, context, false), () -> ours(place, context));
            double written = Pairs.compare(
                    "a comparison",
                    5,
                    () -> {
                        touch();
                        return new Pairs.Side(() -> look(probe, context, true), () -> {});
                    },
                    () -> new Pairs.Side(() -> ours(place, context), () -> {}));
            System.out.printf("a look of a watch beside a comparison: nothing written %.3f", quiet);
            System.out.printf(", something written %.3f%n", written);
            System.out.printf("beside kubectl get -o json, which reads whole objects: %.3f%n", json);
            System.out.printf("heap: limited to %.0f MB%n", Runtime.getRuntime().maxMemory() / MEGABYTE);
            System.out.printf("drift ratio=%.3f%n", table);
        }
    }

    private static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        for (int file = 0; file < FILES; file++) {
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < OBJECTS_PER_FILE; i++) {
                String kind = i % 3 == 0 ? "Secret" : "ConfigMap";
                String values = i % 3 == 0 ? "stringData" : "data";
                yaml.append("---\napiVersion: v1\nkind: ").append(kind);
                yaml.append("\nmetadata:\n  name: c").append(file).append('-').append(i);
                yaml.append("\n  labels: {app: shop, part: \"").append(file).append("\"}\n");
                yaml.append(values)
                        .append(":\n  colour: blue\n  settings: |\n    number=")
                        .append(i);
                yaml.append("\n    text=as long as a line of settings usually is\n");
            }
            files.put("k8s/part-%02d.yaml".formatted(file), yaml.toString());
        }
        return files;
    }

    private static String trailers() {
        return "Gitops-Deploy-Id: 01m82yg1szwf2jwd2x8213ak5z\nGitops-Application: shop\nGitops-Environment: staging\n"
                + "Gitops-Image: registry.example/shop@sha256:" + "0".repeat(64) + "\n";
    }

    /** A file at a time, as the heap is small; then the inventory, and a few objects changed by hand. */
    private void applyAll(DeliveryContext context, GitRemote remote) {
        Inventory inventory = Inventory.empty(id, remote.key());
        for (int file = 0; file < FILES; file++) {
            List<Manifest> manifests = new ArrayList<>(context.renderer()
                    .render(
                            new CommittedFiles(
                                    context.branch().tree(context.branch().fetchTip())),
                            "k8s/part-%02d.yaml".formatted(file))
                    .manifests());
            DesiredState request = DesiredState.of(id, remote.key(), manifests);
            for (ApplyWave wave : context.cluster().waves(manifests)) {
                inventory = inventory.including(
                        context.cluster().apply(request, wave).objects());
            }
        }
        context.cluster().writeInventory(inventory);
        for (int file = 0; file < DRIFTED; file++) {
            plane.kubectl(namespace, "patch", "configmap/c" + file + "-1", "-p", "{\"data\":{\"colour\":\"red\"}}")
                    .succeeded();
        }
    }

    private static int ours(DesiredStateLocation place, DeliveryContext context) {
        DriftReport report = DriftReport.of(place, context);
        if (report.drift().objects().size() != DRIFTED
                || !report.drift().problems().isEmpty()) {
            throw new IllegalStateException(report.text());
        }
        return report.drift().compared();
    }

    private static int look(DriftProbe probe, DeliveryContext context, boolean compared) {
        DriftProbe.Look look = probe.look(context);
        if (look.compared() != compared || look.report().drift().objects().size() != DRIFTED) {
            throw new IllegalStateException(
                    look.compared() + ": " + look.report().text());
        }
        return look.report().drift().compared();
    }

    private void touch() {
        plane.kubectl(namespace, "annotate", "--overwrite", "configmap/c0-2", "time=" + System.nanoTime())
                .succeeded();
    }

    /** Counted by grep, so that the text is not in this JVM's heap. */
    private int theirs(String form) {
        String kubectl = "kubectl get configmaps,secrets -l " + Inventory.PART_OF + "=" + id.applySet() + " " + form;
        String lines = DevScript.run(
                        List.of("sh", "-c", kubectl + " -n " + namespace + " | grep -c '^c\\|\"uid\":\\|^[a-z]*/c'"),
                        Map.of("KUBECONFIG", plane.kubeconfigFile().toString()),
                        new byte[0])
                .succeeded()
                .strip();
        return Integer.parseInt(lines);
    }
}
