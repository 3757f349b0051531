package io.jenkins.plugins.gitops.notifications;

import hudson.ProxyConfiguration;
import hudson.Util;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverAddress;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverHttp;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** How receivers are reached: by HTTP with the controller's proxy, and never on this machine itself. */
public final class ReceiverConnection {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static ReceiverHttp http;
    private static ProxyConfiguration proxy;

    private ReceiverConnection() {}

    /** One client for all receivers, as each has threads of its own; another one after the proxy was changed. */
    public static synchronized ReceiverHttp http() {
        ProxyConfiguration now = Jenkins.get().getProxy();
        if (http == null || now != proxy) {
            http = new ReceiverHttp(ProxyConfiguration::newHttpClientBuilder, LocalAddresses.RULE, TIMEOUT);
            proxy = now;
        }
        return http;
    }

    /**
     * Reads a configured address, and checks where it leads.
     *
     * @param text null for none
     * @throws GitopsException when it is none of HTTP, without TLS and may not be, or leads to this machine
     */
    public static URI address(String text, boolean plainHttp) {
        URI address = ReceiverAddress.parse(Util.fixNull(text), plainHttp);
        LocalAddresses.RULE.check(address);
        return address;
    }

    /** What is wrong with an address that anybody may know, for a form; a missing one, and one with a query, are. */
    public static Optional<String> openProblem(String text, boolean plainHttp) {
        return EntryChecks.bounded(
                Util.fixNull(text).trim(),
                value -> value.contains("?")
                        ? Optional.of(Messages.ReceiverConnection_secretAddress())
                        : EntryChecks.readable(() -> address(value, plainHttp)));
    }

    /**
     * An address that is a secret itself.
     *
     * @param credentialsId of the secret text that holds it
     * @throws GitopsException when that is gone, or as {@link #address}
     */
    static URI secretAddress(String credentialsId, boolean plainHttp, String receiver) {
        return address(ReceiverCredential.secret(credentialsId, null, receiver).value(), plainHttp);
    }

    /** What is wrong with such an address, without a word of it. One whose credential is not there yet is checked when it is used. */
    static Optional<String> secretProblem(String credentialsId, boolean plainHttp) {
        return ReceiverCredential.find(credentialsId, null, ReceiverCredential.SECRET_TEXT)
                .map(found -> ((StringCredentials) found).getSecret().getPlainText())
                .flatMap(text -> EntryChecks.readable(() -> address(text.strip(), plainHttp)));
    }
}
