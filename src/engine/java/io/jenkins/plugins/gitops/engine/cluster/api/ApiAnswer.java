package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What an API server answered: an object, or a {@code Status} that says why not. */
public final class ApiAnswer {

    static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    public static final int CONFLICT = 409;
    static final int THROTTLED = 429;
    private static final int CREATED = 201;
    private static final int SERVER_ERROR = 500;
    /** The server prints the whole value in Go's syntax, 4 KB for a small Job. */
    private static final Pattern GO_VALUE =
            Pattern.compile("Invalid value: [&*\\[\\]\\w.]*\\w\\{.*\\}: ", Pattern.DOTALL);

    private static final int LONGEST_TEXT = 600;
    private static final Set<Integer> UNAVAILABLE = Set.of(THROTTLED, 502, 503, 504);

    /** One reason in a {@code Status}. */
    public record Cause(String reason, String message, String field) {}

    private final int code;
    private final byte[] bytes;
    private final Duration retryAfter;
    private JsonNode parsed;

    /** @param code the HTTP status */
    ApiAnswer(int code, byte[] bytes) {
        this(code, bytes, Duration.ZERO);
    }

    /** @param retryAfter how long the server asks to be left alone; zero when it does not ask */
    ApiAnswer(int code, byte[] bytes, Duration retryAfter) {
        this.code = code;
        this.bytes = bytes;
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    public int code() {
        return code;
    }

    /** As JSON. Made when it is first asked for: a page of many objects is read from its {@link #parser} instead. */
    public JsonNode body() {
        if (parsed == null) {
            parsed = ClusterJson.lenient(bytes);
        }
        return parsed;
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
     * Whether the server itself is in trouble, and the request neither right nor wrong. A 500 can be about the request:
     * so API servers answer to an unknown field under server-side apply (kubernetes/kubernetes#139253). But a leader change of etcd is a 500 of its own
     * wording, as is an object that is too large for it; and one that holds no {@code Status} is not the API server's, but
     * a gateway's that did not reach it.
     */
    boolean unavailable() {
        boolean ofEtcd = message().startsWith("etcdserver:") && !message().contains("too large");
        boolean trouble = code == SERVER_ERROR && (!body().path("kind").asText().equals("Status") || ofEtcd);
        return UNAVAILABLE.contains(code) || trouble;
    }

    public String reason() {
        return body().path("reason").asText();
    }

    /** The server's own words, or the begin of whatever came instead of a {@code Status}. */
    public String message() {
        String message = body().path("message").asText();
        String words = (message.isEmpty()
                        ? text().strip()
                        : GO_VALUE.matcher(message).replaceAll(""))
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ");
        return words.length() > LONGEST_TEXT ? words.substring(0, LONGEST_TEXT) + "..." : words;
    }

    public List<Cause> causes() {
        return ClusterJson.items(body().path("details").path("causes")).stream()
                .map(cause -> new Cause(
                        cause.path("reason").asText(),
                        cause.path("message").asText(),
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
