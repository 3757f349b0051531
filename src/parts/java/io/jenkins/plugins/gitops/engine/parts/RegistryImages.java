package io.jenkins.plugins.gitops.engine.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What is true of an image. A registry on loopback is asked, as a container runtime would ask it; an image from
 * anywhere else is taken to exist.
 */
final class RegistryImages {

    private static final Pattern LOOPBACK = Pattern.compile("(?:127(?:\\.\\d+){3}|localhost):\\d+");
    private static final String ACCEPT = String.join(
            ",",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Image> pinned = new ConcurrentHashMap<>();

    /**
     * @param id the reference by digest, as a kubelet reports it
     * @param behaviour what the image's label asks for
     */
    record Image(String id, ContainerBehaviour behaviour) {}

    /** Why a container waits instead of running: a reason and a message as a kubelet writes them. */
    static final class PullFailure extends Exception {
        final String reason;

        PullFailure(String reason, String message) {
            super(message);
            this.reason = reason;
        }
    }

    Image find(String text) throws PullFailure {
        ImageReference reference;
        try {
            reference = ImageReference.parse(text);
        } catch (GitopsException e) {
            throw new PullFailure(
                    "InvalidImageName",
                    "Failed to apply default image tag \"%s\": couldn't parse image reference \"%s\": invalid reference format"
                            .formatted(text, text));
        }
        String name = reference.name();
        int slash = name.indexOf('/');
        if (slash < 0 || !LOOPBACK.matcher(name.substring(0, slash)).matches()) {
            return new Image(name + "@" + sha256(text.getBytes(StandardCharsets.UTF_8)), ContainerBehaviour.RUN);
        }
        if (reference.digest().isPresent() && pinned.containsKey(text)) {
            return pinned.get(text);
        }
        try {
            Image image = ask(text, name.substring(0, slash), name.substring(slash + 1), reference);
            pinned.put(image.id(), image);
            return image;
        } catch (IOException e) {
            throw failed(text, "failed to do request: Head: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(text, "context canceled");
        }
    }

    private Image ask(String text, String host, String repository, ImageReference reference)
            throws PullFailure, IOException, InterruptedException {
        String wanted =
                reference.digest().map(Object::toString).orElse(reference.tag().orElse("latest"));
        String base = "http://" + host + "/v2/" + repository;
        HttpResponse<byte[]> found = get(base + "/manifests/" + wanted);
        if (found.statusCode() == 404) {
            throw failed(text, text + ": not found");
        }
        if (found.statusCode() != 200) {
            throw failed(text, "unexpected status code " + base + "/manifests/" + wanted + ": " + found.statusCode());
        }
        JsonNode manifest = json.readTree(found.body());
        if (manifest.has("manifests")) {
            String first = manifest.at("/manifests/0/digest").asText();
            manifest = json.readTree(get(base + "/manifests/" + first).body());
        }
        String config = manifest.at("/config/digest").asText();
        JsonNode labels = json.readTree(get(base + "/blobs/" + config).body()).at("/config/Labels");
        JsonNode label = labels.path(ContainerBehaviour.LABEL);
        String id = host + "/" + repository + "@" + sha256(found.body());
        return new Image(id, label.isTextual() ? ContainerBehaviour.parse(label.asText()) : ContainerBehaviour.RUN);
    }

    private HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", ACCEPT)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    static PullFailure failed(String text, String why) {
        return new PullFailure(
                "ErrImagePull",
                "rpc error: code = NotFound desc = failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": %s"
                        .formatted(text, text, why));
    }

    static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
