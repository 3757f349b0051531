package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * The keys by which SSH servers are known, as in OpenSSH's known_hosts: patterns, hashed names, ports and the marker
 * {@code @revoked}. What is not in it is not trusted. Lines of {@code @cert-authority}, and of kinds of keys that are not
 * spoken here, make no host known.
 */
public final class KnownHosts {

    private static final String REVOKED = "revoked";
    private static final Set<String> MARKERS = Set.of(REVOKED, "cert-authority");

    private final List<Line> lines;
    private final String place;

    private record Line(KnownHostEntry hosts, PublicKey key) {
        boolean isOf(String host, int port) {
            return hosts.isHostMatch(host, port);
        }

        boolean hasMarker(String marker) {
            return marker == null ? hosts.getMarker() == null : marker.equals(hosts.getMarker());
        }
    }

    private KnownHosts(List<Line> lines, String place) {
        this.lines = lines;
        this.place = place;
    }

    /**
     * @param text what a known_hosts file holds; may be empty
     * @param place where a host is made known, as errors name it: {@code the file /etc/gitops/known_hosts}
     * @throws GitopsException that names the first line which is none
     */
    public static KnownHosts parse(String text, String place) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String trimmed = line.strip();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                lines.add(line(trimmed, number, place));
            }
        }
        return new KnownHosts(List.copyOf(lines), place);
    }

    /** With the keys of another list; the place stays. */
    public KnownHosts and(KnownHosts others) {
        return new KnownHosts(
                Stream.concat(lines.stream(), others.lines.stream()).toList(), place);
    }

    /** Whether no host is known. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The keys by which the server is known; none when it is not. */
    List<PublicKey> of(String host, int port) {
        return keys(host, port, null);
    }

    boolean isRevoked(String host, int port, PublicKey key) {
        return keys(host, port, REVOKED).stream().anyMatch(each -> KeyUtils.compareKeys(each, key));
    }

    /** Where a host is made known. */
    String place() {
        return place;
    }

    private List<PublicKey> keys(String host, int port, String marker) {
        return lines.stream()
                .filter(line -> line.key() != null && line.hasMarker(marker) && line.isOf(host, port))
                .map(Line::key)
                .toList();
    }

    private static Line line(String text, int number, String place) {
        try {
            KnownHostEntry hosts = KnownHostEntry.parseKnownHostEntry(text);
            boolean markerKnown = hosts.getMarker() == null || MARKERS.contains(hosts.getMarker());
            if (hosts.getKeyEntry() != null && markerKnown) {
                return new Line(
                        hosts, hosts.getKeyEntry().resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw malformed(number, place, e);
        }
        throw malformed(number, place, null);
    }

    private static GitopsException malformed(int number, String place, Exception cause) {
        return new GitopsException(
                "Line " + number + " of the known hosts in " + place + " cannot be read",
                "Write the lines as in OpenSSH's known_hosts: host, type of key, key (ssh-keyscan prints them)",
                cause);
    }
}
