package io.jenkins.plugins.gitops.engine.git.remote;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * One line of known_hosts. Its patterns are compared as OpenSSH does (sshd(8)): with {@code [host]:port} as a whole, so
 * that {@code *} is every port as well. sshd's own class takes {@code *} for port 22 alone, which would overlook keys
 * that are revoked for all hosts.
 *
 * @param hosts patterns with commas between them, or one hashed name
 * @param key absent when it is of a kind that is not spoken here
 */
record KnownHostsEntry(Marker marker, String hosts, Optional<PublicKey> key) {

    private static final Pattern LINE =
            Pattern.compile("(?:@([a-z-]+)\\s+)?([^\\s@]\\S*)\\s+([a-z][a-z0-9@.-]+\\s+[A-Za-z0-9+/]+=*)(?:\\s.*)?");

    /** What a line says of its key. */
    enum Marker {
        NONE,
        REVOKED,
        CERT_AUTHORITY
    }

    /** Empty when the line is none. */
    static Optional<KnownHostsEntry> parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            Marker marker = parts.group(1) == null ? Marker.NONE : marker(parts.group(1));
            String hosts = parts.group(2);
            if (isHashed(hosts)) {
                KnownHostHashValue.parse(hosts);
            }
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(parts.group(3))
                    .resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING);
            return Optional.of(new KnownHostsEntry(marker, hosts, Optional.ofNullable(key)));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    boolean matches(String host, int port) {
        if (isHashed(hosts)) {
            return KnownHostHashValue.parse(hosts).isHostMatch(host, port);
        }
        String place = port == SshConstants.DEFAULT_PORT ? host : "[" + host + "]:" + port;
        boolean found = false;
        for (String each : hosts.split(",")) {
            boolean negated = each.startsWith("!");
            if (glob(negated ? each.substring(1) : each).matcher(place).matches()) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean isHashed(String hosts) {
        return hosts.startsWith("|");
    }

    private static Marker marker(String text) {
        return switch (text) {
            case "revoked" -> Marker.REVOKED;
            case "cert-authority" -> Marker.CERT_AUTHORITY;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.chars()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }
}
