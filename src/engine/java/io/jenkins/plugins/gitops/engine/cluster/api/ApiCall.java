package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One request to an API server. */
public record ApiCall(String method, String path, Map<String, String> query, Optional<Body> body, String accept) {

    private static final String JSON = "application/json";

    /** Of each object of a list its metadata alone. */
    private static final String METADATA = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private ApiCall(String method, String path, Optional<Body> body) {
        this(method, path, Map.of(), body, JSON);
    }

    /** What is sent, and as what. */
    record Body(String type, JsonNode content) {}

    public static ApiCall get(String path) {
        return new ApiCall("GET", path, Optional.empty());
    }

    /** Of a list, in which each object has nothing but its metadata. */
    public static ApiCall listMetadata(String path) {
        return new ApiCall("GET", path, Map.of(), Optional.empty(), METADATA);
    }

    public static ApiCall post(String path, JsonNode content) {
        return new ApiCall("POST", path, Optional.of(new Body("application/json", content)));
    }

    /** Deletes this very object: not one of the same name that came since. */
    public static ApiCall delete(String path, String uid, String propagation) {
        return delete(path, deleteOptions("uid", uid).put("propagationPolicy", propagation));
    }

    /** Deletes an object, unless somebody wrote it since that version was read. */
    public static ApiCall deleteUnchanged(String path, String resourceVersion) {
        return delete(path, deleteOptions("resourceVersion", resourceVersion));
    }

    private static ApiCall delete(String path, ObjectNode options) {
        return new ApiCall("DELETE", path, Optional.of(new Body("application/json", options)));
    }

    private static ObjectNode deleteOptions(String precondition, String value) {
        ObjectNode options = ClusterJson.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put(precondition, value);
        return options;
    }

    public static ApiCall jsonPatch(String path, ArrayNode operations) {
        return new ApiCall("PATCH", path, Optional.of(new Body("application/json-patch+json", operations)));
    }

    public static ApiCall mergePatch(String path, JsonNode patch) {
        return new ApiCall("PATCH", path, Optional.of(new Body("application/merge-patch+json", patch)));
    }

    /** JSON is YAML, so the type's name is no lie; {@code application/apply-patch+json} does not exist before 1.33. */
    public static ApiCall apply(String path, JsonNode object) {
        return new ApiCall("PATCH", path, Optional.of(new Body("application/apply-patch+yaml", object)));
    }

    public ApiCall with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(query);
        more.put(parameter, value);
        return new ApiCall(method, path, more, body, accept);
    }

    /** Path and query. */
    String target() {
        return query.isEmpty()
                ? path
                : path
                        + query.entrySet().stream()
                                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                                .collect(Collectors.joining("&", "?", ""));
    }

    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
