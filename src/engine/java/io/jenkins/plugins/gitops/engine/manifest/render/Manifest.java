package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.Optional;

/**
 * One Kubernetes object as it is written, with its place.
 *
 * @param location where it stands; for what a child process rendered, the directory that was rendered
 * @param content the object; has {@code apiVersion}, {@code kind} and {@code metadata.name}. It is copied on the way in
 *     and on the way out, so what was read cannot change under anyone
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
