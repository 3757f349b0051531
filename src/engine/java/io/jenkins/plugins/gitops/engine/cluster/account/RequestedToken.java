package io.jenkins.plugins.gitops.engine.cluster.account;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a ServiceAccount that end soon, requested by somebody who may do nothing else: a new one when four fifths of the
 * time are over, as the kubelet does. While no new one can be had, the one before is used until its end.
 *
 * <p>Two are equal when the same account is meant, asked for by the same credential and for the same time.
 */
public final class RequestedToken implements CredentialSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** So long a server is left alone that gave no token, while the one before is still valid; and a new token counts as good. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ClusterAccess requester;
    private final ServiceAccountName account;
    private final Duration lifetime;
    private final TokenRequest request;
    private final SteadyClock clock;

    private @Nullable ClientCredential token;
    /** The rest is of that token. */
    private Instant requested = Instant.EPOCH;

    private Duration renewAt = Duration.ZERO;
    private Duration granted = Duration.ZERO;

    /**
     * @param requester how the server is reached, as somebody who may {@code create serviceaccounts/token}
     * @param lifetime of each token, 10 minutes to 365 days; the server may give less
     */
    public RequestedToken(ClusterAccess requester, ServiceAccountName account, Duration lifetime) {
        this(requester, account, lifetime, SteadyClock.SYSTEM);
    }

    RequestedToken(ClusterAccess requester, ServiceAccountName account, Duration lifetime, SteadyClock clock) {
        this.requester = requester;
        this.account = account;
        this.lifetime = lifetime;
        this.request = new TokenRequest(account, lifetime);
        this.clock = clock;
    }

    /** The server as the requester names it, reached with these tokens. */
    public ClusterAccess access() {
        return requester.as(this);
    }

    @Override
    public synchronized ClientCredential current() {
        Duration age = clock.since(requested);
        if (token != null && age.compareTo(renewAt) < 0) {
            return token;
        }
        Instant asked = clock.start();
        try (ClusterSession session = ClusterSession.open(requester, TIMEOUT)) {
            IssuedToken issued = request.send(session.server());
            token = ClientCredential.token(issued.token());
            requested = asked;
            // By our own clock alone: the server's may show another time.
            granted = issued.lifetime();
            renewAt = granted.multipliedBy(4).dividedBy(5);
            return token;
        } catch (GitopsException refused) {
            if (token == null || age.compareTo(granted) >= 0) {
                throw refused;
            }
            renewAt = age.plus(PAUSE);
            return token;
        }
    }

    /** A token can end before its time: with its account, which may be there again. */
    @Override
    public synchronized boolean rejected(ClientCredential credential) {
        if (!credential.equals(token)) {
            return true;
        }
        if (clock.since(requested).compareTo(PAUSE) < 0) {
            return false;
        }
        token = null;
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestedToken that
                && requester.equals(that.requester)
                && account.equals(that.account)
                && lifetime.equals(that.lifetime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(requester, account, lifetime);
    }

    @Override
    public String toString() {
        return "tokens of ServiceAccount " + account;
    }
}
