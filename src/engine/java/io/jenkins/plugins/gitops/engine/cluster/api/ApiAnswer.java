package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer of an API server: an object, or a {@code Status} that says why the request failed. */
public final class ApiAnswer {

    public static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    public static final int CONFLICT = 409;
    public static final int INVALID = 422;
    static final int THROTTLED = 429;
    private static final int CREATED = 201;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_TEXT = 600;

    /** What is looked at of a message, in characters: a pattern over a longer one takes too long. */
    private static final int LONGEST_READ = 32 * 1024;

    private static final Set<Integer> UNAVAILABLE = Set.of(THROTTLED, 502, 503, 504);

    /** One reason in a {@code Status}. */
    public record Cause(String reason, String message, String field) {}

    private final int code;
    private final byte[] bytes;
    private final Duration retryAfter;
    private final List<String> warnings;
    /** Null until {@link #body} is first called. */
    private @Nullable JsonNode parsed;

    /** @param code the HTTP status */
    ApiAnswer(int code, byte[] bytes) {
        this(code, bytes, Duration.ZERO, List.of());
    }

    /**
     * @param retryAfter how long the server asks to wait; zero when it does not ask
     * @param warnings what it says beside its answer
     */
    ApiAnswer(int code, byte[] bytes, Duration retryAfter, List<String> warnings) {
        this.code = code;
        this.bytes = bytes;
        this.retryAfter = retryAfter;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * What the server says beside its answer: of deprecated versions, Pod Security, admission policies. One line each, at most
     * 10 of at most 600 characters; may quote what was sent.
     */
    public List<String> warnings() {
        return warnings;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    public int code() {
        return code;
    }

    /** As JSON; an empty object when it is none. Parsed at the first call: a page of many objects is read by {@link #parser}. */
    public JsonNode body() {
        if (parsed == null) {
            parsed = ClusterJson.lenient(bytes);
        }
        return parsed;
    }

    /** The same, as if it were of this object. */
    public ApiAnswer of(JsonNode object) {
        ApiAnswer same = new ApiAnswer(code, bytes, retryAfter, warnings);
        same.parsed = object;
        return same;
    }

    /** The answer token by token, so that a long list is never in memory as a tree. */
    public JsonParser parser() throws IOException {
        return ClusterJson.MAPPER.createParser(bytes);
    }

    /** The answer as it came. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public int length() {
        return bytes.length;
    }

    public boolean ok() {
        return code >= 200 && code < 300;
    }

    public boolean created() {
        return code == CREATED;
    }

    public boolean missing() {
        return code == NOT_FOUND;
    }

    /**
     * Whether the server cannot answer now, whatever the request. A 500 can be about the request: API servers answer so to
     * an unknown field under server-side apply (kubernetes/kubernetes#139253), and to an object that is too large for etcd.
     * A leader change of etcd is a 500 too, with a text that begins with {@code etcdserver:}. A 500 without a
     * {@code Status} comes from a gateway that did not reach the API server.
     */
    boolean unavailable() {
        boolean ofEtcd = message().startsWith("etcdserver:") && !message().contains("too large");
        boolean serverError =
                code == SERVER_ERROR && (!body().path("kind").asText().equals("Status") || ofEtcd);
        return UNAVAILABLE.contains(code) || serverError;
    }

    public String reason() {
        return body().path("reason").asText();
    }

    /** The server's own message, or the beginning of whatever came instead of a {@code Status}; at most 600 characters. */
    public String message() {
        String message = ShownText.cut(body().path("message").asText(), LONGEST_READ);
        String text = message.isEmpty() ? ShownText.cut(text(), LONGEST_READ).strip() : GoValues.plain(message);
        return ShownText.of(ShownText.cut(text, LONGEST_TEXT));
    }

    public List<Cause> causes() {
        return ClusterJson.items(body().path("details").path("causes")).stream()
                .map(cause -> new Cause(
                        cause.path("reason").asText(),
                        ShownText.cut(cause.path("message").asText(), LONGEST_READ),
                        cause.path("field").asText()))
                .toList();
    }

    public String uid() {
        return body().path("metadata").path("uid").asText();
    }

    String resourceVersion() {
        return body().path("metadata").path("resourceVersion").asText();
    }
}
