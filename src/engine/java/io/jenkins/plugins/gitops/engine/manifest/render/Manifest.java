package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.Optional;

/**
 * One Kubernetes object as it is written, with its location.
 *
 * @param location where it is written; for what a child process rendered, the rendered directory
 * @param content the object; has {@code apiVersion}, {@code kind} and {@code metadata.name}. The
 *     record copies it when it takes and when it returns it, so no caller can change it
 */
public record Manifest(FileLocation location, ObjectNode content) {

    public Manifest {
        content = content.deepCopy();
    }

    /** A copy of the object. */
    @Override
    public ObjectNode content() {
        return content.deepCopy();
    }

    /** A copy of the object's metadata. */
    public JsonNode metadata() {
        return content.path("metadata").deepCopy();
    }

    /** The API's group and version, {@code apps/v1}, or the version alone for the core group. */
    public String apiVersion() {
        return content.path("apiVersion").asText();
    }

    /** The API's group, {@code apps}; empty for the core group. */
    public String group() {
        String version = apiVersion();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    public String kind() {
        return content.path("kind").asText();
    }

    /** Kind and group, {@code Deployment.apps}; the kind alone for the core group. */
    public String groupKind() {
        return group().isEmpty() ? kind() : kind() + "." + group();
    }

    public String name() {
        return content.path("metadata").path("name").asText();
    }

    /** The namespace as written; absent for cluster-scoped objects, and where the environment's is meant. */
    public Optional<String> namespace() {
        String namespace = content.path("metadata").path("namespace").asText();
        return namespace.isEmpty() ? Optional.empty() : Optional.of(namespace);
    }

    @Override
    public String toString() {
        return kind() + "/" + name() + " (" + location + ")";
    }
}
