package io.jenkins.plugins.gitops.pages.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.browser.CGit;
import hudson.plugins.git.browser.GitLab;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

@WithSharedJenkins
class CommitLinksTest {

    private static final Revision COMMIT = new Revision("a3f19e02c4d5b6a7980f1e2d3c4b5a6978876655");

    private FreeStyleProject job;

    @BeforeEach
    void a_job(JenkinsRule jenkins) throws Exception {
        job = jenkins.createFreeStyleProject();
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
