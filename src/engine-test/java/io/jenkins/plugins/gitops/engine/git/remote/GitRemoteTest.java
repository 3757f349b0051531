package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitRemoteTest {

    @ParameterizedTest
    @CsvSource({
        "https://Git.Example/Team/Shop.git, https://git.example/Team/Shop",
        "https://git.example:443/shop/, https://git.example/shop",
        "HTTP://git.example:8080/shop.git/, http://git.example:8080/shop",
        "git@git.example:team/shop.git, ssh://git@git.example/team/shop",
        "ssh://git@git.example:22/team/shop, ssh://git@git.example/team/shop",
        "git://git.example/shop, git://git.example/shop",
        "file:///srv/git/shop.git, file:///srv/git/shop",
        "http://[::1]:3000/shop, http://[::1]:3000/shop"
    })
    void the_key_is_the_same_for_all_ways_to_write_a_url(String url, String key) {
        assertThat(new GitRemote(url, "main").key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hush@git.example/shop",
                "https://hush@git.example/shop",
                "ssh://me:hush@git.example/shop",
                "me:hush@git.example:shop",
                "https://me:hu@hush@git.example/shop",
                "https://git.example/shop?token=hush",
                "https://git.example/shop#hush"
            })
    void a_secret_in_the_url_is_refused_and_not_repeated(String url) {
        assertThatThrownBy(() -> new GitRemote(url, "main"))
                .isInstanceOf(GitopsException.class)
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "/srv/git/shop",
                "--upload-pack=x:y",
                "ext::sh -c x",
                "https://",
                "https://host",
                "https://a b/shop",
                "ftp://git.example/shop",
                "https://git.example/shop\nx",
                "file://host/shop"
            })
    void what_is_no_url_of_a_repository_is_refused(String url) {
        assertThatThrownBy(() -> new GitRemote(url, "main"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("not one that Git can use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a..b", "refs/heads/main", "a~1", "x.lock", "a:b"})
    void what_is_no_branch_is_refused(String branch) {
        assertThatThrownBy(() -> new GitRemote("https://git.example/shop", branch))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("not a branch");
    }

    @Test
    void the_host_is_told_whatever_the_path_holds() {
        assertThat(new GitRemote("https://GIT.example:8443/${NAME}/{x}|y.git", "main").host())
                .contains("git.example");
        assertThat(new GitRemote("git@git.example:shop.git", "main").host()).contains("git.example");
        assertThat(new GitRemote("http://[::1]:8080/shop.git", "main").host()).contains("[::1]");
        assertThat(new GitRemote("file:///tmp/shop.git", "main").host()).isEmpty();
    }

    @Test
    void a_password_is_masked_where_credentials_are_printed() {
        assertThat(new GitCredentials.UsernamePassword("me", "hush")).hasToString("me:****");
    }
}
