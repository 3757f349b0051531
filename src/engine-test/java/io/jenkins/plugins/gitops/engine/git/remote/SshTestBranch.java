package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the tests open a branch over SSH. */
public final class SshTestBranch {

    /** A login takes many steps, on a machine that others use too. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final SshServer SERVER = SshServer.shared();
    private static final String WRITER = SERVER.key(SshServer.May.WRITE);

    private SshTestBranch() {}

    public static RemoteBranch of(BareRepository origin, Path caches) {
        return of(SERVER.url(origin), writer(), caches);
    }

    static RemoteBranch of(String url, GitCredentials credentials, Path caches) {
        return RemoteBranch.open(caches, new GitRemote(url, "main"), credentials, TIMEOUT);
    }

    public static RemoteBranch of(String url, GitCredentials credentials, Path caches, HttpProxy proxy) {
        return RemoteBranch.open(caches, new GitRemote(url, "main"), credentials, TIMEOUT, Optional.of(proxy));
    }

    /** A key that may push, and the server's own keys. */
    static GitCredentials.SshKey writer() {
        return with(WRITER, SERVER.knownHosts());
    }

    public static GitCredentials.SshKey with(String key, String knownHosts) {
        return new GitCredentials.SshKey(
                SERVER.user(),
                SshPrivateKey.parse(key, Optional.empty(), "the test"),
                KnownHosts.parse(knownHosts, "the test's list"));
    }
}
