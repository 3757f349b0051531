package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * A private key for SSH, ready for use: Ed25519, ECDSA or RSA, in OpenSSH's format or PEM. It was decrypted if it had a
 * passphrase, and shows nothing but its fingerprint.
 */
public final class SshPrivateKey {

    private final KeyPair pair;

    private SshPrivateKey(KeyPair pair) {
        this.pair = pair;
    }

    /**
     * @param text the whole file
     * @param passphrase ignored when the key has none
     * @param name as errors name it: {@code the credential 'deploy'}
     * @throws GitopsException when it cannot be read, which repeats nothing of it
     */
    public static SshPrivateKey parse(String text, Optional<String> passphrase, String name) {
        // Forms and editors change line ends and lose the last one.
        byte[] content = (text.replace("\r\n", "\n").strip() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicBoolean asked = new AtomicBoolean();
        FilePasswordProvider answer = (session, resource, attempt) -> {
            asked.set(true);
            return passphrase.orElse(null);
        };
        try (InputStream in = new ByteArrayInputStream(content)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), in, answer);
            Iterator<KeyPair> keys = found == null ? null : found.iterator();
            if (keys == null || !keys.hasNext()) {
                throw asked.get() ? locked(passphrase, name, null) : notAKey(name, null);
            }
            return new SshPrivateKey(keys.next());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (e instanceof GitopsException ours) {
                throw ours;
            }
            throw asked.get() ? locked(passphrase, name, e) : notAKey(name, e);
        }
    }

    /** Of its public half, as {@code ssh-keygen -l} shows it: {@code SHA256:...}. No secret. */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(pair.getPublic());
    }

    /** Its public half, as the server's list of keys takes it. No secret. */
    public String publicKey() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    KeyPair pair() {
        return pair;
    }

    private static GitopsException locked(Optional<String> passphrase, String name, Exception cause) {
        return new GitopsException(
                "The private key of " + name
                        + (passphrase.isPresent()
                                ? " cannot be opened with the passphrase that is given"
                                : " has a passphrase, and none is given"),
                passphrase.isPresent() ? "Correct the passphrase" : "Give its passphrase",
                cause);
    }

    private static GitopsException notAKey(String name, Exception cause) {
        return new GitopsException(
                "What " + name + " holds is not a private key that can be read",
                "Store a key in OpenSSH or PEM format, whole, from its first line to its last (ssh-keygen -t ed25519"
                        + " makes one); neither a public key nor one in PuTTY's format",
                cause);
    }

    /** The fingerprint. */
    @Override
    public String toString() {
        return fingerprint();
    }
}
