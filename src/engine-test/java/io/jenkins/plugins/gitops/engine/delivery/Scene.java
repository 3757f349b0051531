package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.RequestBuilder;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A shop in a repository of its own and a namespace of its own, on the real parts; and what a test asks of them. */
public final class Scene implements AutoCloseable {

    public static final GitIdentity AUTHOR = new GitIdentity("Ann Author", "ann@example.org");

    /** For records, in {@code deliveries}, and caches, in {@code git}; and for a test's own files. */
    public final Path folder;

    final ControlPlane plane;
    public final BareRepository repository;
    public final String namespace;
    public final RemoteBranch branch;
    final Cluster cluster;
    final DeliveryContext context;
    final RecordStore store;
    final Delivery delivery;

    private final String url;

    /** @param folder for records and caches */
    public Scene(Path folder) {
        this(folder, ControlPlane.shared(), BareRepository::url);
    }

    /** @param route the URL under which the deliveries see the repository */
    Scene(Path folder, Function<BareRepository, String> route) {
        this(folder, ControlPlane.shared(), route);
    }

    /** @param plane the cluster that is delivered to */
    Scene(Path folder, ControlPlane plane) {
        this(folder, plane, BareRepository::url);
    }

    private Scene(Path folder, ControlPlane plane, Function<BareRepository, String> route) {
        this.folder = folder;
        this.plane = plane;
        this.namespace = plane.freshNamespace();
        this.repository = GitServer.shared().createRepository(Map.of("k8s/shop.yaml", shop(), "README", "A shop\n"));
        this.url = route.apply(repository);
        this.branch = open(folder.resolve("git"));
        this.cluster = Cluster.connect(access(plane), Duration.ofSeconds(5));
        this.context =
                new DeliveryContext(branch, cluster, new ManifestRenderer(), SteadyClock.SYSTEM, new SecureRandom());
        this.store = new RecordStore(folder.resolve("deliveries"));
        this.delivery = new Delivery(store);
    }

    static String shop() {
        try (InputStream file = Scene.class.getResourceAsStream("shop.yaml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("REGISTRY", ImageRegistry.shared().address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RemoteBranch open(Path caches) {
        return RemoteBranch.open(
                caches,
                remote(),
                new GitCredentials.UsernamePassword(repository.username(), repository.password()),
                Duration.ofSeconds(5));
    }

    public static ClusterAccess access() {
        return access(ControlPlane.shared());
    }

    private static ClusterAccess access(ControlPlane plane) {
        return ClusterAccess.fromKubeconfig(plane.kubeconfig(), "test", Optional.empty());
    }

    /** The API server's URL, as requests name it. */
    public String server() {
        return access(plane).server().toString();
    }

    public GitRemote remote() {
        return new GitRemote(url, "main");
    }

    /** An image that works. */
    public static ImageReference good(String tag) {
        return ImageRegistry.shared().push("shop", tag, Map.of("version", tag));
    }

    /** An image whose container crashes at its start. */
    public static ImageReference broken(String tag) {
        return ImageRegistry.shared().push("shop", tag, Map.of("version", tag, "io.jenkins.gitops.stand-in", "crash"));
    }

    /** A request of a pipeline for what the branch holds now. */
    public RequestBuilder request(ImageReference image) {
        return new RequestBuilder(this, image);
    }

    /** A request of a person for the manifests as they are. */
    public RequestBuilder request() {
        return new RequestBuilder(this);
    }

    public DeployRecord deploy(ImageReference image) {
        return run(request(image).build());
    }

    public DeployRecord run(DeployRequest request) {
        return run(delivery.begin(request, context.clock(), context.random()));
    }

    DeployRecord run(DeployRecord record) {
        try {
            return delivery.run(record, context, seen -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes on until the delivery is about to do that phase. */
    DeployRecord until(DeployRecord record, DeliveryPhase phase) {
        DeployRecord current = record;
        while (current.phase() != phase && !current.finished()) {
            current = delivery.advance(current, context).record();
        }
        return current;
    }

    public Revision tip() {
        return new Revision(repository.git("rev-parse", "main").strip());
    }

    /** How many commits the branch has. */
    int commits() {
        return Integer.parseInt(repository.git("rev-list", "--count", "main").strip());
    }

    /** A trailer's values in the tip's commit. */
    List<String> trailer(String key) {
        return repository
                .git("log", "-1", "--format=%(trailers:key=" + key + ",valueonly)", "main")
                .strip()
                .lines()
                .toList();
    }

    /** The image that the cluster's Deployment has. */
    public String running() {
        return plane.image(namespace, "shop");
    }

    @Override
    public void close() {
        branch.close();
        cluster.close();
    }

    /** For the failure of a test. */
    @Override
    public String toString() {
        return "namespace " + namespace + ", repository " + url + " with the commits\n"
                + repository.git("log", "--oneline", "main");
    }
}
