package io.jenkins.plugins.gitops.history;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.browser.CGit;
import hudson.plugins.git.browser.GitLab;
import io.jenkins.plugins.gitops.engine.git.Revision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class CommitLinksTest {

    private static final Revision COMMIT = new Revision("a3f19e02c4d5b6a7980f1e2d3c4b5a6978876655");

    private FreeStyleProject job;

    @BeforeEach
    void a_job(JenkinsRule jenkins) throws Exception {
        job = jenkins.createFreeStyleProject();
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
        assertThat(CommitLinks.of(job).link(repository, COMMIT)).contains(address + COMMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example/team/shop.git",
        "http://github.com/team/shop.git",
        "ssh://git@gitlab.example:2222/team/shop.git",
        "file:///srv/git/shop.git",
        "javascript:alert(1)",
        "https://github.com.evil@x/team/shop",
    })
    void elsewhere_there_is_no_link(String repository) {
        assertThat(CommitLinks.of(job).link(repository, COMMIT)).isEmpty();
    }

    @Test
    void the_jobs_repository_browser_comes_first_for_its_own_repository() throws Exception {
        GitSCM scm = new GitSCM("https://git.example/team/shop.git");
        scm.setBrowser(new GitLab("https://code.example/team/shop/"));
        job.setScm(scm);

        CommitLinks links = CommitLinks.of(job);
        assertThat(links.link("https://git.example/team/shop", COMMIT)).hasValueSatisfying(link -> assertThat(link)
                .startsWith("https://code.example/team/shop/")
                .endsWith(COMMIT.id()));
        assertThat(links.link("https://git.example/team/other", COMMIT)).isEmpty();
    }

    @Test
    void a_browser_with_an_impossible_address_is_no_link() throws Exception {
        GitSCM scm = new GitSCM("https://git.example/team/shop.git");
        scm.setBrowser(new CGit("javascript:alert(1)"));
        job.setScm(scm);

        assertThat(CommitLinks.of(job).link("https://git.example/team/shop.git", COMMIT))
                .isEmpty();
    }
}
