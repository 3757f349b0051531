package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.WrittenText;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * A bearer token in a file that somebody writes anew when the token is about to end, as the kubelet does with the token of a
 * ServiceAccount. Read again every 10 seconds, and at once when the server does not accept it.
 */
final class TokenFile implements CredentialSource {

    private static final Duration KEPT = Duration.ofSeconds(10);
    /** Tokens of cloud providers have 2 KiB; no header of a server takes more than this. */
    static final int LONGEST = 64 * 1024;

    private final Path file;
    private final String remedy;
    private final SteadyClock clock;
    private ClientCredential read;
    private Instant at = Instant.EPOCH;

    /** @param remedy what to do where it cannot be read */
    TokenFile(Path file, String remedy) {
        this(file, remedy, SteadyClock.SYSTEM);
    }

    TokenFile(Path file, String remedy, SteadyClock clock) {
        this.file = file.toAbsolutePath();
        this.remedy = remedy;
        this.clock = clock;
    }

    /** Whether every user of this machine may read it. */
    boolean worldReadable() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    @Override
    public synchronized ClientCredential current() {
        if (read == null || clock.since(at).compareTo(KEPT) > 0) {
            try (InputStream stream = Files.newInputStream(file)) {
                read = parse(stream.readNBytes(LONGEST + 1), file.toString());
                at = clock.start();
            } catch (IOException unreadable) {
                throw new GitopsException("The token file " + file + " cannot be read", remedy, unreadable);
            }
        }
        return read;
    }

    /** Of standard input, or of a file: the token alone, with white space around it. */
    static ClientCredential parse(byte[] bytes, String origin) {
        String text = WrittenText.of(bytes, "The token file " + origin).strip();
        if (text.isEmpty()) {
            throw new GitopsException("The token file " + origin + " is empty", "Write the token into it");
        }
        if (bytes.length > LONGEST) {
            throw new GitopsException(
                    "The token file " + origin + " is larger than " + LONGEST + " bytes", "Name a file with a token");
        }
        try {
            return ClientCredential.token(text);
        } catch (GitopsException noToken) {
            throw new GitopsException(
                    "The token file " + origin + " holds no token: there are blanks, lines or other characters in it",
                    "Write the token alone into it, as it was issued",
                    noToken);
        }
    }

    @Override
    public synchronized boolean rejected(ClientCredential credential) {
        if (!credential.equals(read)) {
            return true;
        }
        read = null;
        return !current().equals(credential);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file);
    }

    @Override
    public String toString() {
        return "token file " + file;
    }
}
