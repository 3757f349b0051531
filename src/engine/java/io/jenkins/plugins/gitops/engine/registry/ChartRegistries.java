package io.jenkins.plugins.gitops.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The registries that charts are fetched from, and a cache of what was fetched: a chart that is there is not asked for again, so one
 * version is one chart. Safe for use by several threads.
 */
public final class ChartRegistries {

    /** None is configured: nothing is fetched. */
    public static final ChartRegistries NONE = new ChartRegistries(
            Optional.empty(), host -> Optional.empty(), HttpClient::newBuilder, Duration.ofSeconds(30));

    /** Of a manifest; real ones have less than 2 KiB. */
    private static final int MANIFEST_BYTES = 1024 * 1024;

    /** Helm's own limit of a packed chart, once read, is 100 MiB unpacked. */
    private static final int CHART_BYTES = 20 * 1024 * 1024;

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<ChartCache> cache;
    private final Function<String, Optional<RegistryHost>> hosts;
    private final Supplier<HttpClient.Builder> http;
    private final Duration timeout;

    /**
     * @param cache folder for what was fetched; it may be deleted at any time
     * @param hosts those that may be asked, by host and port in lower case
     * @param http makes a client, with the proxy that it is to use
     * @param timeout for each answer
     */
    public ChartRegistries(
            Path cache,
            Function<String, Optional<RegistryHost>> hosts,
            Supplier<HttpClient.Builder> http,
            Duration timeout) {
        this(Optional.of(new ChartCache(cache)), hosts, http, timeout);
    }

    private ChartRegistries(
            Optional<ChartCache> cache,
            Function<String, Optional<RegistryHost>> hosts,
            Supplier<HttpClient.Builder> http,
            Duration timeout) {
        this.cache = cache;
        this.hosts = hosts;
        this.http = http;
        this.timeout = timeout;
    }

    /**
     * A chart, from the cache or its registry.
     *
     * @throws GitopsException when the registry is not configured, lets us not in, has no such chart, does not answer in time, or
     *     what it sends is larger than 20 MiB or has another digest than it says
     */
    public PulledChart pull(ChartReference reference) {
        RegistryHost host = hosts.apply(reference.host())
                .orElseThrow(() -> new GitopsException(
                        "The chart " + reference
                                + " is in a registry that is not configured here, so it is not fetched",
                        "Have an administrator add the registry " + reference.host()
                                + " (Manage Jenkins > System > GitOps), or name it in the file of --chart-registries; or put"
                                + " the chart into the folder charts/"));
        return cache.flatMap(folder -> folder.read(reference, host)).orElseGet(() -> {
            PulledChart pulled = fetch(reference, new RegistryClient(host, http.get(), timeout));
            cache.ifPresent(folder -> folder.write(pulled, host));
            return pulled;
        });
    }

    private static PulledChart fetch(ChartReference reference, RegistryClient client) {
        String base = "/v2/" + reference.repository();
        byte[] manifest = client.get(reference, base + "/manifests/" + reference.tag(), MANIFEST, MANIFEST_BYTES);
        JsonNode layer = layer(reference, manifest);
        String digest = layer.path("digest").asText();
        if (!digest.matches("sha256:[0-9a-f]{64}") || layer.path("size").asLong() > CHART_BYTES) {
            throw noChart(reference, "its manifest names no content of up to 20 MiB by a digest");
        }
        byte[] content = client.get(reference, base + "/blobs/" + digest, "*/*", CHART_BYTES);
        if (!ChartCache.digest(content).equals(digest)) {
            throw new GitopsException(
                    "What " + reference.host() + " sent of the chart " + reference + " has another digest than "
                            + digest,
                    "Try again; if it stays so, have the registry checked");
        }
        return new PulledChart(reference, content, digest);
    }

    private static JsonNode layer(ChartReference reference, byte[] manifest) {
        try {
            for (JsonNode layer : JSON.readTree(manifest).path("layers")) {
                if (layer.path("mediaType").asText().equals(CHART)) {
                    return layer;
                }
            }
        } catch (IOException noJson) {
            throw noChart(reference, "its manifest is no JSON");
        }
        throw noChart(reference, "it has no content of a Helm chart");
    }

    private static GitopsException noChart(ChartReference reference, String why) {
        return new GitopsException(
                "What is at " + reference + " is no chart: " + why, "Push it there with 'helm push', or name another");
    }
}
