package io.jenkins.plugins.gitops.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.access.RegistryAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.model.Jenkins;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.impl.mock.MockChangeRequestFlags;
import jenkins.scm.impl.mock.MockRepositoryFlags;
import jenkins.scm.impl.mock.MockSCMController;
import jenkins.scm.impl.mock.MockSCMDiscoverBranches;
import jenkins.scm.impl.mock.MockSCMDiscoverChangeRequests;
import jenkins.scm.impl.mock.MockSCMDiscoverTags;
import jenkins.scm.impl.mock.MockSCMSource;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Branches, change requests, forks and tags of a multibranch project. */
@WithSharedJenkins
class BuiltHeadTest {

    private MockSCMController controller;
    private JenkinsRule r;
    private WorkflowMultiBranchProject project;
    private EnvironmentEntry staging;

    @BeforeEach
    void project(JenkinsRule rule) throws Exception {
        r = rule;
        controller = MockSCMController.create();
        controller.createRepository("shop", MockRepositoryFlags.FORKABLE);
        controller.addFile("shop", "master", "Begin", "Jenkinsfile", "echo 'built'".getBytes());
        controller.cloneBranch("shop", "master", "feature/x");
        controller.createTag("shop", "master", "v1");
        project = r.createFolder("team").createProject(WorkflowMultiBranchProject.class, "shop");
        project.getSourcesList()
                .add(new BranchSource(new MockSCMSource(
                        controller,
                        "shop",
                        new MockSCMDiscoverBranches(),
                        new MockSCMDiscoverTags(),
                        new MockSCMDiscoverChangeRequests(ChangeRequestCheckoutStrategy.HEAD))));
        staging = Scene.environment("staging", "team/shop");
        staging.setAllowedBranches("master");
    }

    @AfterEach
    void close() {
        controller.close();
    }

    @Test
    void an_allowed_branch_delivers_and_another_is_refused() throws Exception {
        scan();

        assertThat(EnvironmentAccess.environment("staging", build("master")).getName())
                .isEqualTo("staging");
        assertThat(EnvironmentAccess.planOnly(build("master"))).isEmpty();
        assertThat(Scene.refused("staging", build("feature%2Fx")).getMessage())
                .isEqualTo("The branch feature/x may not use the environment 'staging'");
    }

    @Test
    void the_project_stands_for_its_branches_and_they_cannot_be_named_one_by_one() throws Exception {
        scan();
        staging.setAllowedJobs("team/shop/master");
        GitopsException refused = Scene.refused("staging", build("master"));

        assertThat(refused.getMessage()).contains("The job team/shop may not use");
    }

    @Test
    void a_change_request_only_shows_the_plan_by_its_targets_rules() throws Exception {
        Integer number = controller.openChangeRequest("shop", "master");
        scan();
        WorkflowRun build = build("CR-" + number);

        assertThat(EnvironmentAccess.environment("staging", build).getName()).isEqualTo("staging");
        assertThat(EnvironmentAccess.planOnly(build)).hasValue("CR-" + number + " is a change request");
        EnvironmentAccess.requireComparable("staging", build);
        staging.setAllowedUsers("carol");
        assertThat(Scene.refused(() -> EnvironmentAccess.requireComparable("staging", build))
                        .getMessage())
                .as("a comparison shows what is in the cluster")
                .contains("gitopsDrift", "only carol may");
        EnvironmentAccess.requireComparable("staging", build("master"));
        staging.setAllowedBranches("release");
        assertThat(Scene.refused("staging", build).getMessage()).contains("The branch master may not");
    }

    @Test
    void a_branch_that_may_deliver_has_environments_to_show_and_nothing_else_has() throws Exception {
        Integer number = controller.openChangeRequest("shop", "master");
        scan();

        assertThat(shown("master")).isEqualTo(List.of("staging"));
        for (String name : List.of("feature%2Fx", "CR-" + number, "v1")) {
            assertThat(shown(name)).as(name).isEmpty();
        }
        staging.setAllowedJobs("elsewhere");
        assertThat(shown("master")).isEmpty();
    }

    private List<String> shown(String name) {
        return EnvironmentAccess.environments(project.getItem(name)).stream()
                .map(EnvironmentEntry::getName)
                .toList();
    }

    @Test
    void a_change_request_from_a_fork_only_shows_the_plan() throws Exception {
        Integer number = controller.openChangeRequest("shop", "master", MockChangeRequestFlags.FORK);
        scan();

        assertThat(EnvironmentAccess.planOnly(build("CR-" + number))).isPresent();
    }

    @Test
    void a_fork_gets_no_password_of_a_registry() throws Exception {
        RegistryEntry registry = new RegistryEntry("registry.example");
        registry.setCredentialsId("registry");
        registry.setAllowedJobs("team/shop");
        GitopsConfiguration.get().setRegistries(List.of(registry));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "registry", "", "jenkins", "s3cr3t"));
        Integer ours = controller.openChangeRequest("shop", "master");
        Integer theirs = controller.openChangeRequest("shop", "master", MockChangeRequestFlags.FORK);
        scan();

        assertThat(EnvironmentAccess.isOfFork(build("CR-" + theirs))).isTrue();
        assertThat(registryOf("CR-" + theirs).password()).isEmpty();
        assertThat(registryOf("CR-" + ours).password()).hasValue("s3cr3t");
        assertThat(registryOf("master").password()).hasValue("s3cr3t");
    }

    private RegistryAccess registryOf(String name) {
        return CredentialAccess.registry("registry.example/shop", build(name)).orElseThrow();
    }

    @Test
    void a_tag_only_shows_the_plan() throws Exception {
        scan();
        WorkflowRun build = r.buildAndAssertSuccess(project.getItem("v1"));

        assertThat(EnvironmentAccess.environment("staging", build).getName()).isEqualTo("staging");
        assertThat(EnvironmentAccess.planOnly(build)).hasValue("v1 is a tag");
    }

    @Test
    void a_plan_needs_no_permission_to_deploy() throws Exception {
        Integer number = controller.openChangeRequest("shop", "master");
        scan();
        r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("builder"));

        assertThat(EnvironmentAccess.environment("staging", start("CR-" + number))
                        .getName())
                .isEqualTo("staging");
        assertThat(Scene.refused("staging", start("master")).getMessage()).contains("GitOps/Deploy");
    }

    /** Its own Jenkinsfile would decide when that branch delivers, and with which parameters. */
    @Test
    void a_change_request_does_not_deliver_by_starting_the_branch() throws Exception {
        Integer number = controller.openChangeRequest("shop", "master");
        scan();
        Cause branch = upstream("master");
        WorkflowRun master = r.assertBuildStatusSuccess(
                project.getItem("master").scheduleBuild2(0, new CauseAction(upstream("CR-" + number))));

        assertThat(Scene.refused("staging", master).getMessage())
                .contains("was started through the job team/shop/CR-" + number + ",");
        WorkflowRun again =
                r.assertBuildStatusSuccess(project.getItem("master").scheduleBuild2(0, new CauseAction(branch)));
        assertThat(EnvironmentAccess.environment("staging", again).getName()).isEqualTo("staging");
    }

    private Cause upstream(String name) {
        return new Cause.UpstreamCause(build(name));
    }

    private WorkflowRun start(String name) throws Exception {
        WorkflowJob job = project.getItem(name);
        return Scene.as(
                "builder",
                () -> r.assertBuildStatusSuccess(job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause()))));
    }

    private void scan() throws Exception {
        Eventually.get(project.scheduleBuild2(0).getFuture());
        r.waitUntilNoActivity();
    }

    private WorkflowRun build(String name) {
        return project.getItem(name).getLastBuild();
    }
}
