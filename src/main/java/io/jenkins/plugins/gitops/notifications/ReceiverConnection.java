package io.jenkins.plugins.gitops.notifications;

import hudson.ProxyConfiguration;
import hudson.Util;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverAddress;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverHttp;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** How receivers are reached: by HTTP with the controller's proxy, and never on this machine itself. */
public final class ReceiverConnection {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** A host that is an address itself. */
    private static final Pattern NUMBERS = Pattern.compile("\\[.*|[0-9.]+");

    /** In characters; what is shorter is a word. */
    private static final int SECRET_SEGMENT = 20;

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

    /**
     * Reads one without looking up its name: where a name leads is asked when a person saves it, and each time before something
     * is sent. A start of Jenkins does not wait for that.
     */
    private static URI written(String text, boolean plainHttp) {
        URI address = ReceiverAddress.parse(Util.fixNull(text), plainHttp);
        if (NUMBERS.matcher(address.getHost()).matches()) {
            LocalAddresses.RULE.check(address);
        }
        return address;
    }

    /** What is wrong with an address that anybody may know; a missing one, and one with a query, are. Looks no name up. */
    public static Optional<String> openProblem(String text, boolean plainHttp) {
        return EntryChecks.bounded(
                Util.fixNull(text).trim(),
                value -> value.contains("?")
                        ? Optional.of(Messages.ReceiverConnection_secretAddress())
                        : EntryChecks.readable(() -> written(value, plainHttp)));
    }

    /** Whether whoever knows the path of an address may post there: many services have a long word with digits in it. */
    static boolean hasSecretPath(String text) {
        return Util.fixNull(text).length() <= TextLimits.LINE
                && Arrays.stream(Util.fixNull(text).split("/"))
                        .skip(3)
                        .anyMatch(segment -> segment.length() >= SECRET_SEGMENT
                                && segment.chars().anyMatch(each -> each >= '0' && each <= '9'));
    }

    /** What is wrong with where an address leads, by its name too. */
    public static Optional<String> reachProblem(String text, boolean plainHttp) {
        return EntryChecks.readable(() -> address(text, plainHttp));
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
        return secret(credentialsId).flatMap(text -> EntryChecks.readable(() -> written(text, plainHttp)));
    }

    /** What is wrong with where it leads, by its name too. */
    static Optional<String> secretReachProblem(String credentialsId, boolean plainHttp) {
        return secret(credentialsId).flatMap(text -> reachProblem(text, plainHttp));
    }

    private static Optional<String> secret(String credentialsId) {
        return ReceiverCredential.find(credentialsId, null, ReceiverCredential.SECRET_TEXT)
                .map(found ->
                        ((StringCredentials) found).getSecret().getPlainText().strip());
    }
}
