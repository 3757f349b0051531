package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * A secret text that may be another one tomorrow: an administrator replaces it, or its plugin mints it at each use (an identity
 * token of Jenkins, a cloud's access token). It is looked up again after half a minute, and when the server does not take it.
 *
 * <p>Two are equal when they began with the same token of the same credential of the same cluster.
 */
final class ChangingToken implements CredentialSource {

    private static final Duration KEPT = Duration.ofSeconds(30);

    private final String cluster;
    private final String id;
    private final ClientCredential first;
    private final Supplier<StandardCredentials> lookup;
    private ClientCredential token;
    private Instant read;

    /** @param lookup finds the credential anew */
    ChangingToken(String cluster, StringCredentials now, Supplier<StandardCredentials> lookup) {
        this.cluster = cluster;
        this.id = now.getId();
        this.first = token(now);
        this.lookup = lookup;
        this.token = first;
        this.read = SteadyClock.SYSTEM.start();
    }

    private static ClientCredential token(StringCredentials credential) {
        return ClientCredential.token(credential.getSecret().getPlainText().strip());
    }

    @Override
    public synchronized ClientCredential current() {
        if (SteadyClock.SYSTEM.since(read).compareTo(KEPT) >= 0) {
            lookUp();
        }
        return token;
    }

    @Override
    public synchronized boolean rejected(ClientCredential credential) {
        if (credential.equals(token)) {
            lookUp();
        }
        return !credential.equals(token);
    }

    private void lookUp() {
        if (!(lookup.get() instanceof StringCredentials now)) {
            throw new GitopsException(
                    "The credential '" + id + "' of the cluster '" + cluster + "' is no secret text any more",
                    "Deliver again");
        }
        token = token(now);
        read = SteadyClock.SYSTEM.start();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangingToken that
                && cluster.equals(that.cluster)
                && id.equals(that.id)
                && first.equals(that.first);
    }

    @Override
    public int hashCode() {
        return Objects.hash(cluster, id, first);
    }

    @Override
    public String toString() {
        return "the secret text '" + id + "'";
    }
}
