package io.jenkins.plugins.gitops.engine.cluster.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client library's client for one access: the same one all the time, except that a new client certificate needs new
 * connections. The client before it stays open for the requests that are under way, until the next change.
 */
final class ApiClients implements AutoCloseable {

    private final ClusterAccess access;
    private final Duration timeout;
    private @Nullable KubernetesClient client;
    private @Nullable KubernetesClient before;
    private Optional<ClientCredential> usedBy = Optional.empty();

    /** @throws GitopsException when the certificates or the key cannot be used */
    ApiClients(ClusterAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
        if (access.source().isEmpty()) {
            this.client = build(Optional.empty());
        }
    }

    /** @param credential what the access' source gives now; empty where it has none */
    synchronized HttpClient http(Optional<ClientCredential> credential) {
        boolean same = credential.isEmpty()
                || usedBy.filter(credential.get()::sameCertificate).isPresent();
        if (client == null || !same) {
            if (before != null) {
                before.close();
            }
            before = client;
            client = build(credential);
            usedBy = credential;
        }
        return client.getHttpClient();
    }

    private KubernetesClient build(Optional<ClientCredential> credential) {
        try {
            return new KubernetesClientBuilder().withConfig(config(credential)).build();
        } catch (KubernetesClientException unusable) {
            throw new GitopsException(
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
        if (before != null) {
            before.close();
        }
        if (client != null) {
            client.close();
        }
    }
}
