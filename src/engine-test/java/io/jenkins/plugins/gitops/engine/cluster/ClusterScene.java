package io.jenkins.plugins.gitops.engine.cluster;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** A fresh namespace in the shared control plane, and our client to it as administrator. */
public final class ClusterScene implements AutoCloseable {

    public static final String REPOSITORY = "https://git.example/shop.git";
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern BETA = Pattern.compile("[a-z0-9.]+/v1beta1");
    private static final Pattern MINOR = Pattern.compile("v1\\.([0-9]{1,3})\\..*");

    public final ControlPlane plane = ControlPlane.shared();
    public final String namespace = plane.freshNamespace();
    public final InventoryId id = new InventoryId("shop", "staging", namespace);
    public final Cluster cluster = Cluster.connect(access(), TIMEOUT);

    public ClusterAccess access() {
        return ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty());
    }

    /** A server without TLS, and no credential for it. */
    public static ClusterAccess plain(URI server) {
        return new ClusterAccess(
                server,
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The objects of YAML documents; {@code NAMESPACE} in them stands for this namespace. */
    public List<Manifest> manifests(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        String text = yaml.replace("NAMESPACE", namespace);
        int line = 1;
        for (String document : text.split("(?m)^---\n")) {
            Object content = new Yaml().load(document);
            if (content != null) {
                ObjectNode node = new ObjectMapper().valueToTree(content);
                manifests.add(new Manifest(new FileLocation("k8s/app.yaml", line), node));
            }
            line += (int) document.lines().count() + 1;
        }
        return manifests;
    }

    /** The YAML with versions of APIs that were beta in old servers as this one serves them. */
    public String served(String yaml) {
        List<String> versions = kubectl("api-versions").lines().toList();
        return BETA.matcher(yaml)
                .replaceAll(beta -> versions.contains(beta.group())
                        ? beta.group()
                        : beta.group().replaceFirst("v1beta1$", "v1"));
    }

    /** Whether the server is of this 1.x or newer, where versions differ in what they do. */
    public boolean atLeast(int minor) {
        Matcher version = MINOR.matcher(cluster.version());
        if (!version.matches()) {
            throw new IllegalStateException("the server has the version " + cluster.version());
        }
        return Integer.parseInt(version.group(1)) >= minor;
    }

    /** As {@link #manifests}, of a file in the test resources. */
    List<Manifest> file(String name) {
        return manifests(read(name));
    }

    public static String read(String name) {
        try (InputStream file = ClusterScene.class.getResourceAsStream("/cluster/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public DesiredState request(String yaml) {
        return DesiredState.of(id, REPOSITORY, manifests(yaml));
    }

    public Plan plan(String yaml) {
        return cluster.plan(request(yaml));
    }

    public List<AppliedObject> apply(String yaml) {
        return apply(request(yaml));
    }

    /** All waves, each waited for where it says so; fails on any problem. */
    public List<AppliedObject> apply(DesiredState request) {
        List<AppliedObject> objects = new ArrayList<>();
        for (ApplyWave wave : cluster.waves(request.manifests())) {
            ApplyResult applied = cluster.apply(request, wave);
            if (!applied.problems().isEmpty()) {
                throw new AssertionError(applied.problems());
            }
            objects.addAll(applied.objects());
            if (wave.mustBeReady()) {
                await(applied.refs(), report -> report.status() == HealthStatus.CURRENT);
            }
        }
        return objects;
    }

    /** Checks until the report is as expected, for at most 20 s. */
    public HealthReport await(List<ObjectRef> refs, Predicate<HealthReport> wanted) {
        return await(cluster, refs, wanted);
    }

    public List<ObjectRef> prune(DesiredState request) {
        return cluster.prune(request, () -> {}).gone();
    }

    /** One check. */
    public HealthReport health(List<ObjectRef> refs) {
        return cluster.health(new HealthWatch(refs));
    }

    public static HealthReport await(Cluster cluster, List<ObjectRef> refs, Predicate<HealthReport> wanted) {
        HealthWatch watched = new HealthWatch(refs);
        return eventually("the health of " + refs)
                .atMost(Duration.ofSeconds(20))
                .until(() -> cluster.health(watched), wanted);
    }

    /** As a ServiceAccount that may do only this here. */
    public Cluster limitedTo(String verbs, String resources) {
        kubectl("create", "serviceaccount", "limited");
        kubectl("create", "role", "limited", "--verb=" + verbs, "--resource=" + resources);
        kubectl("create", "rolebinding", "limited", "--role=limited", "--serviceaccount=" + namespace + ":limited");
        return withToken(plane.token(namespace, "limited"), TIMEOUT);
    }

    Cluster withToken(String token, Duration timeout) {
        ClusterAccess admin = access();
        return Cluster.connect(
                new ClusterAccess(
                        admin.server(),
                        admin.certificateAuthority(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(token),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                timeout);
    }

    public String kubectl(String... arguments) {
        return plane.kubectl(namespace, arguments).succeeded();
    }

    /** Applies YAML with kubectl, as another manager. */
    public void kubectlApply(String yaml, String... arguments) {
        try {
            Path file = Files.createTempFile("manifest", ".yaml");
            Files.writeString(file, yaml.replace("NAMESPACE", namespace));
            List<String> command = new ArrayList<>(List.of("apply", "-f", file.toString()));
            command.addAll(Arrays.asList(arguments));
            DevScript.Output output = plane.kubectl(namespace, command.toArray(new String[0]));
            Files.delete(file);
            output.succeeded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cluster.close();
        plane.client().namespaces().withName(namespace).delete();
    }

    /** For the failure of a test. */
    @Override
    public String toString() {
        return "namespace " + namespace;
    }
}
