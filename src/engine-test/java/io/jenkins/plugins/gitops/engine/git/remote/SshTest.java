package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in over SSH, and what is said of a server that does not do its work. */
class SshTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final SshServer server = SshServer.shared();

    @Test
    void a_key_that_the_server_does_not_take_is_named_by_its_fingerprint() {
        GitCredentials.SshKey stranger = SshTestBranch.with(server.strangersKey(), server.knownHosts());
        try (RemoteBranch branch = SshTestBranch.of(server.url(origin), stranger, caches)) {
            assertThatThrownBy(branch::fetchTip).isInstanceOfSatisfying(AccessDeniedException.class, e -> {
                assertThat(e)
                        .hasMessage("The server does not let us into " + server.url(origin)
                                + ": it does not take the key "
                                + stranger.key().fingerprint());
                assertThat(e.remedy()).contains(stranger.key().publicKey());
            });
        }
    }

    @Test
    void a_key_that_may_only_read_is_told_in_the_servers_words() {
        GitCredentials.SshKey reader = SshTestBranch.with(server.key(SshServer.May.READ), server.knownHosts());
        try (RemoteBranch branch = SshTestBranch.of(server.url(origin), reader, caches)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThatThrownBy(() -> branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(reader.key().fingerprint() + " may not push to")
                    .hasMessageContaining("has been marked as read only");
        }
    }

    @Test
    void a_missing_repository_is_told_from_a_missing_branch() {
        assertThatThrownBy(() -> fetchTip(server.url(origin).replace("repository-", "other-"), "main"))
                .isInstanceOf(RepositoryMissingException.class)
                .hasMessageContaining("does not appear to be a git repository");
        assertThatThrownBy(() -> fetchTip(server.url(origin), "missing"))
                .isInstanceOf(BranchMissingException.class)
                .hasMessageContaining("There is no branch 'missing'");
    }

    @Test
    void the_user_of_the_url_wins_over_the_keys() {
        GitCredentials.SshKey other = new GitCredentials.SshKey(
                "no-such-user",
                SshTestBranch.writer().key(),
                SshTestBranch.writer().knownHosts());
        String url = server.url(origin);

        try (RemoteBranch branch = SshTestBranch.of(url, other, caches)) {
            assertThat(branch.fetchTip().id())
                    .isEqualTo(origin.git("rev-parse", "main").strip());
        }
        try (RemoteBranch branch = SshTestBranch.of(url.replace(server.user() + "@", ""), other, caches)) {
            assertThatThrownBy(branch::fetchTip).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void without_a_user_anywhere_there_is_a_way_out() {
        GitCredentials.SshKey anonymous = new GitCredentials.SshKey(
                "", SshTestBranch.writer().key(), SshTestBranch.writer().knownHosts());
        try (RemoteBranch branch = SshTestBranch.of("ssh://git.example/shop.git", anonymous, caches)) {
            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("There is no user name for ssh://git.example/shop.git");
        }
    }

    @Test
    void a_credential_that_does_not_fit_the_url_is_said_before_anything_is_sent() {
        assertThatThrownBy(() -> SshTestBranch.of(origin.url(), SshTestBranch.writer(), caches))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("A private key opens no HTTP server");
        for (GitCredentials other : new GitCredentials[] {GitCredentials.NONE, TestBranch.credentials(origin)}) {
            assertThatThrownBy(() -> SshTestBranch.of(server.url(origin), other, caches))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("There is no private key for");
        }
    }

    @Test
    void two_keys_share_no_cache() throws IOException {
        try (RemoteBranch one = SshTestBranch.of(origin, caches)) {
            one.fetchTip();
        }
        GitCredentials.SshKey other = SshTestBranch.with(server.key(SshServer.May.READ), server.knownHosts());
        try (RemoteBranch two = SshTestBranch.of(server.url(origin), other, caches)) {
            assertThat(two.isCached(new Revision(origin.git("rev-parse", "main").strip())))
                    .isFalse();
            two.fetchTip();
        }
        try (Stream<Path> found = Files.list(caches)) {
            assertThat(found.filter(Files::isDirectory)).hasSize(2);
        }
    }

    @Test
    void a_push_whose_answer_was_lost_is_in() throws IOException {
        hook("reference-transaction", "#!/bin/sh\n[ \"$1\" = committed ] && kill -9 $PPID\nexit 0\n");
        try (RemoteBranch branch = SshTestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void a_push_that_was_lost_once_is_in_by_the_second_try() throws IOException {
        hook("pre-receive", "#!/bin/sh\n[ -e $GIT_DIR/lost ] || { touch $GIT_DIR/lost; kill -9 $PPID; }\n");
        try (RemoteBranch branch = SshTestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
        assertThat(origin.folder().resolve("lost")).exists();
    }

    // Stopped, not only slow: while a hook runs, Git's server says again and again that it is alive.
    @Test
    void a_server_that_hangs_in_the_push_leaves_it_unclear() throws IOException {
        Path stopped = Files.createFile(origin.folder().resolve("stopped"));
        hook("pre-receive", "#!/bin/sh\necho $PPID >>" + stopped + "\nkill -STOP $PPID\n");
        try (RemoteBranch patient = SshTestBranch.of(origin, caches);
                RemoteBranch branch = RemoteBranch.open(
                        caches, new GitRemote(server.url(origin), "main"), SshTestBranch.writer(), SHORT)) {
            Revision tip = patient.fetchTip();
            Revision commit = TestBranch.commit(patient, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOfSatisfying(PushOutcome.Unclear.class, unclear -> assertThat(unclear.reason())
                            .contains("was silent for 1 s"));
            assertThat(patient.fetchTip()).isEqualTo(tip);
        } finally {
            for (String process : Files.readAllLines(stopped)) {
                DevScript.run(List.of("kill", "-KILL", process));
            }
        }
    }

    @Test
    void a_server_that_never_greets_is_an_error_within_the_timeout() {
        assertSilent("");
    }

    @Test
    void a_server_that_greets_and_then_hangs_is_an_error_within_the_timeout() {
        assertSilent("SSH-2.0-Hanging\r\n");
    }

    @Test
    void what_is_no_ssh_server_is_said() {
        try (RemoteBranch branch = RemoteBranch.open(
                caches,
                new GitRemote(origin.url().replace("http://", "ssh://git@"), "main"),
                SshTestBranch.writer(),
                SHORT)) {
            assertThatThrownBy(branch::fetchTip).isInstanceOf(RemoteUnreachableException.class);
        }
    }

    @Test
    void a_refused_connection_says_so() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> fetchTip("ssh://git@127.0.0.1:" + port + "/shop.git", "main"))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("refuses the connection");
    }

    @Test
    void an_unknown_host_says_so() {
        assertThatThrownBy(() -> fetchTip("git@nowhere.invalid:shop.git", "main"))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("unknown host name");
    }

    private void assertSilent(String greeting) {
        try (LoopbackServer door = new LoopbackServer("silent", client -> greet(client, greeting))) {
            Instant start = Instant.now();
            try (RemoteBranch branch = RemoteBranch.open(
                    caches,
                    new GitRemote("ssh://git@127.0.0.1:" + door.port() + "/shop.git", "main"),
                    SshTestBranch.writer(),
                    SHORT)) {
                assertThatThrownBy(branch::fetchTip)
                        .isInstanceOf(RemoteUnreachableException.class)
                        .hasMessageContaining("was silent for 1 s");
            }
            // The library's own limits are two minutes.
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
        }
    }

    /** Says no more until the other side ends. */
    private static void greet(Socket client, String greeting) throws IOException {
        client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void fetchTip(String url, String branch) {
        try (RemoteBranch remote =
                RemoteBranch.open(caches, new GitRemote(url, branch), SshTestBranch.writer(), SshTestBranch.TIMEOUT)) {
            remote.fetchTip();
        }
    }

    private void hook(String name, String script) throws IOException {
        Path file = origin.folder().resolve("hooks").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
