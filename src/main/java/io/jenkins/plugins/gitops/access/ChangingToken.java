package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import java.time.Duration;
import java.time.Instant;

/**
 * A secret text, or a credential that a {@link ClusterTokenSource} takes, that may be another one tomorrow: an administrator replaces it, or its plugin mints it at each use (an identity
 * token of Jenkins, a cloud's access token). It is looked up again after half a minute, and when the server does not take it.
 *
 * <p>Two are equal when their {@link ClusterLookup} is: never because their tokens are, which belong to nobody for good.
 */
final class ChangingToken implements CredentialSource {

    private static final Duration KEPT = Duration.ofSeconds(30);

    private final ClusterLookup lookup;
    private ClientCredential token;
    private Instant read;

    /** @throws GitopsException when what it found is no token */
    ChangingToken(ClusterLookup lookup) {
        this.lookup = lookup;
        take(lookup.first());
    }

    private void take(StandardCredentials found) {
        token = lookup.token(found);
        read = SteadyClock.SYSTEM.start();
    }

    @Override
    public synchronized ClientCredential current() {
        if (SteadyClock.SYSTEM.since(read).compareTo(KEPT) >= 0) {
            take(lookup.again());
        }
        return token;
    }

    @Override
    public synchronized boolean rejected(ClientCredential credential) {
        if (credential.equals(token)) {
            take(lookup.again());
        }
        return !credential.equals(token);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangingToken that && lookup.equals(that.lookup);
    }

    @Override
    public int hashCode() {
        return lookup.hashCode();
    }

    @Override
    public String toString() {
        return lookup.toString();
    }
}
