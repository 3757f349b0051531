package io.jenkins.plugins.gitops.engine.cluster.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.RequestLog;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests to one API server, each with a time limit, for answers of a limited length. An answer about the request is
 * returned, also a refusal. No answer, or one that says that the server is unavailable, is a
 * {@link ClusterUnreachableException}.
 *
 * <p>The client library's own retries are switched off: it repeats every 5xx ten times, and API servers answer 500 to a
 * mistake in a manifest.
 */
public final class ApiServer implements AutoCloseable {

    private static final int ATTEMPTS = 3;
    /** A server that throttles accepts requests again soon; it never gets more than 16 of ours at a time. */
    private static final int ATTEMPTS_WHEN_THROTTLED = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    /** A longer wait that the server asks for is an error: a thread is not blocked for so long. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final int SHORTEST_SECRET = 4;

    /**
     * The longest answer that is read, in bytes, unzipped: 32 MiB. etcd takes objects of 1.5 MiB, and lists are asked for in
     * pages of about 2 MiB.
     */
    private static final int LONGEST_ANSWER = 32 * 1024 * 1024;

    /** Of a refusal of what is read line by line, in bytes. */
    private static final int LONGEST_REFUSAL = 64 * 1024;

    /** In the texts of the JDK's client and of OkHttp: the server aborted this one request, by an error of its own. */
    private static final Pattern STREAM_RESET = Pattern.compile("RST_STREAM|stream was reset");

    private final String address;
    private final List<String> secrets;
    private final Duration timeout;
    private final int longestAnswer;
    private final Optional<CredentialSource> source;
    private final ApiClients clients;

    public ApiServer(ClusterAccess access, Duration timeout) {
        this(access, timeout, LONGEST_ANSWER);
    }

    /** @param longestAnswer in bytes */
    ApiServer(ClusterAccess access, Duration timeout, int longestAnswer) {
        this.longestAnswer = longestAnswer;
        this.address = access.server().toString().replaceAll("/+$", "");
        this.secrets = secrets(access);
        this.timeout = timeout;
        this.source = access.source();
        this.clients = new ApiClients(access, timeout);
    }

    /**
     * Sends a request, and again after a short pause while the server says that it is busy.
     *
     * @throws ClusterUnreachableException when no usable answer came in time
     * @throws CredentialRejectedException when the server does not know who asks (401)
     * @throws ClusterAccessException when its certificate is not trusted, one that was given for it is none, or there is no credential
     */
    public ApiAnswer send(ApiCall call) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            ApiAnswer answer = sendWithin(call, timeout);
            if (!answer.unavailable()) {
                return answer;
            }
            Duration wanted = answer.retryAfter().compareTo(pause) > 0 ? answer.retryAfter() : pause;
            boolean last = attempt == (answer.code() == ApiAnswer.THROTTLED ? ATTEMPTS_WHEN_THROTTLED : ATTEMPTS);
            if (last || wanted.compareTo(LONGEST_PAUSE) > 0) {
                throw new ClusterUnreachableException(
                        "The API server " + address + " answered " + answer.code() + " " + answer.message()
                                + (answer.retryAfter().isZero()
                                        ? ""
                                        : "; it asks to wait "
                                                + answer.retryAfter().toSeconds() + " s"),
                        null);
            }
            pause(wanted);
            pause = pause.multipliedBy(2);
        }
    }

    /** In seconds, as API servers and gateways write it; a date, which HTTP also allows, counts as not there. */
    private static Duration retryAfter(HttpResponse<AsyncBody> response) {
        String seconds = response.header("Retry-After");
        return seconds != null && seconds.matches("[0-9]{1,6}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    /** Sends a request once, within a limit of its own, and returns any answer: for what may fail. */
    public ApiAnswer sendOnce(ApiCall call, Duration limit) {
        return sendWithin(call, limit.compareTo(timeout) < 0 ? limit : timeout);
    }

    private ApiAnswer sendWithin(ApiCall call, Duration limit) {
        long begun = RequestLog.begin();
        String came = "no answer";
        try {
            ApiAnswer answer = answer(call, limit);
            came = Integer.toString(answer.code());
            return answer;
        } finally {
            RequestLog.answered(call.method() + " " + address + call.target(), came, begun);
        }
    }

    /**
     * Asks for an answer that is read line by line as it comes, and may never end.
     *
     * @param idle the longest time in which nothing comes; none where it may last
     * @param lines called by one thread at a time; a line has at most 16 KiB, of longer ones the beginning
     * @return when it has ended: an answer without a text, or a refusal. It fails with a {@link GitopsException}, of the kinds of
     *     {@link #send}. To cancel it ends the answer
     */
    public CompletableFuture<ApiAnswer> lines(ApiCall call, Optional<Duration> idle, Consumer<String> lines) {
        CompletableFuture<ApiAnswer> whole = new CompletableFuture<>();
        askForLines(call, idle, lines, whole, true);
        return whole;
    }

    /** @param again whether it is asked once more with another credential, when this one is not accepted */
    private void askForLines(
            ApiCall call,
            Optional<Duration> idle,
            Consumer<String> lines,
            CompletableFuture<ApiAnswer> whole,
            boolean again) {
        Optional<ClientCredential> credential;
        try {
            credential = credential();
        } catch (GitopsException none) {
            whole.completeExceptionally(none);
            return;
        }
        AnswerLines taken = new AnswerLines(lines);
        CompletableFuture<ApiAnswer> asked;
        try {
            asked = linesAs(credential, call, taken);
        } catch (GitopsException noClient) {
            whole.completeExceptionally(noClient);
            return;
        }
        whole.whenComplete((answer, failure) -> {
            if (failure != null) {
                asked.cancel(true);
            }
        });
        idle.ifPresent(limit -> endWhenIdle(asked, taken, limit, whole));
        // Another thread than the client's: the next credential may have to be asked for.
        asked.whenCompleteAsync((answer, failure) -> {
            if (failure != null) {
                whole.completeExceptionally(failure instanceof GitopsException ? failure : unreachable(call, failure));
            } else if (answer.code() != ApiAnswer.UNAUTHORIZED) {
                whole.complete(answer);
            } else {
                whenRejected(call, idle, lines, whole, again ? credential : Optional.empty());
            }
        });
    }

    /** @param credential the one that another may be asked for after; empty where that was done */
    private void whenRejected(
            ApiCall call,
            Optional<Duration> idle,
            Consumer<String> lines,
            CompletableFuture<ApiAnswer> whole,
            Optional<ClientCredential> credential) {
        try {
            if (credential.isPresent() && mayBeAnother(credential.get())) {
                askForLines(call, idle, lines, whole, false);
            } else {
                whole.completeExceptionally(new CredentialRejectedException(address));
            }
        } catch (RuntimeException none) {
            // Also a fault of a source that is another plugin's: whoever reads must not wait for ever.
            whole.completeExceptionally(none instanceof GitopsException ? none : unreachable(call, none));
        }
    }

    private void endWhenIdle(
            CompletableFuture<ApiAnswer> asked, AnswerLines taken, Duration limit, CompletableFuture<ApiAnswer> whole) {
        if (asked.isDone()) {
            return;
        }
        Duration left = limit.minus(taken.idle());
        if (left.isNegative() || left.isZero()) {
            whole.completeExceptionally(new ClusterUnreachableException(
                    "The API server " + address + " sent nothing more within " + limit.toSeconds() + " s", null));
            return;
        }
        CompletableFuture.delayedExecutor(left.toMillis() + 1, TimeUnit.MILLISECONDS)
                .execute(() -> endWhenIdle(asked, taken, limit, whole));
    }

    /** Fails with what broke it. To cancel it ends the answer. */
    private CompletableFuture<ApiAnswer> linesAs(
            Optional<ClientCredential> credential, ApiCall call, AnswerLines taken) {
        long begun = RequestLog.begin();
        ApiClients.Use use = clients.use(credential);
        HttpClient http = use.http();
        Optional<String> token = credential.flatMap(ClientCredential::token);
        List<String> hidden = hidden(token);
        HttpRequest.Builder request = http.newHttpRequestBuilder()
                .uri(address + call.target())
                .header("Accept", "*/*")
                .forStreaming();
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        AnswerBytes refusal = new AnswerBytes(LONGEST_REFUSAL);
        AtomicBoolean refused = new AtomicBoolean();
        CompletableFuture<HttpResponse<AsyncBody>> head = http.consumeBytes(request.build(), (pieces, body) -> {
            if (refused.get()) {
                refusal.consume(pieces, body);
            } else {
                taken.consume(pieces, body);
            }
        });
        head.whenComplete((response, failure) -> RequestLog.answered(
                "GET " + address + call.target(),
                failure == null ? Integer.toString(response.code()) : "no answer",
                begun));
        CompletableFuture<ApiAnswer> end = new CompletableFuture<>();
        head.thenCompose(response -> {
                    if (response.isSuccessful()) {
                        taken.begin(response.body());
                        return taken.end().thenApply(nothing -> new ApiAnswer(response.code(), new byte[0]));
                    }
                    refused.set(true);
                    refusal.begin(response.body());
                    return refusal.whole()
                            .thenApply(body -> new ApiAnswer(response.code(), masked(response.code(), body, hidden)));
                })
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        end.complete(answer);
                    } else {
                        end.completeExceptionally(
                                failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                });
        end.whenComplete((answer, failure) -> {
            use.close();
            if (end.isCancelled()) {
                head.cancel(true);
                taken.end().cancel(true);
                refusal.whole().cancel(true);
            }
        });
        return end;
    }

    /** As the credential is now; once more with the next one, when the server does not accept it and there is another. */
    private ApiAnswer answer(ApiCall call, Duration limit) {
        Optional<ClientCredential> credential = credential();
        try {
            return sendAs(credential, call, limit);
        } catch (CredentialRejectedException rejected) {
            if (credential.isEmpty() || !mayBeAnother(credential.get())) {
                throw rejected;
            }
        }
        return sendAs(credential(), call, limit);
    }

    private Optional<ClientCredential> credential() {
        return source.map(each -> asked(each::current));
    }

    /** Whether the source may give another one than this, which the server did not accept. */
    private boolean mayBeAnother(ClientCredential rejected) {
        return asked(() -> source.orElseThrow().rejected(rejected));
    }

    /** That the source has none is no answer of the server. */
    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ClusterAccessException | ClusterUnreachableException known) {
            throw known;
        } catch (GitopsException none) {
            throw new ClusterAccessException(none.getMessage(), none.remedy(), none);
        }
    }

    private ApiAnswer sendAs(Optional<ClientCredential> credential, ApiCall call, Duration limit) {
        try (ApiClients.Use use = clients.use(credential)) {
            return sendBy(use.http(), credential, call, limit);
        }
    }

    private ApiAnswer sendBy(HttpClient http, Optional<ClientCredential> credential, ApiCall call, Duration limit) {
        Optional<String> token = credential.flatMap(ClientCredential::token);
        List<String> hidden = hidden(token);
        HttpRequest.Builder request = http.newHttpRequestBuilder().uri(address + call.target());
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        call.body()
                .ifPresentOrElse(
                        body -> request.method(
                                call.method(), body.type(), body.content().toString()),
                        () -> request.method(call.method(), null, (String) null));
        request.header("Accept", call.accept()).timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        AnswerBytes bytes = new AnswerBytes(longestAnswer);
        CompletableFuture<HttpResponse<AsyncBody>> head = http.consumeBytes(request.build(), bytes);
        CompletableFuture<ApiAnswer> pending = head.thenCompose(response -> {
            bytes.begin(response.body());
            return bytes.whole()
                    .thenApply(body -> new ApiAnswer(
                            response.code(),
                            masked(response.code(), body, hidden),
                            retryAfter(response),
                            warnings(response, hidden)));
        });
        try {
            ApiAnswer answer = pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.code() == ApiAnswer.UNAUTHORIZED) {
                throw new CredentialRejectedException(address);
            }
            return answer;
        } catch (TimeoutException late) {
            head.cancel(true);
            bytes.whole().cancel(true);
            throw late(limit, late);
        } catch (InterruptedException stopped) {
            head.cancel(true);
            bytes.whole().cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof InterruptedIOException late) {
                throw late(limit, late);
            }
            throw unreachable(call, failed.getCause());
        }
    }

    private ClusterUnreachableException late(Duration limit, Exception cause) {
        return new ClusterUnreachableException(
                "The API server " + address + " did not answer within " + limit.toSeconds() + " s", cause);
    }

    /** A gateway in front of the server may repeat the request on its error page, with the credential. */
    private static byte[] masked(int code, byte[] body, List<String> secrets) {
        if (code < 400 || secrets.isEmpty()) {
            return body;
        }
        return masked(new String(body, StandardCharsets.UTF_8), secrets).getBytes(StandardCharsets.UTF_8);
    }

    private static String masked(String text, List<String> secrets) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, SecretMask.MASKED);
        }
        return shown;
    }

    private static List<String> warnings(HttpResponse<AsyncBody> response, List<String> secrets) {
        return WarningHeader.texts(response.headers("Warning").stream()
                .map(text -> masked(text, secrets))
                .toList());
    }

    private List<String> hidden(Optional<String> token) {
        return Stream.concat(secrets.stream(), token.stream().filter(text -> text.length() >= SHORTEST_SECRET))
                .toList();
    }

    private static List<String> secrets(ClusterAccess access) {
        return Stream.of(
                        access.token(),
                        access.user()
                                .map(user -> ApiClients.base64(
                                        user + ":" + access.password().orElse(""))),
                        access.password())
                .flatMap(Optional::stream)
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .toList();
    }

    private GitopsException unreachable(ApiCall call, Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateException) {
                String problem = innermost(each);
                return new ClusterAccessException(
                        "The certificate of the API server " + address + " is not trusted: " + problem,
                        problem.contains("ubject alternative")
                                ? "Write the address with a name or IP address that the certificate has"
                                : "Give the cluster's certificate authority, that which signed it (certificate-authority-data in a kubeconfig,"
                                        + " --ca-file on the command line)",
                        cause);
            }
        }
        if (cause instanceof AnswerBytes.TooLong) {
            return new ClusterUnreachableException(
                    "The API server " + address + " does not stop to answer " + call.method() + " " + call.path() + ": "
                            + cause.getMessage(),
                    cause);
        }
        String reason = reason(cause);
        return STREAM_RESET.matcher(reason).find()
                ? new RequestBrokenOffException(
                        "The API server " + address + " broke off " + call.method() + " " + call.path()
                                + " alone, which its log should explain: " + reason,
                        cause)
                : new ClusterUnreachableException("The API server " + address + " cannot be reached: " + reason, cause);
    }

    /** The outer exceptions only put their class names before its message. */
    private static String innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage();
    }

    private static String reason(Throwable cause) {
        String text = cause.getMessage();
        return text == null || text.isBlank() ? "the connection broke" : text;
    }

    private void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw interrupted(stopped);
        }
    }

    public static ClusterUnreachableException interrupted(InterruptedException stopped) {
        return new ClusterUnreachableException("The wait for the API server was interrupted", stopped);
    }

    @Override
    public void close() {
        clients.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
