package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push over HTTP with a password, and without. */
class PasswordTest {

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @Test
    void a_wrong_password_is_told_without_being_repeated() {
        GitCredentials wrong = new GitCredentials.UsernamePassword(origin.username(), "wrong-password");
        try (RemoteBranch stranger =
                RemoteBranch.open(caches, new GitRemote(origin.url(), "main"), wrong, TestBranch.TIMEOUT)) {
            Revision tip = stranger.fetchTip();
            Revision commit = TestBranch.commit(stranger, tip, "web.yaml", "image: b\n");

            assertThatThrownBy(() -> stranger.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("HTTP 401")
                    .hasMessageNotContaining("wrong-password");
        }
    }

    @Test
    void no_password_is_told() {
        try (RemoteBranch stranger = RemoteBranch.open(
                caches, new GitRemote(origin.url(), "main"), GitCredentials.NONE, TestBranch.TIMEOUT)) {
            Revision tip = stranger.fetchTip();
            Revision commit = TestBranch.commit(stranger, tip, "web.yaml", "image: b\n");

            assertThatThrownBy(() -> stranger.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void a_password_that_the_server_repeats_is_masked() throws IOException {
        Path hook = origin.folder().resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\necho 'You sent " + origin.password() + "' >&2\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOfSatisfying(PushOutcome.Refused.class, refused -> assertThat(refused.reason())
                            .contains("You sent ****")
                            .doesNotContain(origin.password()));
        }
    }
}
