package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds that the CustomResourceDefinitions in a set of manifests will make the server serve. */
public final class CrdKinds {

    private CrdKinds() {}

    /** The kinds that a definition in the manifests describes, as {@code ObjectKey.groupKind()} writes them. */
    public static Set<String> groupKinds(List<Manifest> manifests) {
        return in(manifests).values().stream()
                .map(kind -> new ObjectKey(kind.group(), kind.kind(), "", "any").groupKind())
                .collect(Collectors.toSet());
    }

    /** Keyed by apiVersion and kind, {@code example.com/v1/Widget}. */
    static Map<String, ApiResource> in(List<Manifest> manifests) {
        Map<String, ApiResource> kinds = new HashMap<>();
        for (Manifest manifest : manifests) {
            if (KnownKind.of(manifest.group(), manifest.kind()) == KnownKind.CUSTOM_RESOURCE_DEFINITION) {
                JsonNode spec = manifest.content().path("spec");
                for (JsonNode version : spec.path("versions")) {
                    ApiResource kind = new ApiResource(
                            spec.path("group").asText(),
                            version.path("name").asText(),
                            spec.path("names").path("kind").asText(),
                            spec.path("names").path("plural").asText(),
                            spec.path("scope").asText().equals("Namespaced"),
                            false);
                    kinds.put(kind.apiVersion() + "/" + kind.kind(), kind);
                }
            }
        }
        return kinds;
    }
}
