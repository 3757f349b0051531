package io.jenkins.plugins.gitops.engine.parts;

import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The repositories of the {@link GitServer} over SSH: a real sshd on loopback, for the keys that were registered. */
public final class SshServer {

    private static SshServer shared;

    private final DevScript script;
    private final URI url;
    private final Path knownHosts;

    private SshServer() {
        this.script = new DevScript("ssh-server", DevScript.sharedState());
        Map<String, String> published = script.start();
        this.url = URI.create(published.get("SSH_URL"));
        this.knownHosts = Path.of(published.get("SSH_KNOWN_HOSTS"));
    }

    /** What a key may do in all repositories. */
    public enum May {
        READ,
        WRITE
    }

    /** The one of this JVM, started at the first call. */
    public static synchronized SshServer shared() {
        if (shared == null) {
            shared = new SshServer();
        }
        return shared;
    }

    /** The repository's URL here, with the user. */
    public String url(BareRepository repository) {
        return url + URI.create(repository.url()).getPath();
    }

    public String user() {
        return url.getUserInfo();
    }

    public int port() {
        return url.getPort();
    }

    /** Its host keys, of three kinds, as lines of OpenSSH's known_hosts. */
    public String knownHosts() {
        return read(knownHosts);
    }

    /** A new private key in OpenSSH's format, without a passphrase, that is let in. */
    public String key(May may) {
        return key(may, "-t", "ed25519", "-N", "");
    }

    /** A new private key that is let in, made by {@code ssh-keygen} with these options. */
    public String key(May may, String... options) {
        Path file = newKey(options);
        script.call("authorize", file + ".pub", may.name().toLowerCase(Locale.ROOT))
                .succeeded();
        return read(file);
    }

    /** A new private key that nobody knows. */
    public String strangersKey() {
        return read(newKey("-t", "ed25519", "-N", ""));
    }

    private Path newKey(String... options) {
        Path file = script.state().resolve("key-" + UUID.randomUUID());
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-C", "test", "-f", file.toString()));
        command.addAll(List.of(options));
        DevScript.run(command).succeeded();
        return file;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
