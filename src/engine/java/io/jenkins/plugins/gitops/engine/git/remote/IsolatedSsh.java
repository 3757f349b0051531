package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * An SSH client that knows what it is given and nothing else: no {@code ~/.ssh}, no configuration, no agent, no keys of the
 * user, no password. It logs in with one key, to a server that is known.
 */
final class IsolatedSsh {

    /** No DSA, no SHA-1, and no certificates: their authorities are not known here. */
    private static final List<BuiltinSignatures> SIGNATURES = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    private IsolatedSsh() {}

    /**
     * One that is not started yet; for one connection.
     *
     * @param services how connections are made: directly, or through a tunnel
     * @param timeout for the connection, and then for the login
     */
    static SshClient client(
            SshPrivateKey key, HostKeyCheck hostKeys, Nio2ServiceFactoryFactory services, Duration timeout) {
        SshClient client = ClientBuilder.builder()
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .serverKeyVerifier(hostKeys)
                .filePasswordProvider(FilePasswordProvider.EMPTY)
                .signatureFactories(signatures(hostKeys.expected()))
                .build();
        client.setIoServiceFactoryFactory(services);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key.pair()));
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, timeout);
        return client;
    }

    /** A server has keys of several kinds, and shows the one that is asked for first: that has to be one that is known. */
    private static List<NamedFactory<Signature>> signatures(List<PublicKey> known) {
        Set<String> kinds = known.stream().map(KeyUtils::getKeyType).collect(Collectors.toSet());
        return SIGNATURES.stream()
                .filter(BuiltinSignatures::isSupported)
                .sorted(Comparator.comparing(each -> !kinds.contains(KeyUtils.getCanonicalKeyType(each.getName()))))
                .<NamedFactory<Signature>>map(each -> each)
                .toList();
    }

    /** Straight to the server, or through the proxy. */
    static Nio2ServiceFactoryFactory services(Optional<HttpProxy> proxy, String host, int port) {
        return proxy.<Nio2ServiceFactoryFactory>map(each -> new TunnelServices(each, host, port))
                .orElseGet(Nio2ServiceFactoryFactory::new);
    }
}
