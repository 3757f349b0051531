package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.ChildJvm;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's SSH: a configuration that leads elsewhere, a key that would be let in, hosts that are known, a program. */
class SshIsolationTest {

    @TempDir
    Path folder;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final SshServer server = SshServer.shared();

    @BeforeEach
    void a_user() throws IOException {
        Path ssh = Files.createDirectories(folder.resolve("home/.ssh"));
        Files.writeString(ssh.resolve("config"), "Host *\n  Port 1\n  User nobody\n");
        Files.writeString(ssh.resolve("id_ed25519"), server.key(SshServer.May.WRITE));
        Files.writeString(ssh.resolve("known_hosts"), server.knownHosts());
    }

    @Test
    void the_key_and_the_hosts_that_are_given_are_enough() throws Exception {
        assertThat(childSays(server.key(SshServer.May.READ), server.knownHosts()))
                .contains("tip " + origin.git("rev-parse", "main").strip());
    }

    @Test
    void a_users_key_opens_nothing() throws Exception {
        assertThat(childSays(server.strangersKey(), server.knownHosts())).contains("does not let us into");
    }

    @Test
    void a_host_that_the_user_knows_is_not_known() throws Exception {
        assertThat(childSays(server.key(SshServer.May.READ), "")).contains("is not known");
    }

    private String childSays(String key, String knownHosts) throws Exception {
        Path keyFile = Files.writeString(folder.resolve("key"), key);
        Path hostsFile = Files.writeString(folder.resolve("hosts"), knownHosts);
        String home = folder.resolve("home").toString();
        List<String> environment = List.of(
                "env",
                "HOME=" + home,
                "JAVA_TOOL_OPTIONS=-Duser.home=" + home,
                "GIT_SSH=/bin/false",
                "GIT_SSH_COMMAND=false");
        try (ChildJvm child = new ChildJvm(
                environment,
                folder.resolve("output"),
                Child.class,
                folder.resolve("caches").toString(),
                server.url(origin),
                keyFile.toString(),
                hostsFile.toString())) {
            child.finish();
            return child.output();
        }
    }

    /** Prints the tip, or why there is none. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws IOException {
            GitCredentials.SshKey credentials = new GitCredentials.SshKey(
                    "",
                    SshPrivateKey.parse(Files.readString(Path.of(arguments[2])), Optional.empty(), "the test"),
                    KnownHosts.parse(Files.readString(Path.of(arguments[3])), "the test's list"));
            GitRemote remote = new GitRemote(arguments[1], "main");
            try (RemoteBranch branch =
                    RemoteBranch.open(Path.of(arguments[0]), remote, credentials, Duration.ofMinutes(1))) {
                System.out.println("tip " + branch.fetchTip());
            } catch (GitopsException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
