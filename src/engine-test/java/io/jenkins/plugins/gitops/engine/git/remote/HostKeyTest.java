package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server is believed when it is known, and only then. */
class HostKeyTest {

    @TempDir
    Path folder;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final SshServer server = SshServer.shared();
    private final String key = server.key(SshServer.May.READ);
    private final String stranger = SshPrivateKey.parse(server.strangersKey(), Optional.empty(), "the test")
            .publicKey();

    @ParameterizedTest
    @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"})
    void one_key_of_the_server_is_enough_whichever_it_is(String type) {
        assertThat(fetch(line(type))).isEqualTo(origin.git("rev-parse", "main").strip());
    }

    @Test
    void hashed_names_comments_and_empty_lines_are_understood() throws IOException {
        Path file = folder.resolve("known_hosts");
        Files.writeString(file, "# " + place() + " SSH-2.0\n\n" + line("ssh-ed25519") + " with a comment\n");
        DevScript.run(List.of("ssh-keygen", "-q", "-H", "-f", file.toString())).succeeded();
        String hashed = Files.readString(file);
        assertThat(hashed).contains("|1|").doesNotContain(place() + " ssh");

        assertThat(fetch(hashed)).isEqualTo(origin.git("rev-parse", "main").strip());
    }

    @Test
    void one_that_is_not_known_is_named_with_its_fingerprint_and_the_way_out() {
        assertThatThrownBy(() -> fetch("git.example " + stranger))
                .isInstanceOfSatisfying(RemoteUnreachableException.class, e -> {
                    assertThat(e)
                            .hasMessage("The SSH host key of 127.0.0.1:" + server.port()
                                    + " is not known: it shows ssh-ed25519 " + fingerprint("ssh-ed25519"));
                    assertThat(e.remedy())
                            .contains("ssh-keyscan -p " + server.port() + " 127.0.0.1")
                            .contains("the test's list");
                });
    }

    @Test
    void the_port_counts() {
        assertThatThrownBy(() -> fetch(line("ssh-ed25519").replace(place(), "127.0.0.1")))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("is not known");
    }

    @Test
    void one_that_has_changed_is_named_with_both_fingerprints() {
        assertThatThrownBy(() -> fetch(place() + " " + stranger))
                .isInstanceOfSatisfying(RemoteUnreachableException.class, e -> {
                    assertThat(e)
                            .hasMessageContaining("is not the one that is known: it shows ssh-ed25519 "
                                    + fingerprint("ssh-ed25519") + ", and known is ssh-ed25519 SHA256:");
                    assertThat(e.remedy()).contains("Somebody may be between you and the server");
                });
    }

    @Test
    void one_that_is_revoked_is_refused_although_it_is_known() {
        assertThatThrownBy(() -> fetch(line("ssh-ed25519") + "\n@revoked * " + keyOf("ssh-ed25519")))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("is revoked");
    }

    @Test
    void patterns_are_those_of_openssh() {
        String wanted = origin.git("rev-parse", "main").strip();

        assertThat(fetch("*.example,[127.0.0.?]:* " + keyOf("ssh-ed25519"))).isEqualTo(wanted);
        assertThat(fetch("* " + keyOf("ssh-ed25519"))).isEqualTo(wanted);
        assertThatThrownBy(() -> fetch("*,!" + place() + " " + keyOf("ssh-ed25519")))
                .hasMessageContaining("is not known");
    }

    @Test
    void an_authority_makes_no_server_known() {
        assertThatThrownBy(() -> fetch("@cert-authority * " + keyOf("ssh-ed25519")))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("is not known");
    }

    @Test
    void nothing_is_known_of_an_empty_list() {
        assertThatThrownBy(() -> fetch("")).hasMessageContaining("is not known");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git.example",
                "git.example ssh-ed25519",
                "git.example ssh-ed25519 !!!",
                "git.example ssh-ed25519 AAAA",
                "@trusted git.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKil1LRM7f4GmOp/OGJYPNf+NdT/GUoEQM1r4ZUppnH6",
                "-----BEGIN OPENSSH PRIVATE KEY-----"
            })
    void a_line_that_is_none_is_named_by_its_number(String line) {
        assertThatThrownBy(() -> KnownHosts.parse("# hosts\n\n" + line + "\n", "the file known_hosts"))
                .isInstanceOf(GitopsException.class)
                .hasMessage("Line 3 of the known hosts in the file known_hosts cannot be read");
    }

    @Test
    void two_lists_are_both_believed() {
        KnownHosts ours = KnownHosts.parse("git.example " + stranger, "the test's list");
        KnownHosts both = ours.and(KnownHosts.parse(line("ssh-ed25519"), "another list"));
        GitCredentials.SshKey credentials =
                new GitCredentials.SshKey(server.user(), SshPrivateKey.parse(key, Optional.empty(), "the test"), both);

        try (RemoteBranch branch = SshTestBranch.of(server.url(origin), credentials, folder.resolve("caches"))) {
            assertThat(branch.fetchTip().id())
                    .isEqualTo(origin.git("rev-parse", "main").strip());
        }
    }

    private String fetch(String knownHosts) {
        try (RemoteBranch branch =
                SshTestBranch.of(server.url(origin), SshTestBranch.with(key, knownHosts), folder.resolve("caches"))) {
            return branch.fetchTip().id();
        }
    }

    private String place() {
        return "[127.0.0.1]:" + server.port();
    }

    private String line(String type) {
        return place() + " " + keyOf(type);
    }

    private String keyOf(String type) {
        String line = server.knownHosts()
                .lines()
                .filter(each -> each.contains(" " + type + " "))
                .findFirst()
                .orElseThrow();
        return line.substring(line.indexOf(' ') + 1);
    }

    private String fingerprint(String type) {
        try {
            Path file = Files.writeString(folder.resolve("host.pub"), keyOf(type));
            return DevScript.run(List.of("ssh-keygen", "-l", "-f", file.toString()))
                    .succeeded()
                    .split(" ")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
