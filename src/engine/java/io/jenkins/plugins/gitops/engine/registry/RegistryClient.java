package io.jenkins.plugins.gitops.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Reads from one registry (OCI distribution specification 1.1). The login goes to the registry and to its token service on a host
 * of the same domain, and to nobody else: where it redirects to, we ask without it. Each answer is bounded in bytes and time.
 */
final class RegistryClient {

    private static final String TOO_LARGE = "it sent more than ";
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int MOST_REDIRECTS = 3;
    /** As images name it. */
    static final String DOCKER_HUB = "docker.io";

    /** The host that answers for it. */
    static final String DOCKER_HUB_API = "registry-1.docker.io";

    private static final int TOKEN_BYTES = 64 * 1024;
    private static final Pattern REALM = Pattern.compile("\\brealm=\"([^\"]{1,1000})\"");
    private static final Pattern SERVICE = Pattern.compile("\\bservice=\"([^\"]{1,1000})\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryHost host;
    private final HttpClient client;
    private final Duration timeout;

    RegistryClient(RegistryHost host, HttpClient.Builder client, Duration timeout) {
        this(host, connecting(client, timeout), timeout);
    }

    /** @param client made by {@link #connecting} */
    RegistryClient(RegistryHost host, HttpClient client, Duration timeout) {
        this.host = host;
        this.client = client;
        this.timeout = timeout;
    }

    static HttpClient connecting(HttpClient.Builder client, Duration timeout) {
        return client.connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** An answer, with its body in full. */
    private record Answer(int code, byte[] body, Optional<String> challenge, Optional<String> location) {}

    /**
     * What is at a path.
     *
     * @param limit how many bytes it may have
     */
    byte[] get(ChartReference chart, String path, String accept, int limit) {
        return find(new Wanted("chart", chart.toString(), chart.repository()), path, accept, limit)
                .orElseThrow(() -> new GitopsException(
                        "There is no chart " + chart,
                        "Push it there (helm push), or correct name, version and repository in Chart.yaml, and"
                                + " Chart.lock with them; some registries also say so to those who may not read it"));
    }

    /**
     * What a request is for.
     *
     * @param kind a word for messages
     * @param name of the thing
     * @param repository that it is in
     */
    record Wanted(String kind, String name, String repository) {}

    /** As above; empty when nothing is there. */
    Optional<byte[]> find(Wanted wanted, String path, String accept, int limit) {
        URI address = URI.create(scheme() + host.host() + path);
        Answer answer = ask(address, accept, Optional.empty(), limit);
        if (answer.code() == UNAUTHORIZED) {
            answer = ask(address, accept, Optional.of(authorization(wanted, answer)), limit);
        }
        for (int i = 0; i < MOST_REDIRECTS && answer.location().isPresent(); i++) {
            address = redirected(address, answer.location().get());
            answer = ask(address, accept, Optional.empty(), limit);
        }
        return switch (answer.code()) {
            case OK -> Optional.of(answer.body());
            case UNAUTHORIZED, FORBIDDEN -> throw refused(wanted, answer.code());
            case NOT_FOUND -> Optional.empty();
            default ->
                throw new GitopsException(
                        "The registry " + host.host() + " answered " + answer.code() + " for the " + wanted.kind() + " "
                                + wanted.name(),
                        "Try again; if it stays so, have the registry checked");
        };
    }

    private String scheme() {
        return host.plainHttp() ? "http://" : "https://";
    }

    private GitopsException refused(Wanted wanted, int code) {
        return host.username().isEmpty()
                ? new GitopsException(
                        "The registry " + host.host() + " wants a login (" + code + "), and none is configured",
                        "Add a login that may read " + wanted.kind() + "s to the registry")
                : new GitopsException(
                        "The registry " + host.host() + " does not let the user "
                                + host.username().get() + " in (" + code + ")",
                        "Check user and password, and that this user may read the " + wanted.kind());
    }

    private boolean isSafe(URI address) {
        return address.getHost() != null
                && ("https".equals(address.getScheme()) || host.plainHttp() && "http".equals(address.getScheme()));
    }

    private URI redirected(URI from, String location) {
        URI to = from.resolve(address(location));
        if (!isSafe(to)) {
            throw new GitopsException(
                    "The registry " + host.host() + " sends us to an address without TLS", "Have the registry checked");
        }
        return to;
    }

    private String authorization(Wanted wanted, Answer refusal) {
        String challenge = refusal.challenge().orElse("");
        if (!challenge.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
            return basic().orElseThrow(() -> refused(wanted, UNAUTHORIZED));
        }
        Matcher realm = REALM.matcher(challenge);
        URI service = address(realm.find() ? realm.group(1) : "");
        String own = URI.create(scheme() + host.host()).getHost();
        String domain = own.equals(DOCKER_HUB_API) ? DOCKER_HUB : own;
        if (!isSafe(service) || !RegistryHost.isRelated(service.getHost(), domain)) {
            throw new GitopsException(
                    "The registry " + host.host() + " has its tokens from another domain, which gets no login from us",
                    "Have the registry checked; a token service has to be on a host of the same domain, with TLS");
        }
        Matcher name = SERVICE.matcher(challenge);
        String query = (name.find() ? "service=" + encoded(name.group(1)) + "&" : "") + "scope="
                + encoded("repository:" + wanted.repository() + ":pull");
        URI asked = URI.create(service + (service.getQuery() == null ? "?" : "&") + query);
        Answer token = ask(asked, "application/json", basic(), TOKEN_BYTES);
        if (token.code() != OK) {
            throw refused(wanted, token.code());
        }
        return "Bearer " + token(token.body());
    }

    private String token(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String token =
                    answer.path("token").asText(answer.path("access_token").asText());
            if (token.matches("[\\x21-\\x7e]+")) {
                return token;
            }
        } catch (IOException noJson) {
            // As none.
        }
        throw new GitopsException(
                "The token service of " + host.host() + " gave no token", "Have the registry checked");
    }

    private Optional<String> basic() {
        return host.username()
                .map(user -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user + ":" + host.password().orElse("")).getBytes(StandardCharsets.UTF_8)));
    }

    private URI address(String sent) {
        try {
            return new URI(sent);
        } catch (URISyntaxException e) {
            throw new GitopsException(
                    "The registry " + host.host() + " names an address that is none", "Have the registry checked");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer ask(URI address, String accept, Optional<String> authorization, int limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(timeout).header("Accept", accept);
        authorization.ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> asked = client.sendAsync(request.build(), ignored -> bounded(limit));
        try {
            HttpResponse<byte[]> answer = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            boolean moved = answer.statusCode() >= 300 && answer.statusCode() < 400;
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("WWW-Authenticate"),
                    answer.headers().firstValue("Location").filter(any -> moved));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("it was interrupted");
        } catch (TimeoutException e) {
            throw unreachable("no whole answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw unreachable(words(e.getCause()));
        } finally {
            asked.cancel(true);
        }
    }

    /** Not what the registry sent: that may be our login. */
    private static String words(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains(TOO_LARGE) || cause instanceof SSLException || cause instanceof ConnectException) {
            return message;
        }
        return "the connection broke off, or what it answered is no HTTP ("
                + cause.getClass().getSimpleName() + ")";
    }

    private GitopsException unreachable(String why) {
        return new GitopsException(
                "The registry " + host.host() + " cannot be read: " + why,
                "Check that it runs and can be reached from here; a chart may have up to 20 MiB");
    }

    private static HttpResponse.BodySubscriber<byte[]> bounded(int limit) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> {
                    if (kept.size() + bytes.length > limit) {
                        throw new IllegalStateException(TOO_LARGE + limit + " bytes");
                    }
                    kept.writeBytes(bytes);
                })),
                nothing -> kept.toByteArray());
    }
}
