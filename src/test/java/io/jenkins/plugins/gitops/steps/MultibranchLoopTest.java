package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.plugins.git.ApiTokenPropertyConfiguration;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The same in a multibranch project, by indexing and by its events. */
@WithSharedJenkins
class MultibranchLoopTest {

    private JenkinsRule jenkins;
    private WatchedShop shop;
    private WorkflowMultiBranchProject project;

    @BeforeEach
    void a_project_whose_branch_has_delivered(JenkinsRule rule) throws Exception {
        jenkins = rule;
        shop = new WatchedShop(rule);
        project = rule.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(shop.shop.repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source));
        Eventually.get(project.scheduleBuild2(0).getFuture());
        assertThat(shop.quiet(branch())).isEqualTo(1);
        assertThat(shop.shop.commits()).isEqualTo(2);
    }

    @Test
    void a_write_back_alone_starts_no_build_by_indexing() throws Exception {
        assertThat(index()).isEqualTo(1);
        assertThat(log(project.getIndexing().getLogFile())).contains("Changes detected: main");
    }

    @Test
    void without_this_it_would_go_round_in_circles() throws Exception {
        GitopsConfiguration.get().setSkipWriteBacks(false);

        assertThat(index()).isEqualTo(2);
        assertThat(index()).isEqualTo(3);
    }

    @Test
    void a_persons_commit_is_built_when_builds_were_skipped_before_and_it_is_not_the_newest() throws Exception {
        assertThat(index()).isEqualTo(1);
        shop.push("2");
        String trailers = shop.shop.repository.git("log", "-1", "--format=%(trailers)", "main~1");
        shop.shop.repository.commit("main", "Deploy\n\n" + trailers.strip() + "\n", Map.of());

        assertThat(index()).isEqualTo(2);
        assertThat(index()).isEqualTo(2);
    }

    @Test
    void an_event_of_a_write_back_starts_no_build_and_one_of_a_person_does() throws Exception {
        notifyCommit("main");
        eventually("the event is handled").until(this::events, log -> log.contains("Changes detected: main"));
        assertThat(shop.quiet(branch())).isEqualTo(1);

        shop.push("2");
        notifyCommit("main");
        eventually("there is a build 2").until(() -> branch().getBuildByNumber(2) != null);
        assertThat(shop.quiet(branch())).isEqualTo(2);
    }

    @Test
    void a_branch_that_is_made_from_a_write_back_is_built() throws Exception {
        shop.shop.repository.git("branch", "feature", "main");

        assertThat(index()).isEqualTo(1);
        assertThat(project.getItem("feature").getLastBuild().getNumber()).isEqualTo(1);
    }

    private int index() throws Exception {
        Eventually.get(project.scheduleBuild2(0).getFuture());
        return shop.quiet(branch());
    }

    private WorkflowJob branch() {
        return project.getItem("main");
    }

    private String events() throws Exception {
        return log(project.getIndexing().getEventsFile());
    }

    private static String log(File file) throws Exception {
        return file.exists() ? Files.readString(file.toPath()) : "";
    }

    private void notifyCommit(String branch) throws Exception {
        String token =
                ApiTokenPropertyConfiguration.get().generateApiToken("test").getString("value");
        String url = URLEncoder.encode(shop.shop.repository.url(), StandardCharsets.UTF_8);
        jenkins.createWebClient()
                .goTo("git/notifyCommit?url=" + url + "&branches=" + branch + "&token=" + token, "text/plain");
    }
}
