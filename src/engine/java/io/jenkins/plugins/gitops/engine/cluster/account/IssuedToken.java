package io.jenkins.plugins.gitops.engine.cluster.account;

import java.time.Duration;
import java.time.Instant;

/**
 * A token that a server issued for an account.
 *
 * @param lifetime for how long it is valid; the server may have given less or more than was asked for
 * @param expires when it ends, by the server's clock
 */
public record IssuedToken(String token, Duration lifetime, Instant expires) {

    /** When it ends; no secret. */
    @Override
    public String toString() {
        return "IssuedToken[until " + expires + "]";
    }
}
