package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command line with a repository's ssh URL. */
class SshOptionsTest {

    private final SshServer server = SshServer.shared();

    @FreshScene
    private CommandLineScene scene;

    private Path key;
    private Path hosts;

    @BeforeEach
    void open() throws IOException {
        key = Files.writeString(
                scene.folder.resolve("key"), server.key(SshServer.May.WRITE, "-t", "ed25519", "-N", "correct horse"));
        hosts = Files.writeString(scene.folder.resolve("hosts"), server.knownHosts());
    }

    @Test
    void a_delivery_writes_back_over_ssh_with_a_key_that_has_a_passphrase() throws IOException {
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        List<String> deploy = scene.deploy(image);
        deploy.set(deploy.indexOf("--repository") + 1, server.url(scene.repository));
        Collections.addAll(deploy, ssh());

        Said said = scene.runAlone(deploy);

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.running()).contains("/shop@sha256:");
    }

    @Test
    void a_wrong_passphrase_is_one_message_and_is_not_repeated() throws IOException {
        Files.writeString(scene.folder.resolve("passphrase"), "wr0ng");

        Said said = scene.runAlone(history(server.url(scene.repository), ssh()));

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.err())
                .contains("The private key of the file " + key + " cannot be opened with the passphrase")
                .doesNotContain("wr0ng", "\tat ");
    }

    @Test
    void without_known_hosts_nobody_is_asked_and_the_way_out_is_said() {
        Said said = scene.runAlone(history(server.url(scene.repository), "--git-ssh-key-file", key.toString()));

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.err()).contains("no SSH server can be trusted", "--git-known-hosts-file");
    }

    @Test
    void a_server_that_is_not_in_the_file_is_named_with_the_file() throws IOException {
        Files.writeString(hosts, "");

        Said said = scene.runAlone(history(server.url(scene.repository), ssh()));

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.err())
                .contains("The SSH host key of 127.0.0.1:" + server.port()
                        + " is not known: it shows ssh-ed25519 SHA256:")
                .contains("the file " + hosts)
                .doesNotContain("\tat ");
    }

    @Test
    void without_a_key_the_way_out_is_said() {
        Said said = scene.runAlone(history(server.url(scene.repository)));

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.err()).contains("There is no private key for " + server.url(scene.repository));
    }

    private String[] ssh() throws IOException {
        Path passphrase = scene.folder.resolve("passphrase");
        if (!Files.exists(passphrase)) {
            Files.writeString(passphrase, "correct horse\n");
        }
        return new String[] {
            "--git-ssh-key-file", key.toString(),
            "--git-ssh-passphrase-file", passphrase.toString(),
            "--git-known-hosts-file", hosts.toString()
        };
    }

    private List<String> history(String url, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("history", "--repository", url, "--state", scene.state().toString()));
        Collections.addAll(arguments, more);
        return arguments;
    }
}
