package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * An object in a cluster, and the version of its API through which it is read.
 *
 * @param group the API group; empty for the core group
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectRef(String group, String version, String kind, String namespace, String name) {

    /** @throws GitopsException when version, kind or name is empty, or a part holds a slash */
    public ObjectRef {
        requireParts(kind, name, group, namespace);
        if (version.isEmpty() || version.contains("/")) {
            throw malformed(version);
        }
    }

    /** @param apiVersion as manifests write it: {@code apps/v1}, {@code v1} */
    public static ObjectRef of(String apiVersion, String kind, String namespace, String name) {
        return new ObjectRef(
                group(apiVersion), apiVersion.substring(apiVersion.indexOf('/') + 1), kind, namespace, name);
    }

    /** The group in an apiVersion; empty for the core group. */
    public static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text is not a reference
     */
    @JsonCreator
    public static ObjectRef parse(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 4 -> new ObjectRef("", parts[0], parts[1], parts[2], parts[3]);
            case 5 -> new ObjectRef(parts[0], parts[1], parts[2], parts[3], parts[4]);
            default -> throw malformed(text);
        };
    }

    /** The object, whatever the version. */
    public ObjectKey key() {
        return new ObjectKey(group, kind, namespace, name);
    }

    /** {@code apps/v1}; {@code v1} in the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code apps/v1/Deployment/shop/web}; {@code v1/Namespace//shop} for a cluster-scoped object. */
    @JsonValue
    public String text() {
        return apiVersion() + "/" + kind + "/" + namespace + "/" + name;
    }

    /** {@code Deployment shop/web}, for people. */
    @Override
    public String toString() {
        return key().toString();
    }

    static void requireParts(String kind, String name, String group, String namespace) {
        if (kind.isEmpty() || name.isEmpty() || (kind + name + group + namespace).contains("/")) {
            throw malformed(group + "/" + kind + "/" + namespace + "/" + name);
        }
    }

    private static GitopsException malformed(String text) {
        return new GitopsException(
                "'" + text + "' does not name an object of a cluster",
                "Write group/version/Kind/namespace/name, for example apps/v1/Deployment/shop/web");
    }
}
