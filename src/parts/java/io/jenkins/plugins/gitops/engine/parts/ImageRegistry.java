package io.jenkins.plugins.gitops.engine.parts;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** A real OCI registry on loopback, over plain HTTP and without a password. */
public final class ImageRegistry {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static ImageRegistry shared;

    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private ImageRegistry() {
        this.address =
                new DevScript("registry", DevScript.sharedState()).start().get("REGISTRY");
    }

    /** The one of this JVM, started at the first call. */
    public static synchronized ImageRegistry shared() {
        if (shared == null) {
            shared = new ImageRegistry();
        }
        return shared;
    }

    /** Host and port. */
    public String address() {
        return address;
    }

    /**
     * Pushes an image that holds one empty layer.
     *
     * @param labels of the image's configuration: {@code io.jenkins.gitops.stand-in} says how its container behaves
     * @return the image's reference with tag and digest
     */
    public ImageReference push(String repository, String tag, Map<String, String> labels) {
        return push(repository, tag, Map.of("Labels", labels), new byte[1024]);
    }

    /**
     * Pushes an image that can run.
     *
     * @param settings of its containers, as an image's configuration names them: {@code Entrypoint}, {@code User}
     * @param files its one layer, as a tar archive
     * @return the image's reference with tag and digest
     */
    public ImageReference push(String repository, String tag, Map<String, Object> settings, byte[] files) {
        try {
            ByteArrayOutputStream layer = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(layer)) {
                zip.write(files);
            }
            Map<String, Object> config = Map.of(
                    "architecture",
                    "amd64",
                    "os",
                    "linux",
                    "created",
                    "2026-01-01T00:00:00Z",
                    "config",
                    settings,
                    "rootfs",
                    Map.of("type", "layers", "diff_ids", List.of(RegistryImages.sha256(files))));
            byte[] manifest = json.writeValueAsBytes(Map.of(
                    "schemaVersion",
                    2,
                    "mediaType",
                    MANIFEST,
                    "config",
                    upload(repository, "application/vnd.oci.image.config.v1+json", json.writeValueAsBytes(config)),
                    "layers",
                    List.of(upload(repository, "application/vnd.oci.image.layer.v1.tar+gzip", layer.toByteArray()))));
            send(
                    HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
                            .header("Content-Type", MANIFEST)
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)),
                    201);
            return new ImageReference(
                    address + "/" + repository,
                    Optional.of(tag),
                    Optional.of(new ImageDigest(RegistryImages.sha256(manifest))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> upload(String repository, String type, byte[] content) throws IOException {
        HttpResponse<String> begun = send(
                HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/"))
                        .POST(HttpRequest.BodyPublishers.noBody()),
                202);
        String target = uri("/").resolve(begun.headers().firstValue("Location").orElseThrow())
                .toString();
        String digest = RegistryImages.sha256(content);
        send(
                HttpRequest.newBuilder(URI.create(target + (target.contains("?") ? "&" : "?") + "digest=" + digest))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content)),
                201);
        return Map.of("mediaType", type, "digest", digest, "size", content.length);
    }

    private URI uri(String path) {
        return URI.create("http://" + address + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws IOException {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new IOException("%s: %d %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
