package io.jenkins.plugins.gitops.pages.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitUrlHostTest {

    private static final Revision COMMIT = new Revision("a3f19e02c4d5b6a7980f1e2d3c4b5a6978876655");

    private static String key(String url) {
        return new GitRemote(url, "main").key();
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/team/shop.git, https://github.com/team/shop/commit/",
        "git@github.com:team/shop.git, https://github.com/team/shop/commit/",
        "https://gitlab.example:8443/group/sub/shop, https://gitlab.example:8443/group/sub/shop/-/commit/",
        "https://gitea.example/team/shop.git, https://gitea.example/team/shop/commit/",
        "https://codeberg.org/team/shop, https://codeberg.org/team/shop/commit/",
        "https://bitbucket.org/team/shop.git, https://bitbucket.org/team/shop/commits/",
    })
    void knows_the_address_at_hosts_of_a_known_form(String repository, String address) {
        assertThat(CommitUrlHost.commit(key(repository), COMMIT)).contains(address + COMMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example/team/shop.git",
                "http://github.com/team/shop.git",
                "ssh://git@gitlab.example:2222/team/shop.git",
                "https://github.com/shop",
                "file:///srv/git/shop.git",
            })
    void elsewhere_there_is_no_link(String repository) {
        assertThat(CommitUrlHost.commit(key(repository), COMMIT)).isEmpty();
    }
}
