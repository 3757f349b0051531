package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How the tests open a branch and make commits: what most of them need, and none of them is about. */
public final class TestBranch {

    public static final Duration TIMEOUT = Duration.ofSeconds(5);
    public static final GitIdentity SOMEBODY = new GitIdentity("Some Body", "somebody@example.com");
    public static final Instant WHEN = Instant.parse("2026-01-02T03:04:05Z");
    public static final Predicate<CommitMessage> NOBODYS = message -> false;

    private TestBranch() {}

    public static RemoteBranch of(BareRepository origin, Path cacheRoot) {
        return of(origin.url(), origin, cacheRoot, TIMEOUT);
    }

    public static RemoteBranch of(String url, BareRepository origin, Path cacheRoot, Duration timeout) {
        return RemoteBranch.open(cacheRoot, new GitRemote(url, "main"), credentials(origin), timeout);
    }

    public static GitCredentials credentials(BareRepository origin) {
        return new GitCredentials.UsernamePassword(origin.username(), origin.password());
    }

    public static Revision commit(RemoteBranch branch, Revision parent, String path, String content) {
        return commit(branch, parent, Map.of(path, content), "Change " + path);
    }

    public static Revision commit(RemoteBranch branch, Revision parent, Map<String, String> files, String subject) {
        return branch.commit(parent, bytes(files), message(subject), SOMEBODY, SOMEBODY, WHEN);
    }

    public static CommitMessage message(String subject, Trailer... trailers) {
        return new CommitMessage(subject, "", List.of(trailers));
    }

    public static SortedMap<String, byte[]> bytes(Map<String, String> files) {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, content) -> bytes.put(path, content.getBytes(UTF_8)));
        return bytes;
    }

    public static String text(RemoteBranch branch, Revision revision, String path) {
        return new String(branch.tree(revision).read(path), UTF_8);
    }
}
