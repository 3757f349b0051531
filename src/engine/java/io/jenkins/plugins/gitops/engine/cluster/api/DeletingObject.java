package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An object that is being deleted and still exists.
 *
 * @param finalizers who has to finish something before it is removed; {@code foregroundDeletion} waits for the objects
 *     that it owns
 */
public record DeletingObject(ObjectRef ref, List<String> finalizers) {

    public DeletingObject {
        finalizers = List.copyOf(finalizers);
    }

    /** @param metadata of the live object */
    public static DeletingObject of(ObjectRef ref, JsonNode metadata) {
        return new DeletingObject(
                ref,
                ClusterJson.items(metadata.path("finalizers")).stream()
                        .map(JsonNode::asText)
                        .toList());
    }

    @Override
    public String toString() {
        return ref + (finalizers.isEmpty() ? "" : " (finalizers: " + String.join(", ", finalizers) + ")");
    }
}
