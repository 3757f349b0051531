package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Posts JSON to receivers. Redirects are not followed, so a credential goes to the configured address alone. An answer has a time
 * limit as a whole, and no more than 64 KiB of it are read. Safe for use by several threads.
 */
public final class ReceiverHttp {

    private static final int ANSWER_BYTES = 64 * 1024;
    private static final int LONGEST_WAIT = 24 * 3600;

    private final Supplier<HttpClient.Builder> clients;
    private final AddressRule rule;
    private final Duration timeout;
    private HttpClient client;

    /**
     * @param clients makes a client, with the proxy that it is to use
     * @param rule where something may be sent to
     * @param timeout for each answer as a whole
     */
    public ReceiverHttp(Supplier<HttpClient.Builder> clients, AddressRule rule, Duration timeout) {
        this.clients = clients;
        this.rule = rule;
        this.timeout = timeout;
    }

    /** A request, as it is made up. */
    static final class Post {
        private final URI address;
        private final byte[] body;
        private final Map<String, String> headers = new TreeMap<>();
        private final List<String> secrets = new ArrayList<>();

        /**
         * To the configured address, or to a path below it. What is configured may be a secret, as a whole or in a part, so all of
         * it is masked where the answer has it.
         *
         * @param below empty for the address itself
         */
        Post(URI configured, String below, byte[] body) {
            this.address = below.isEmpty() ? configured : ReceiverAddress.below(configured, below);
            this.body = body;
            secrets.addAll(ReceiverAddress.secretParts(configured));
            headers.put("Content-Type", "application/json; charset=utf-8");
            headers.put("User-Agent", "gitops");
        }

        Post header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** With a credential, which is masked where the answer has it. */
        Post secret(String name, String before, ReceiverSecret secret) {
            secrets.add(secret.value());
            return header(name, before + secret.value());
        }

        /** What is masked where the answer has it, although it is in no header as it is. */
        Post masking(String secret) {
            secrets.add(secret);
            return this;
        }
    }

    /** Posts it; a service that cannot be reached is one to be asked later. */
    SendResult post(Post post, Function<HttpAnswer, SendResult> meaning) {
        try {
            rule.check(post.address);
        } catch (GitopsException notThere) {
            return new SendResult.Refused(notThere.getMessage(), notThere.remedy());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(post.address)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(post.body));
        post.headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> asked =
                client().sendAsync(request.build(), ignored -> bounded(ANSWER_BYTES));
        try {
            HttpResponse<byte[]> answer = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return meaning.apply(new HttpAnswer(
                    answer.statusCode(),
                    masked(new String(answer.body(), StandardCharsets.UTF_8), post.secrets),
                    answer.headers().firstValue("Retry-After").flatMap(ReceiverHttp::seconds)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return later("it was broken off");
        } catch (TimeoutException e) {
            return later(late());
        } catch (ExecutionException e) {
            return later(e.getCause() instanceof HttpTimeoutException ? late() : words(e.getCause(), post.secrets));
        } finally {
            asked.cancel(true);
        }
    }

    /** A receiver's words, where people read them: in one line, cut, without what seems to be a secret. */
    static String quoted(String text, int longest) {
        return SecretMask.mask(ShownText.line(text, longest));
    }

    private synchronized HttpClient client() {
        if (client == null) {
            // HTTP/2 is asked for by a header without TLS, which some servers take for something else.
            client = clients.get()
                    .connectTimeout(timeout)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        }
        return client;
    }

    private static String masked(String text, List<String> secrets) {
        String masked = text;
        // What holds another one is first.
        for (String secret : secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            masked = masked.replace(secret, SecretMask.MASKED);
        }
        return masked;
    }

    private static String words(Throwable cause, List<String> secrets) {
        if (cause instanceof ConnectException) {
            return "it cannot be connected to";
        }
        if (cause instanceof SSLException) {
            return "TLS: " + quoted(masked(String.valueOf(cause.getMessage()), secrets), 200);
        }
        return "the connection broke off, or what it answered is no HTTP ("
                + cause.getClass().getSimpleName() + ")";
    }

    private String late() {
        return "no whole answer within " + timeout.toSeconds() + " s";
    }

    private static SendResult later(String why) {
        return new SendResult.Later(why, Optional.empty());
    }

    private static Optional<Duration> seconds(String header) {
        try {
            int seconds = Integer.parseInt(header.strip());
            return seconds > 0 && seconds <= LONGEST_WAIT ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
        } catch (NumberFormatException date) {
            return Optional.empty();
        }
    }

    /** What comes beyond the limit is read no more: the status says what became of it. */
    private static HttpResponse.BodySubscriber<byte[]> bounded(int limit) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofByteArrayConsumer(part ->
                        part.ifPresent(bytes -> kept.write(bytes, 0, Math.min(bytes.length, limit - kept.size())))),
                nothing -> kept.toByteArray());
    }
}
