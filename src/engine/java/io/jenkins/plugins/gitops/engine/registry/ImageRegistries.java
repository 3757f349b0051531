package io.jenkins.plugins.gitops.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads of images in registries what their tags lead to. A digest is computed here of what was sent, and never what the registry
 * says of it. Safe for use by several threads.
 */
public final class ImageRegistries {

    private static final int MANIFEST_BYTES = 4 * 1024 * 1024;
    private static final int CONFIG_BYTES = 4 * 1024 * 1024;
    private static final int MOST_LABELS = 1_000;
    private static final String MANIFESTS = "application/vnd.oci.image.manifest.v1+json,"
            + " application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json,"
            + " application/vnd.docker.distribution.manifest.list.v2+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<String, Optional<RegistryHost>> hosts;
    private final Supplier<HttpClient.Builder> http;
    private final Duration timeout;
    private HttpClient client;

    /**
     * @param hosts those that may be asked, by host and port
     * @param http makes a client, with the proxy that it is to use
     * @param timeout for each answer
     */
    public ImageRegistries(
            Function<String, Optional<RegistryHost>> hosts, Supplier<HttpClient.Builder> http, Duration timeout) {
        this.hosts = hosts;
        this.http = http;
        this.timeout = timeout;
    }

    /**
     * What a name with its tag, or with its digest, leads to.
     *
     * @return empty when nothing is there
     * @throws GitopsException when the registry may not be asked, lets us not in, does not answer in time, or sends what is no image
     */
    public Optional<PublishedImage> find(ImageReference image) {
        RegistryHost host = hosts.apply(image.registry())
                .map(ImageRegistries::api)
                .orElseThrow(() -> new GitopsException(
                        "The registry " + image.registry() + " is not configured here, so it is not asked",
                        "Have an administrator add it"));
        RegistryClient registry = new RegistryClient(host, client(), timeout);
        RegistryClient.Wanted wanted = new RegistryClient.Wanted("image", image.toString(), image.repository());
        String base = "/v2/" + image.repository();
        String named = image.digest().map(ImageDigest::value).orElse(image.tag().orElse("latest"));
        return registry.find(wanted, base + "/manifests/" + named, MANIFESTS, MANIFEST_BYTES)
                .map(manifest -> {
                    ImageDigest digest = new ImageDigest(ChartCache.digest(manifest));
                    String config =
                            json(image, manifest).path("config").path("digest").asText();
                    return new PublishedImage(
                            digest, config.isEmpty() ? Map.of() : labels(image, registry, wanted, base, config));
                });
    }

    /** One for all: each has threads of its own. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = RegistryClient.connecting(http.get(), timeout);
        }
        return client;
    }

    private static Map<String, String> labels(
            ImageReference image, RegistryClient registry, RegistryClient.Wanted wanted, String base, String config) {
        byte[] content = registry.find(
                        wanted, base + "/blobs/" + new ImageDigest(config), "application/json, */*", CONFIG_BYTES)
                .orElseThrow(() -> none(image, "its configuration is missing"));
        if (!ChartCache.digest(content).equals(config)) {
            throw none(image, "its configuration has another digest than its manifest says");
        }
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<String, JsonNode> label :
                json(image, content).path("config").path("Labels").properties()) {
            if (labels.size() < MOST_LABELS && label.getValue().isTextual()) {
                labels.put(label.getKey(), label.getValue().asText());
            }
        }
        return labels;
    }

    private static JsonNode json(ImageReference image, byte[] content) {
        try {
            JsonNode read = JSON.readTree(content);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException noJson) {
            // As none.
        }
        throw none(image, "it is no JSON");
    }

    /** Docker Hub's API is at another host than its name says. */
    private static RegistryHost api(RegistryHost host) {
        return host.host().equals(RegistryClient.DOCKER_HUB)
                ? new RegistryHost(RegistryClient.DOCKER_HUB_API, host.plainHttp(), host.username(), host.password())
                : host;
    }

    private static GitopsException none(ImageReference image, String why) {
        return new GitopsException("What is at " + image + " is no image: " + why, "Push it again, or name another");
    }
}
