package io.jenkins.plugins.gitops.engine.cluster.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Asks a server for a token of a ServiceAccount (authentication.k8s.io/v1 TokenRequest). Nothing of it is stored in the
 * cluster: the token ends by its time, or when the account is deleted.
 */
public final class TokenRequest {

    /** Servers refuse a shorter time than 10 minutes ({@code ValidateTokenRequest}). */
    public static final Duration SHORTEST = Duration.ofMinutes(10);

    /** A year; servers give less, by their own limit. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private final ServiceAccountName account;
    private final Duration lifetime;

    /**
     * @param lifetime 10 minutes to 365 days
     * @throws GitopsException when it is shorter or longer
     */
    public TokenRequest(ServiceAccountName account, Duration lifetime) {
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new GitopsException(
                    "No token can be valid for " + lifetime.toSeconds() + " s",
                    "Ask for 10 minutes at least, and for 365 days at most");
        }
        this.account = account;
        this.lifetime = lifetime;
    }

    /** @throws GitopsException when there is no such account, or whoever asks may not have tokens of it */
    public IssuedToken send(ApiServer server) {
        ObjectNode body = ClusterJson.object()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest");
        body.putObject("spec").put("expirationSeconds", lifetime.toSeconds());
        ApiAnswer answer = server.send(ApiCall.post(path(), body));
        if (answer.missing()) {
            throw new GitopsException(
                    "There is no ServiceAccount " + account, "Create it, or correct its namespace and name");
        }
        if (answer.code() == ApiAnswer.FORBIDDEN) {
            throw new GitopsException(
                    "A token of ServiceAccount " + account + " was refused: " + answer.message(),
                    "Allow 'create serviceaccounts/token' in namespace " + account.namespace()
                            + " to the account that asks");
        }
        if (!answer.ok()) {
            throw new GitopsException(
                    "A token of ServiceAccount " + account + " was refused with " + answer.code() + ": "
                            + answer.message(),
                    "Ask for another duration, or let the cluster's administrator look at the refusal");
        }
        return issued(answer.body());
    }

    private String path() {
        return "/api/v1/namespaces/" + account.namespace() + "/serviceaccounts/" + account.name() + "/token";
    }

    private IssuedToken issued(JsonNode answer) {
        JsonNode status = answer.path("status");
        String token = status.path("token").asText();
        Duration granted =
                Duration.ofSeconds(answer.path("spec").path("expirationSeconds").asLong(lifetime.toSeconds()));
        try {
            Instant expires = Instant.parse(status.path("expirationTimestamp").asText());
            if (!token.isEmpty() && granted.toSeconds() > 0) {
                return new IssuedToken(token, granted, expires);
            }
        } catch (DateTimeParseException notATime) {
            // As without a token.
        }
        throw new GitopsException(
                "The server answered the request for a token of ServiceAccount " + account + " without one",
                "Check that its address is that of a Kubernetes API server, version 1.22 or later");
    }
}
