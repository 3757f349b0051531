package io.jenkins.plugins.gitops.engine.cluster.apply;

/**
 * A field that an apply would change.
 *
 * @param path as people write it: {@code spec.template.spec.containers[web].image}
 * @param before its value as JSON, shortened; empty when it was not there; {@link SecretMask#MASKED} where it is secret
 * @param after its value afterwards, likewise
 */
public record FieldChange(String path, String before, String after) {

    /** For people: {@code spec.replicas: 2 -> 5}. */
    public String text() {
        return path + ": " + (before.isEmpty() ? "(none)" : before) + " -> " + (after.isEmpty() ? "(none)" : after);
    }
}
