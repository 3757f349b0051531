package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A server that takes mail.
 *
 * @param user comes with {@code password}; absent for a server that needs none
 */
record SmtpServer(String host, int port, Security security, Optional<String> user, Optional<ReceiverSecret> password) {

    /** How the connection is protected. */
    enum Security {
        /** TLS is asked for after the greeting, and nothing is sent without it. */
        STARTTLS(587),
        /** TLS from the beginning. */
        TLS(465),
        /** None; without a login. */
        NONE(25);

        private final int usualPort;

        Security(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    static SmtpServer of(ReceiverSettings settings) {
        Security security = settings.oneOf("security", List.of("starttls", "tls", "none"))
                .map(word -> Security.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Security.STARTTLS);
        Optional<String> user = settings.text("user");
        if (user.isPresent() && security == Security.NONE) {
            throw settings.at(
                    "security",
                    "a password would go over the network as it is",
                    "Take starttls or tls, or leave the user out");
        }
        return new SmtpServer(
                settings.needed("server"),
                settings.text("port").map(text -> port(settings, text)).orElse(security.usualPort),
                security,
                user,
                user.map(any -> settings.neededSecret("password")));
    }

    private static int port(ReceiverSettings settings, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw settings.at("port", "'port' is no port", "Write a number from 1 to 65535, or leave it out");
    }
}
