package io.jenkins.plugins.gitops.engine.git.remote;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;

/** Where a repository is, whom to trust there, and what it answers. */
class RemoteFuzzTest extends FuzzTests {

    /** Also what a server redirects to: it is read as the URL of a remote. */
    @FuzzTest
    void remote_url(byte[] input) {
        check(() -> {
            GitRemote remote = new GitRemote(text(input), "main");
            new GitRemote(remote.key(), "main").host();
        });
    }

    @FuzzTest
    void branch(byte[] input) {
        check(() -> new GitRemote("https://git.example/shop", text(input)));
    }

    @FuzzTest
    void known_hosts(byte[] input) {
        check(() -> KnownHosts.parse(text(input), "a file"));
    }

    @FuzzTest
    void server_text(byte[] input) {
        ServerText server = new ServerText(new GitCredentials.UsernamePassword("ann", SECRET));
        check(() -> {
            if (server.clean(text(input)).contains(SECRET)) {
                throw new AssertionError("The password is shown");
            }
        });
    }
}
