package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository whose ids are SHA-256, which JGit cannot read. */
class ObjectFormatTest {

    @TempDir
    Path folder;

    @Test
    void a_repository_with_sha256_ids_is_refused_by_name() {
        GitServer.BareRepository repository = sha256();
        GitRemote remote = new GitRemote(repository.url(), "main");
        assertRefused(
                () -> RemoteBranch.askTip(remote, GitCredentials.NONE, Duration.ofSeconds(5), Optional.empty()),
                remote);
        assertRefused(
                () -> {
                    try (RemoteBranch branch =
                            RemoteBranch.open(folder, remote, GitCredentials.NONE, Duration.ofSeconds(5))) {
                        branch.fetchTip();
                    }
                },
                remote);
    }

    @Test
    void a_branch_of_that_name_is_a_branch() {
        GitServer.BareRepository repository = GitServer.shared().createRepository(Map.of("README", "A shop\n"));
        repository.git("branch", "0019object-format=sha256", "main");
        GitRemote remote = new GitRemote(repository.url(), "0019object-format=sha256");

        assertThat(RemoteBranch.askTip(remote, GitCredentials.NONE, Duration.ofSeconds(5), Optional.empty())
                        .id())
                .isEqualTo(repository.git("rev-parse", "main").strip());
    }

    private static void assertRefused(ThrowingCallable work, GitRemote remote) {
        GitopsException refused = catchThrowableOfType(GitopsException.class, work);
        assertThat(refused)
                .hasMessage("The server of " + remote.url()
                        + " holds a repository with SHA-256 ids, and only SHA-1 is understood");
        assertThat(refused.remedy()).contains("git init --object-format=sha1");
    }

    private static GitServer.BareRepository sha256() {
        GitServer.BareRepository sibling = GitServer.shared().createRepository(Map.of());
        String name = "sha256-" + UUID.randomUUID().toString().substring(0, 8) + ".git";
        Path bare = sibling.folder().resolveSibling(name);
        DevScript.run(List.of("git", "init", "-q", "--bare", "--object-format=sha256", bare.toString()))
                .succeeded();
        String url = sibling.url().replaceFirst("[^/]+$", name);
        GitServer.BareRepository made = new GitServer.BareRepository(url, sibling.username(), sibling.password(), bare);
        made.commit("main", "Begin", Map.of("README", "A shop\n"));
        return made;
    }
}
