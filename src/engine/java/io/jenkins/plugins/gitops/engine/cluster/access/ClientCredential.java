package io.jenkins.plugins.gitops.engine.cluster.access;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Optional;

/**
 * By what an API server knows who asks, as it is at this moment.
 *
 * @param token a bearer token
 * @param certificate a client certificate, PEM; comes with {@code key}
 * @param key PEM
 */
public record ClientCredential(Optional<String> token, Optional<String> certificate, Optional<String> key) {

    /** @throws GitopsException when it is empty, half of the pair is missing, or the token cannot stand in a header */
    public ClientCredential {
        if (certificate.isPresent() != key.isPresent()) {
            throw new GitopsException(
                    "A credential has only one of a client certificate and its key", "Give both, or neither");
        }
        if (token.isEmpty() && certificate.isEmpty()) {
            throw new GitopsException("A credential has neither a token nor a client certificate", "Give one of them");
        }
        if (token.filter(text -> text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f))
                .isPresent()) {
            throw new GitopsException(
                    "A token is empty or has blanks, line ends or characters that no token has",
                    "Give the token alone, as it was issued");
        }
    }

    /** @throws GitopsException as above */
    public static ClientCredential token(String token) {
        return new ClientCredential(Optional.of(token), Optional.empty(), Optional.empty());
    }

    /** Whether the other is of the same client certificate, so that its connections can be used. */
    public boolean sameCertificate(ClientCredential other) {
        return certificate.equals(other.certificate) && key.equals(other.key);
    }

    /** Which parts it has; no secret. */
    @Override
    public String toString() {
        return "ClientCredential[" + (token.isPresent() ? "token" : "")
                + (certificate.isPresent() ? " client certificate" : "") + "]";
    }
}
