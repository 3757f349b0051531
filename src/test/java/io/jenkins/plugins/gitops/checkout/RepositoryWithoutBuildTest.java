package io.jenkins.plugins.gitops.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a job's deliveries are kept, as far as that is known without a build. */
class RepositoryWithoutBuildTest {

    private static final GitRemote BEFORE = new GitRemote("https://git.example/shop.git", "main");

    private final EnvironmentEntry staging = new EnvironmentEntry("staging");

    private Optional<GitRemote> before;

    @BeforeEach
    void delivered_before() {
        before = Optional.of(BEFORE);
    }

    private Optional<GitRemote> remote() {
        return CredentialAccess.remote(staging, before);
    }

    @Test
    void the_environment_says_it() {
        before = Optional.empty();
        assertThat(remote()).isEmpty();
        staging.setRepository("https://git.example/config.git");
        assertThat(remote()).isEmpty();
        staging.setBranch("deploy");
        assertThat(remote()).contains(new GitRemote("https://git.example/config.git", "deploy"));
    }

    @Test
    void what_it_leaves_open_is_where_the_job_delivered_to_before() {
        assertThat(remote()).contains(BEFORE);
        staging.setBranch("deploy");
        assertThat(remote()).contains(new GitRemote(BEFORE.url(), "deploy"));
        staging.setBranch(null);
        staging.setRepository("https://git.example/shop");
        assertThat(remote()).contains(new GitRemote("https://git.example/shop", "main"));
    }

    @Test
    void the_branch_of_another_repository_does_not_count() {
        staging.setRepository("https://git.example/config.git");
        assertThat(remote()).isEmpty();
    }

    @Test
    void a_folder_of_the_controllers_is_not_read() {
        staging.setBranch("main");
        staging.setRepository("file:///etc");
        assertThatThrownBy(this::remote).isInstanceOf(GitopsException.class).hasMessageContaining("is a folder");
    }
}
