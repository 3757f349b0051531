package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;

/**
 * The keys by which SSH servers are known, as in OpenSSH's known_hosts: patterns, hashed names, ports and the marker
 * {@code @revoked}. What is not in it is not trusted; a server at another port than 22 is known as {@code [host]:port}
 * alone. Lines of {@code @cert-authority}, and of kinds of keys that are not spoken here, make no host known.
 */
public final class KnownHosts {

    private final List<KnownHostsEntry> entries;
    private final String location;

    private KnownHosts(List<KnownHostsEntry> lines, String location) {
        this.entries = lines;
        this.location = location;
    }

    /**
     * @param text what a known_hosts file holds; may be empty
     * @param location where a host is made known, as errors name it: {@code the file /etc/gitops/known_hosts}
     * @throws GitopsException that names the first line which is none, and repeats nothing of it
     */
    public static KnownHosts parse(String text, String location) {
        List<KnownHostsEntry> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String trimmed = line.strip();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                int position = number;
                lines.add(KnownHostsEntry.parse(trimmed).orElseThrow(() -> malformed(position, location)));
            }
        }
        return new KnownHosts(List.copyOf(lines), location);
    }

    /** With the keys of another list; the location stays. */
    public KnownHosts and(KnownHosts others) {
        return new KnownHosts(
                Stream.concat(entries.stream(), others.entries.stream()).toList(), location);
    }

    /** The keys by which the server is known; none when it is not. */
    List<PublicKey> keysOf(String host, int port) {
        return keys(host, port, KnownHostsEntry.Marker.NONE);
    }

    boolean isRevoked(String host, int port, PublicKey key) {
        return keys(host, port, KnownHostsEntry.Marker.REVOKED).stream()
                .anyMatch(each -> KeyUtils.compareKeys(each, key));
    }

    /** Where a host is made known. */
    String location() {
        return location;
    }

    private List<PublicKey> keys(String host, int port, KnownHostsEntry.Marker marker) {
        return entries.stream()
                .filter(line -> line.marker() == marker && line.matches(host, port))
                .flatMap(line -> line.key().stream())
                .toList();
    }

    private static GitopsException malformed(int number, String location) {
        return new GitopsException(
                "Line " + number + " of the known hosts in " + location + " cannot be read",
                "Write the lines as in OpenSSH's known_hosts: host, type of key, key (ssh-keyscan prints them)");
    }
}
