package io.jenkins.plugins.gitops.engine.cluster.logs;

/**
 * One run of a container.
 *
 * @param uid of the pod
 * @param restarts how many runs there were before
 * @param alone whether no other container of the pod is meant
 */
public record LogSource(String namespace, String pod, String uid, String container, int restarts, boolean alone) {

    /** For people: the pod, and the container where there are several. */
    public String name() {
        return alone ? pod : pod + "/" + container;
    }
}
