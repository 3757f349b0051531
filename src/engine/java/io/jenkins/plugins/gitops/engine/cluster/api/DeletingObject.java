package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An object that is being deleted and still exists.
 *
 * @param finalizers who has to finish something before it is removed; {@code foregroundDeletion} waits for the objects
 *     that it owns
 */
public record DeletingObject(ObjectRef ref, List<String> finalizers) {

    /** What those of Kubernetes itself wait for; nobody has to take them off. */
    private static final Map<String, String> OWN = Map.of(
            "foregroundDeletion", "waits until what it owns is gone",
            "kubernetes.io/pvc-protection", "waits until no pod uses it",
            "kubernetes.io/pv-protection", "waits until no claim uses it",
            "customresourcecleanup.apiextensions.k8s.io", "waits until its objects are gone",
            "service.kubernetes.io/load-balancer-cleanup", "waits for the load balancer's end");

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

    /** Whether somebody other than Kubernetes itself has to take a finalizer off. */
    public boolean waitsForOthers() {
        return !OWN.keySet().containsAll(finalizers);
    }

    @Override
    public String toString() {
        return finalizers.isEmpty()
                ? ref.toString()
                : ref
                        + finalizers.stream()
                                .map(name -> OWN.containsKey(name) ? name + ", which " + OWN.get(name) : name)
                                .collect(Collectors.joining("; ", " (finalizers: ", ")"));
    }
}
