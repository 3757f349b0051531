package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * The identity of an object, whatever version of its API it is read through, and through which of two groups.
 *
 * @param group the API group; empty for the core group; of a kind that is served in two groups, the one that counts ({@link KnownKind})
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(String group, String kind, String namespace, String name) implements Comparable<ObjectKey> {

    /** @throws GitopsException when the kind or the name is empty, or a part holds a slash */
    public ObjectKey {
        ObjectRef.requireParts(kind, name, group, namespace);
        group = KnownKind.ownGroup(group, kind);
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text is not a key
     */
    @JsonCreator
    public static ObjectKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new GitopsException(
                    "'" + text + "' does not name an object",
                    "Write Kind.group/namespace/name, for example PersistentVolumeClaim/shop/data; leave the namespace"
                            + " empty for a cluster-scoped object");
        }
        int dot = parts[0].indexOf('.');
        return new ObjectKey(
                dot < 0 ? "" : parts[0].substring(dot + 1),
                dot < 0 ? parts[0] : parts[0].substring(0, dot),
                parts[1],
                parts[2]);
    }

    /** {@code Kind.group}, or the kind alone in the core group: as the ApplySet annotation writes it. */
    public String groupKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    /** {@code Deployment.apps/shop/web}; {@code Namespace//shop} for a cluster-scoped object. */
    @JsonValue
    public String text() {
        return groupKind() + "/" + namespace + "/" + name;
    }

    /** {@code Deployment shop/web}, for people. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return text().compareTo(other.text());
    }
}
