package io.jenkins.plugins.gitops.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.Result;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.plugins.git.traits.TagDiscoveryTrait;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Where the desired state is, by the controller's own record of the checkout. */
@WithSharedJenkins
class BuildCheckoutTest {

    private final BareRepository repository =
            GitServer.shared().createRepository(Map.of("README", "shop\n", "Jenkinsfile", "node { checkout scm }"));
    private final BareRepository other = GitServer.shared().createRepository(Map.of("README", "other\n"));

    private JenkinsRule r;
    private EnvironmentEntry staging;

    @BeforeEach
    void jenkins(JenkinsRule rule) {
        r = rule;
        staging = Scene.environment("staging", "**");
    }

    @Test
    void a_script_that_checks_out_one_repository_means_that() throws Exception {
        WorkflowRun build = run("node { git url: '" + repository.url() + "', branch: 'main' }");

        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(repository.url(), "main"));
        assertThat(EnvironmentAccess.source(build))
                .hasValue(new DeliverySource(repository.url(), head(repository), Optional.empty()));
    }

    @Test
    void what_a_build_writes_into_the_workspaces_git_configuration_counts_for_nothing() throws Exception {
        WorkflowRun build = run("node { git url: '" + repository.url() + "', branch: 'main'\n"
                + "writeFile file: '.git/config', text: '[remote \"origin\"]\\n url = " + other.url() + "\\n'\n"
                + "writeFile file: '.git/HEAD', text: 'ref: refs/heads/evil\\n' }");

        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(repository.url(), "main"));
    }

    @Test
    void a_build_that_has_checked_out_nothing_is_refused() throws Exception {
        WorkflowRun build = run("echo 'nothing'");

        assertThat(Scene.refused(() -> CredentialAccess.remote(staging, build)).getMessage())
                .contains("The build has not checked out a repository");
        assertThat(EnvironmentAccess.source(build)).isEmpty();
    }

    @Test
    void several_repositories_are_not_guessed_among() throws Exception {
        WorkflowRun build = run("node { dir('a') { git url: '" + repository.url() + "', branch: 'main' }\n"
                + "dir('b') { git url: '" + other.url() + "', branch: 'main' } }");

        assertThat(Scene.refused(() -> CredentialAccess.remote(staging, build)).getMessage())
                .contains("several repositories")
                .contains(repository.url())
                .contains(other.url());
        staging.setRepository(other.url());
        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(other.url(), "main"));
    }

    @Test
    void the_environment_may_name_repository_and_branch() throws Exception {
        WorkflowRun build = run("node { git url: '" + repository.url() + "', branch: 'main' }");
        staging.setRepository("https://git.example/config.git");

        assertThat(CredentialAccess.remote(staging, build))
                .isEqualTo(new GitRemote("https://git.example/config.git", "main"));
        staging.setBranch("live");
        assertThat(CredentialAccess.remote(staging, build))
                .isEqualTo(new GitRemote("https://git.example/config.git", "live"));
    }

    @Test
    void the_branch_of_the_checkout_has_to_be_allowed() throws Exception {
        repository.commit("feature/x", "Try", Map.of("x", "x"));
        staging.setAllowedBranches("main\nrelease/*");

        WorkflowRun main = run("node { git url: '" + repository.url() + "', branch: 'main' }");
        assertThat(EnvironmentAccess.environment("staging", main).getName()).isEqualTo("staging");
        WorkflowRun feature = run("node { git url: '" + repository.url() + "', branch: 'feature/x' }");
        assertThat(Scene.refused("staging", feature).getMessage())
                .isEqualTo("The branch feature/x may not use the environment 'staging'");
    }

    @Test
    void a_commit_or_a_tag_is_no_branch() throws Exception {
        repository.git("tag", "v1", "main");
        staging.setAllowedBranches("*");
        WorkflowRun build = run("node { checkout scmGit(userRemoteConfigs: [[url: '" + repository.url()
                + "']], branches: [[name: 'refs/tags/v1']]) }");

        assertThat(Scene.refused("staging", build).getMessage()).contains("not known which branch");
    }

    @Test
    void where_the_jenkinsfile_comes_from_counts_and_not_what_it_checks_out_besides() throws Exception {
        repository.commit(
                "feature/x",
                "Pretend",
                Map.of(
                        "Jenkinsfile",
                        "node { git url: '" + other.url() + "', branch: 'main'; git url: '" + repository.url()
                                + "', branch: 'main' }"));
        staging.setAllowedBranches("main");
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsScmFlowDefinition(scm(repository, "*/feature/x"), "Jenkinsfile"));
        WorkflowRun build = r.buildAndAssertSuccess(job);

        assertThat(Scene.refused("staging", build).getMessage())
                .isEqualTo("The branch feature/x may not use the environment 'staging'");
        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(repository.url(), "feature/x"));
    }

    @Test
    void a_job_with_its_script_in_git_knows_the_commit_that_it_built() throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsScmFlowDefinition(scm(repository, "main"), "Jenkinsfile"));
        WorkflowRun build = r.buildAndAssertSuccess(job);

        assertThat(EnvironmentAccess.source(build).orElseThrow().revision()).isEqualTo(head(repository));
        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(repository.url(), "main"));
    }

    @Test
    void a_second_build_tells_its_own_commit() throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsScmFlowDefinition(scm(repository, "main"), "Jenkinsfile"));
        WorkflowRun first = r.buildAndAssertSuccess(job);
        Revision before = head(repository);
        repository.commit("main", "More", Map.of("more", "more"));
        WorkflowRun second = r.buildAndAssertSuccess(job);

        assertThat(EnvironmentAccess.source(first).orElseThrow().revision()).isEqualTo(before);
        assertThat(EnvironmentAccess.source(second).orElseThrow().revision()).isEqualTo(head(repository));
    }

    @Test
    void a_multibranch_projects_source_counts() throws Exception {
        repository.git("tag", "v1", "main");
        WorkflowMultiBranchProject project = r.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait(), new TagDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source));
        Eventually.get(project.scheduleBuild2(0).getFuture());
        r.waitUntilNoActivity();
        WorkflowRun build = project.getItem("main").getLastBuild();
        r.assertBuildStatusSuccess(build);
        staging.setAllowedJobs("shop");
        staging.setAllowedBranches("main");

        assertThat(EnvironmentAccess.environment("staging", build).getName()).isEqualTo("staging");
        assertThat(EnvironmentAccess.planOnly(build)).isEmpty();
        assertThat(CredentialAccess.remote(staging, build)).isEqualTo(new GitRemote(repository.url(), "main"));
        assertThat(EnvironmentAccess.source(build).orElseThrow().revision()).isEqualTo(head(repository));
        WorkflowRun tag = r.buildAndAssertSuccess(project.getItem("v1"));
        assertThat(EnvironmentAccess.planOnly(tag)).hasValue("v1 is a tag");
    }

    @Test
    void only_http_and_ssh_are_spoken_from_the_controller() throws Exception {
        staging.setBranch("main");
        WorkflowRun build = run("echo 'nothing'");
        for (String url : List.of("git@git.example:shop.git", "ssh://git@git.example/shop.git")) {
            staging.setRepository(url);
            assertThat(CredentialAccess.remote(staging, build).url()).isEqualTo(url);
        }
        for (String url : List.of("file:///etc", "/etc", "git://git.example/shop.git")) {
            staging.setRepository(url);
            assertThat(Scene.refused(() -> CredentialAccess.remote(staging, build))
                            .remedy())
                    .contains("Check out over https");
        }
    }

    @Test
    void a_password_among_the_parameters_is_not_filled_into_an_address() throws Exception {
        String name = repository.url().replaceFirst(".*/", "");
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.addProperty(new ParametersDefinitionProperty(new PasswordParameterDefinition("NAME", name, "")));
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(repository.url().replace(name, "${NAME}"), null, null, null)),
                List.of(new BranchSpec("main")),
                null,
                null,
                List.of());
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
        WorkflowRun build = r.buildAndAssertSuccess(job);

        assertThat(CredentialAccess.remote(staging, build).url()).doesNotContain(name);
    }

    @Test
    void a_users_name_in_the_checkouts_url_is_left_out() {
        BuildCheckout checkout =
                new BuildCheckout("https://jane:s3cr3t@git.example/shop.git", Optional.empty(), Optional.empty());

        assertThat(checkout.url()).isEqualTo("https://git.example/shop.git");
        assertThat(checkout.isOf("https://GIT.example:443/shop")).isTrue();
    }

    private WorkflowRun run(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return r.buildAndAssertStatus(Result.SUCCESS, job);
    }

    private static GitSCM scm(BareRepository repository, String branch) {
        return new GitSCM(
                List.of(new UserRemoteConfig(repository.url(), null, null, null)),
                List.of(new BranchSpec(branch)),
                null,
                null,
                List.of());
    }

    private static Revision head(BareRepository repository) {
        return new Revision(repository.git("rev-parse", "refs/heads/main").strip());
    }
}
