package io.jenkins.plugins.gitops.engine.registry;

/**
 * A chart as a registry has it.
 *
 * @param content the packed chart, gzip
 * @param digest of the content, {@code sha256:...}
 */
public record PulledChart(ChartReference reference, byte[] content, String digest) {

    /** What it is, for a record: {@code oci://registry.example/charts/db:1.2.3@sha256:...}. */
    public String pinned() {
        return reference + "@" + digest;
    }
}
