package io.jenkins.plugins.gitops.engine.cluster.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client library's HTTP client for one access, made for the first request: the same one all the time, except that another client
 * certificate needs other connections. The one before is kept, so that two certificates that come in turns cost nothing; an older one
 * is closed when the requests that use it are over.
 */
final class ApiClients implements AutoCloseable {

    private final ClusterAccess access;
    private final Duration timeout;
    private @Nullable Connections now;
    private @Nullable Connections before;
    private boolean closed;

    ApiClients(ClusterAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    /** A client while a request uses it; to close it ends the use, and may be repeated. */
    final class Use implements AutoCloseable {

        private final Connections of;
        private boolean over;

        private Use(Connections of) {
            this.of = of;
            of.users++;
        }

        HttpClient http() {
            return of.client;
        }

        @Override
        public void close() {
            synchronized (ApiClients.this) {
                if (!over) {
                    over = true;
                    of.users--;
                    closeUnused(of);
                }
            }
        }
    }

    /** The connections as one credential. */
    private final class Connections {

        private final Optional<ClientCredential> credential;
        private final HttpClient client;
        private int users;

        private Connections(Optional<ClientCredential> credential) {
            this.credential = credential;
            this.client = build(credential);
        }

        private boolean isFor(Optional<ClientCredential> wanted) {
            return wanted.isEmpty()
                    || credential.filter(wanted.get()::sameCertificate).isPresent();
        }
    }

    /**
     * A client for one request.
     *
     * @param credential what the access' source gives now; empty where it has none
     * @throws ClusterAccessException when the certificates or the key cannot be used
     * @throws ClusterUnreachableException when nobody uses the cluster any more
     */
    synchronized Use use(Optional<ClientCredential> credential) {
        if (closed) {
            throw new ClusterUnreachableException("The connections to " + access.server() + " are closed", null);
        }
        if (now == null || !now.isFor(credential)) {
            Connections last = before;
            Connections next = last != null && last.isFor(credential) ? last : new Connections(credential);
            before = now;
            now = next;
            if (last != null && last != next) {
                closeUnused(last);
            }
        }
        return new Use(now);
    }

    private synchronized void closeUnused(Connections connections) {
        if (connections.users == 0 && connections != now && connections != before) {
            connections.client.close();
        }
    }

    private HttpClient build(Optional<ClientCredential> credential) {
        try {
            // Not the library's whole client: what it knows of kinds is not used here, and takes long to load.
            return HttpClientUtils.getHttpClientFactory()
                    .newBuilder(config(credential))
                    .build();
        } catch (KubernetesClientException unusable) {
            throw new ClusterAccessException(
                    "The certificates or the key for " + access.server() + " cannot be used",
                    "Check the certificate authority and, where there is one, the client certificate with its key: each"
                            + " is PEM, as kubectl takes it",
                    unusable);
        }
    }

    /** Starts from an empty configuration: it reads no environment, no file and not the pod's own identity. */
    private Config config(Optional<ClientCredential> credential) {
        Config config = Config.empty();
        config.setMasterUrl(access.server().toString());
        config.setTrustCerts(!access.verifyCertificate());
        access.certificateAuthority().map(ApiClients::base64).ifPresent(config::setCaCertData);
        credential
                .flatMap(ClientCredential::certificate)
                .or(access::clientCertificate)
                .map(ApiClients::base64)
                .ifPresent(config::setClientCertData);
        credential
                .flatMap(ClientCredential::key)
                .or(access::clientKey)
                .map(ApiClients::base64)
                .ifPresent(config::setClientKeyData);
        access.token().ifPresent(config::setOauthToken);
        access.user().ifPresent(config::setUsername);
        access.password().ifPresent(config::setPassword);
        access.proxy().ifPresent(proxy -> {
            config.setHttpProxy(proxy.url());
            config.setHttpsProxy(proxy.url());
            proxy.user().ifPresent(config::setProxyUsername);
            proxy.password().ifPresent(config::setProxyPassword);
        });
        config.setConnectionTimeout((int) timeout.toMillis());
        config.setRequestTimeout((int) timeout.toMillis());
        config.setRequestRetryBackoffLimit(0);
        config.setUserAgent("jenkins-gitops");
        return config;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (before != null) {
            before.client.close();
        }
        if (now != null) {
            now.client.close();
        }
    }
}
