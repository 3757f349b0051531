package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiDiscovery;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiGroupUnavailableException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryClaim;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds each manifest's kind and namespace, and checks both against the rules of the request: this reads no object
 * of the cluster.
 */
public final class ManifestResolver {

    private static final Pattern API_VERSION = Pattern.compile("([a-z0-9.-]{1,253}/)?v[a-z0-9]{1,30}");

    private final ApiDiscovery discovery;
    private final DesiredState request;
    private final Map<String, ApiResource> defined;
    private final Map<String, Optional<ApiResource>> asked = new HashMap<>();
    /** What does not answer, by its apiVersion: it is asked once. */
    private final Map<String, ApiGroupUnavailableException> unavailable = new LinkedHashMap<>();

    private final List<ResolvedManifest> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** The result: each manifest is either in the list or named by a problem; what no delivery applies is in neither. */
    public record Resolved(
            List<ApplyObject> objects, List<String> problems, List<ApiGroupUnavailableException> unavailable) {

        /**
         * The same, where each manifest has to be there: what did not answer may answer later, which is no problem of the
         * manifests.
         *
         * @throws ApiGroupUnavailableException when a part of the API did not answer
         */
        public Resolved requireAvailable() {
            unavailable.stream().findFirst().ifPresent(silent -> {
                throw silent;
            });
            return this;
        }
    }

    /** As {@link Resolved}, without the objects to send: they are built when they are needed. */
    public record ResolvedManifests(
            List<ResolvedManifest> objects, List<String> problems, List<ApiGroupUnavailableException> unavailable) {}

    private ManifestResolver(ApiDiscovery discovery, DesiredState request) {
        this.discovery = discovery;
        this.request = request;
        this.defined = CrdKinds.in(request.manifests());
    }

    /** @param manifests those of the request, or some of them */
    public static Resolved resolve(ApiDiscovery discovery, DesiredState request, List<Manifest> manifests) {
        ResolvedManifests places = resolveManifests(discovery, request, manifests);
        String applySet = request.inventory().applySet();
        return new Resolved(
                places.objects().stream()
                        .map(placed -> placed.toApplyObject(applySet))
                        .toList(),
                places.problems(),
                places.unavailable());
    }

    public static ResolvedManifests resolveManifests(
            ApiDiscovery discovery, DesiredState request, List<Manifest> manifests) {
        ManifestResolver resolver = new ManifestResolver(discovery, request);
        manifests.stream()
                .filter(manifest -> !RolloutHook.leavesOut(manifest.metadata()))
                .forEach(resolver::resolve);
        resolver.refuseDuplicates();
        return new ResolvedManifests(
                List.copyOf(resolver.found),
                List.copyOf(resolver.problems),
                List.copyOf(resolver.unavailable.values()));
    }

    private void resolve(Manifest manifest) {
        if (!API_VERSION.matcher(manifest.apiVersion()).matches()) {
            problems.add(ApplyObject.problem(manifest, "'" + manifest.apiVersion() + "' is not an apiVersion"));
            return;
        }
        if (manifest.name().isEmpty() || (manifest.name() + manifest.namespace().orElse("")).contains("/")) {
            problems.add(ApplyObject.problem(manifest, "its name or namespace is none that Kubernetes allows"));
            return;
        }
        ObjectNode content = manifest.content();
        Optional<String> wrong = WavePosition.problem(content.path("metadata"))
                .or(() -> ForeignAnnotations.problem(manifest, content.path("metadata")))
                .or(() -> ManifestShapeCheck.problem(manifest, content))
                .or(() -> InventoryClaim.of(manifest.group(), manifest.kind(), content, request.inventory()))
                .or(() -> ResourceQuantities.problem(manifest.group(), content));
        if (wrong.isPresent()) {
            problems.add(ApplyObject.problem(manifest, wrong.get()));
            return;
        }
        if (unavailable.containsKey(manifest.apiVersion())) {
            problems.add(ApplyObject.problem(
                    manifest, unavailable.get(manifest.apiVersion()).text()));
            return;
        }
        Optional<ApiResource> resource;
        try {
            resource = asked.computeIfAbsent(manifest.apiVersion() + "/" + manifest.kind(), kind -> discovery
                    .find(manifest.apiVersion(), manifest.kind())
                    .or(() -> Optional.ofNullable(defined.get(kind))));
        } catch (ApiGroupUnavailableException silent) {
            unavailable.put(manifest.apiVersion(), silent);
            problems.add(ApplyObject.problem(manifest, silent.text()));
            return;
        }
        if (resource.isEmpty()) {
            problems.add(ApplyObject.problem(manifest, unknownKind(manifest)));
        } else if (resource.get().namespaced()) {
            addNamespaced(manifest, resource.get());
        } else {
            addClusterScoped(manifest, resource.get());
        }
    }

    private void addNamespaced(Manifest manifest, ApiResource resource) {
        String namespace = manifest.namespace().orElse(request.scope().namespace());
        if (!request.scope().allowed().contains(namespace)) {
            problems.add(ApplyObject.problem(
                    manifest,
                    "namespace " + namespace + " is not one that this environment may use ("
                            + String.join(", ", request.scope().allowed())
                            + "); allow it (" + ErrorRemedy.OTHER_NAMESPACE.words(namespace)
                            + "), or change the manifest"));
            return;
        }
        found.add(ResolvedManifest.of(manifest, resource, namespace));
    }

    private void addClusterScoped(Manifest manifest, ApiResource resource) {
        boolean ownNamespace = resource.equals(ApiResource.NAMESPACE)
                && request.scope().allowed().contains(manifest.name());
        if (!ownNamespace && !request.scope().clusterScoped()) {
            problems.add(ApplyObject.problem(
                    manifest,
                    "it belongs to the whole cluster, and this environment may not change such objects; allow cluster-scoped"
                            + " objects (" + ErrorRemedy.CLUSTER_SCOPED.words() + "), or leave it out"));
            return;
        }
        found.add(ResolvedManifest.of(manifest, resource, ""));
    }

    private String unknownKind(Manifest manifest) {
        String group = ObjectRef.group(manifest.apiVersion());
        return "the cluster does not serve this kind in " + manifest.apiVersion()
                + discovery
                        .findInGroup(group, manifest.kind())
                        .map(other -> "; it serves it in " + other.apiVersion())
                        .orElse("; install its CustomResourceDefinition first, or correct apiVersion and kind");
    }

    private void refuseDuplicates() {
        Map<ObjectKey, ResolvedManifest> first = new HashMap<>();
        for (ResolvedManifest each : found) {
            ResolvedManifest earlier = first.putIfAbsent(each.ref().key(), each);
            if (earlier != null) {
                problems.add(ApplyObject.problem(
                        each.manifest(), "it is also at " + earlier.manifest().location() + "; keep one of them"));
            }
        }
    }
}
