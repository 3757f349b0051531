package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import io.jenkins.plugins.gitops.engine.parts.SshServer.May;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that ssh-keygen makes, and what is none. */
class SshPrivateKeyTest {

    private static final String PASSPHRASE = "correct horse";
    private static final BareRepository ORIGIN = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @TempDir
    Path caches;

    private final SshServer server = SshServer.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ed25519",
                "-t ecdsa -b 256",
                "-t ecdsa -b 384",
                "-t ecdsa -b 521",
                "-t rsa -b 3072",
                "-t ecdsa -m PEM",
                "-t rsa -m PEM",
                "-t ecdsa -m PKCS8",
                "-t rsa -m PKCS8"
            })
    void each_kind_and_format_opens_the_server_with_and_without_a_passphrase(String kind) {
        for (String passphrase : List.of("", PASSPHRASE)) {
            String text = server.key(May.READ, options(kind, passphrase));
            SshPrivateKey key = SshPrivateKey.parse(text, Optional.of(passphrase), "the test");

            try (RemoteBranch branch = SshTestBranch.of(server.url(ORIGIN), credentials(key), caches)) {
                assertThat(branch.fetchTip().id())
                        .isEqualTo(ORIGIN.git("rev-parse", "main").strip());
            }
        }
    }

    @Test
    void openssls_ed25519_in_pkcs8_opens_it_too() {
        String text = DevScript.run(List.of("openssl", "genpkey", "-algorithm", "ed25519"))
                .succeeded();
        SshPrivateKey key = SshPrivateKey.parse(text, Optional.empty(), "the test");

        assertThat(key.publicKey()).startsWith("ssh-ed25519 AAAA");
        assertThat(key.fingerprint()).startsWith("SHA256:");
    }

    @Test
    void line_ends_of_windows_and_a_lost_last_one_do_no_harm() {
        String text = server.strangersKey();
        SshPrivateKey key = SshPrivateKey.parse(text, Optional.empty(), "the test");

        assertThat(SshPrivateKey.parse(text.strip().replace("\n", "\r\n"), Optional.empty(), "the test")
                        .fingerprint())
                .isEqualTo(key.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ed25519", "-t rsa -m PEM", "-t rsa -m PKCS8"})
    void a_passphrase_that_is_missing_or_wrong_is_said(String kind) {
        String text = server.key(May.READ, options(kind, PASSPHRASE));

        assertThatThrownBy(() -> SshPrivateKey.parse(text, Optional.empty(), "the credential 'deploy'"))
                .isInstanceOf(GitopsException.class)
                .hasMessage("The private key of the credential 'deploy' has a passphrase, and none is given");
        assertThatThrownBy(() -> SshPrivateKey.parse(text, Optional.of("wr0ng"), "the credential 'deploy'"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("cannot be opened with the passphrase that is given")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void what_is_no_private_key_is_said_and_not_repeated() {
        String whole = server.strangersKey();
        String publicHalf =
                SshPrivateKey.parse(whole, Optional.empty(), "the test").publicKey();
        for (String text : List.of("", "s3cr3t", publicHalf, whole.substring(0, whole.length() / 2))) {
            assertThatThrownBy(() -> SshPrivateKey.parse(text, Optional.empty(), "the file k"))
                    .isInstanceOfSatisfying(GitopsException.class, e -> {
                        assertThat(e).hasMessage("What the file k holds is not a private key that can be read");
                        assertThat(e.remedy()).contains("ssh-keygen -t ed25519");
                    });
        }
    }

    @Test
    void it_shows_its_fingerprint_alone() {
        String text = server.strangersKey();
        GitCredentials.SshKey credentials = credentials(SshPrivateKey.parse(text, Optional.empty(), "the test"));

        assertThat(credentials.toString()).matches("\\S+ SHA256:\\S+");
        assertThat(credentials.identity()).isEqualTo(credentials.toString());
    }

    private GitCredentials.SshKey credentials(SshPrivateKey key) {
        return new GitCredentials.SshKey(server.user(), key, KnownHosts.parse(server.knownHosts(), "the test's list"));
    }

    private static String[] options(String kind, String passphrase) {
        return Stream.concat(Stream.of(kind.split(" ")), Stream.of("-N", passphrase))
                .toArray(String[]::new);
    }
}
