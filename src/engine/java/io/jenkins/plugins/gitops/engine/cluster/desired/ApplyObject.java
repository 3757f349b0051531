package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * A manifest as an object that is ready to be sent.
 *
 * @param body what is sent: the manifest with its namespace and the inventory's label, without what only a server sets
 */
public record ApplyObject(Manifest manifest, ObjectRef ref, ApiResource resource, ObjectNode body) {

    private static final Set<String> SET_BY_SERVER =
            Set.of("managedFields", "creationTimestamp", "resourceVersion", "uid", "generation", "selfLink");

    /** @param applySet the inventory's label, which every member carries */
    static ApplyObject of(ResolvedManifest placed, String applySet) {
        Manifest manifest = placed.manifest();
        ObjectRef ref = placed.ref();
        ObjectNode body = manifest.content().deepCopy();
        body.remove("status");
        ObjectNode metadata = ClusterJson.child(body, "metadata");
        metadata.remove(SET_BY_SERVER);
        metadata.remove("namespace");
        if (!ref.namespace().isEmpty()) {
            metadata.put("namespace", ref.namespace());
        }
        ClusterJson.child(metadata, "labels").put(Inventory.PART_OF, applySet);
        ResourceQuantities.normalize(ref.group(), body);
        ServicePorts.normalize(ref, body);
        if (isSecret(ref)) {
            encodeStringData(body);
        }
        return new ApplyObject(manifest, ref, placed.resource(), body);
    }

    /** {@code stringData} can only be written: as {@code data} it can be compared with what is there, and is owned. */
    private static void encodeStringData(ObjectNode secret) {
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            ObjectNode data = ClusterJson.child(secret, "data");
            plain.properties()
                    .forEach(e -> data.put(
                            e.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(e.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    public static boolean isSecret(ObjectRef ref) {
        return KnownKind.of(ref.key()) == KnownKind.SECRET;
    }

    public String path() {
        return resource.path(ref.namespace(), ref.name());
    }

    /** When it is applied. */
    public WavePosition position() {
        return WavePosition.of(ref.key().groupKind(), body.path("metadata"));
    }

    /** Whether it is a hook that is run: made anew in each delivery. */
    public boolean runs() {
        return RolloutHook.of(body.path("metadata"))
                .filter(hook -> hook.runs(ref.key().groupKind()))
                .isPresent();
    }

    /** The same, as it is made for an attempt of a delivery. */
    public ApplyObject runningFor(String attempt) {
        ObjectNode changed = body.deepCopy();
        ClusterJson.child(ClusterJson.child(changed, "metadata"), "annotations").put(RolloutHook.RUN, attempt);
        return new ApplyObject(manifest, ref, resource, changed);
    }

    public boolean hasReplicas() {
        return body.path("spec").path("replicas").isNumber();
    }

    /** The same with this number of replicas; with none at all when it is a missing node. */
    public ApplyObject withReplicas(JsonNode replicas) {
        ObjectNode changed = body.deepCopy();
        if (replicas.isMissingNode()) {
            ClusterJson.child(changed, "spec").remove("replicas");
        } else {
            ClusterJson.child(changed, "spec").set("replicas", replicas);
        }
        return new ApplyObject(manifest, ref, resource, changed);
    }

    /** A problem's text: place, object, what is wrong. */
    public String problem(String text) {
        return problem(manifest, text);
    }

    static String problem(Manifest manifest, String text) {
        return manifest.location() + ": " + manifest.kind() + " " + manifest.name() + ": " + text;
    }
}
