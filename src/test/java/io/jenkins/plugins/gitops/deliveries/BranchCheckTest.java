package io.jenkins.plugins.gitops.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.RevisionParameterAction;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.plugins.git.traits.DiscoverOtherRefsTrait;
import jenkins.scm.api.trait.SCMSourceTrait;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A commit that nobody has reviewed, with the name of a branch that may deliver. */
@WithSharedJenkins
class BranchCheckTest {

    private static final String ECHO = "echo 'built'";

    private static JenkinsRule r;

    private final BareRepository repository = GitServer.shared().createRepository(Map.of("Jenkinsfile", ECHO));
    private EnvironmentEntry staging;
    private String change;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        r = rule;
    }

    /** As Gerrit keeps them: a ref that is no branch, made of the branch's tip. */
    @BeforeEach
    void a_change_that_is_not_merged() {
        staging = Scene.environment("staging", "**");
        staging.setAllowedBranches("main");
        change = repository.commit("change", "Not reviewed", Map.of("Jenkinsfile", "echo 'not reviewed'"));
        repository.git("update-ref", "refs/changes/01/1/1", change);
        repository.git("update-ref", "-d", "refs/heads/change");
    }

    @Test
    void the_branchs_own_commits_deliver_the_older_ones_too() throws Exception {
        WorkflowRun first = r.buildAndAssertSuccess(job(scm("*/main", null)));
        repository.commit("main", "More", Map.of("more", "more"));
        WorkflowRun second = r.buildAndAssertSuccess(job(scm("main", "+refs/heads/*:refs/remotes/origin/*")));

        assertThat(objection(first)).isEmpty();
        assertThat(objection(second)).isEmpty();
    }

    @Test
    void a_change_that_a_refspec_calls_main_does_not() throws Exception {
        for (String refspec :
                List.of("+refs/changes/01/*:refs/remotes/origin/*", "refs/changes/01/1/1:refs/remotes/origin/main")) {
            String specifier = refspec.endsWith("*") ? "1/1" : "main";
            staging.setAllowedBranches(specifier);
            WorkflowRun build = r.buildAndAssertSuccess(job(scm(specifier, refspec)));

            assertThat(EnvironmentAccess.environment("staging", build)).isSameAs(staging);
            assertThat(objection(build)).isPresent();
        }
    }

    @Test
    void nor_one_that_a_parameter_brings() throws Exception {
        WorkflowJob job = job(scm("${BRANCH}", "${REFSPEC}"));
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("BRANCH", "main"),
                new StringParameterDefinition("REFSPEC", "+refs/changes/01/1/1:refs/remotes/origin/main")));
        WorkflowRun build = r.buildAndAssertSuccess(job);
        assertThat(objection(build))
                .hasValue("The built commit " + change.substring(0, 10) + " is not on the branch main of "
                        + repository.url());

        job.removeProperty(ParametersDefinitionProperty.class);
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("BRANCH", "main"),
                new StringParameterDefinition("REFSPEC", "+refs/heads/main:refs/remotes/origin/main")));
        assertThat(objection(r.buildAndAssertSuccess(job))).isEmpty();
    }

    @Test
    void nor_one_of_another_remote() throws Exception {
        BareRepository evil = GitServer.shared().createRepository(Map.of("Jenkinsfile", "echo 'evil'"));
        WorkflowRun build = r.buildAndAssertSuccess(job(new GitSCM(
                List.of(
                        new UserRemoteConfig(repository.url(), "origin", null, null),
                        new UserRemoteConfig(evil.url(), "evil", null, null)),
                List.of(new BranchSpec("remotes/evil/main")),
                null,
                null,
                List.of())));

        assertThat(EnvironmentAccess.environment("staging", build)).isSameAs(staging);
        assertThat(objection(build).orElseThrow()).endsWith(" is not on the branch main of " + repository.url());
    }

    @Test
    void nor_what_a_script_checks_out_under_a_branchs_name() throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node { checkout scmGit(userRemoteConfigs: [[url: '" + repository.url()
                        + "', refspec: '+refs/changes/01/1/1:refs/remotes/origin/main']], branches: [[name: 'main']]) }",
                true));

        assertThat(objection(r.buildAndAssertSuccess(job)).orElseThrow()).contains(change.substring(0, 10));
    }

    /** Neither a branch nor a commit is known then, and every branch is allowed. */
    @Test
    void nor_what_has_no_branch_unless_the_job_names_it_for_good() throws Exception {
        staging.setAllowedBranches("**");
        staging.setBranch("main");
        repository.git("tag", "v1", change);
        WorkflowJob job = job(scm("${REF}", "+refs/*:refs/*"));
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("REF", "refs/changes/01/1/1")));

        assertThat(objection(r.buildAndAssertSuccess(job)).orElseThrow()).contains("not on the branch main");
        assertThat(objection(r.buildAndAssertSuccess(job(scm("refs/tags/v1", null)))))
                .isEmpty();
    }

    /** A lightweight checkout of the Jenkinsfile alone records nothing. */
    @Test
    void without_a_record_the_jobs_configuration_has_to_say_what_was_built() throws Exception {
        WorkflowJob job = lightweight(scm("main", null));
        assertThat(objection(r.buildAndAssertSuccess(job))).isEmpty();

        WorkflowJob open = lightweight(scm("${BRANCH}", null));
        open.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("BRANCH", "main")));
        assertThat(objection(r.buildAndAssertSuccess(open)).orElseThrow())
                .contains("It is not known which commit of " + repository.url() + " was built");
    }

    /** The branch's name says "main of the remote evil", and its Jenkinsfile checks out what looks right. */
    @Test
    void what_the_jenkinsfile_checks_out_does_not_speak_for_the_jenkinsfile() throws Exception {
        repository.commit(
                "remotes/evil/main",
                "Not reviewed",
                Map.of("Jenkinsfile", "node { git url: '" + repository.url() + "', branch: 'main' }"));
        for (boolean lightweight : List.of(false, true)) {
            WorkflowJob job = parameterised("${BRANCH}", "BRANCH", "remotes/evil/main");
            ((CpsScmFlowDefinition) job.getDefinition()).setLightweight(lightweight);
            WorkflowRun build = r.buildAndAssertSuccess(job);

            assertThat(EnvironmentAccess.environment("staging", build)).isSameAs(staging);
            assertThat(objection(build)).isPresent();
        }
        assertThat(objection(r.buildAndAssertSuccess(job(scm("remotes/evil/main", null)))))
                .as("its name is no name of the remote origin")
                .isPresent();
    }

    @Test
    void every_checkout_of_the_repository_has_to_be_on_the_branch() throws Exception {
        String unreviewed = repository.commit("feature", "Not reviewed", Map.of("Jenkinsfile", ECHO));
        String other = "node { git url: '" + repository.url() + "', branch: 'feature' }";
        repository.commit("main", "Builds another branch", Map.of("Jenkinsfile", other));

        assertThat(objection(r.buildAndAssertSuccess(parameterised("${BRANCH}", "BRANCH", "main")))
                        .orElseThrow())
                .contains(unreviewed.substring(0, 10));
        assertThat(objection(r.buildAndAssertSuccess(job(scm("main", null)))))
                .as("what is on the branch, the branch's own Jenkinsfile decides")
                .isEmpty();
    }

    /** As a notification of a push can name it. */
    @Test
    void a_commit_that_a_notification_names_is_asked_for() throws Exception {
        String unreviewed = repository.commit("feature", "Not reviewed", Map.of("Jenkinsfile", ECHO));
        WorkflowJob job = job(scm("main", null));
        WorkflowRun build = Eventually.get(job.scheduleBuild2(0, new RevisionParameterAction(unreviewed)));

        assertThat(objection(build).orElseThrow()).contains(unreviewed.substring(0, 10));
        String reviewed = repository.git("rev-parse", "main").strip();
        assertThat(objection(Eventually.get(job.scheduleBuild2(0, new RevisionParameterAction(reviewed)))))
                .isEmpty();
    }

    /** Many sources can be read by agents alone. */
    @Test
    void nobody_is_asked_where_the_jobs_configuration_decides() throws Exception {
        staging.setRepository("https://git.example/config.git");
        WorkflowRun fixed = r.buildAndAssertSuccess(job(scm("*/main", null)));
        WorkflowRun open = r.buildAndAssertSuccess(parameterised("${BRANCH}", "BRANCH", "main"));
        WorkflowRun head =
                multibranch(new BranchDiscoveryTrait()).getItem("main").getLastBuild();
        Files.move(repository.folder(), repository.folder().resolveSibling("gone-" + change));

        assertThat(objection(fixed)).isEmpty();
        assertThat(objection(head)).isEmpty();
        assertThat(Scene.refused(() -> objection(open)).remedy())
                .contains("Name a branch or a tag without parameters in the job's configuration")
                .contains("Known hosts of SSH");
    }

    @Test
    void a_tag_that_a_parameter_names_is_no_branch_that_can_be_checked() throws Exception {
        staging.setAllowedBranches("**");
        staging.setRepository("https://git.example/config.git");
        staging.setBranch("main");
        repository.git("tag", "v1", "main");
        WorkflowRun build = r.buildAndAssertSuccess(parameterised("refs/tags/${VERSION}", "VERSION", "v1"));

        assertThat(objection(build).orElseThrow()).contains("is a tag or a commit that a parameter names");
        assertThat(objection(r.buildAndAssertSuccess(job(scm("refs/tags/v1", null)))))
                .isEmpty();
    }

    @Test
    void a_multibranch_project_delivers_its_branches_and_no_other_refs_with_their_names() throws Exception {
        repository.git("update-ref", "refs/heads/live", "main");
        staging.setAllowedBranches("**");
        DiscoverOtherRefsTrait changes = new DiscoverOtherRefsTrait("changes/01/1/*");
        changes.setNameMapping("release-@{1}");
        WorkflowMultiBranchProject project = multibranch(new BranchDiscoveryTrait(), changes);

        assertThat(project.getItems()).extracting(WorkflowJob::getName).contains("main", "live", "release-1");
        for (String branch : List.of("main", "live")) {
            assertThat(objection(project.getItem(branch).getLastBuild())).isEmpty();
        }
        WorkflowRun build = project.getItem("release-1").getLastBuild();
        assertThat(EnvironmentAccess.planOnly(build)).hasValue("release-1 is a ref that is no branch");
        assertThat(objection(build)).isPresent();
        repository.git("update-ref", "refs/heads/release-1", "main");
        assertThat(objection(build)).isPresent();
    }

    /** A job with a fixed branch has built what was on it; nobody asks again. */
    @Test
    void what_was_taken_off_the_branch_since_does_not_deliver_where_the_server_is_asked() throws Exception {
        String gone = repository.commit("main", "Taken back", Map.of("more", "more"));
        WorkflowRun asked = r.buildAndAssertSuccess(parameterised("${BRANCH}", "BRANCH", "main"));
        WorkflowRun fixed = r.buildAndAssertSuccess(job(scm("main", null)));
        assertThat(objection(asked)).isEmpty();
        repository.git("update-ref", "refs/heads/main", "main~1");

        assertThat(objection(asked).orElseThrow()).contains(gone.substring(0, 10));
        assertThat(objection(fixed)).isEmpty();
    }

    private Optional<String> objection(WorkflowRun build) {
        return BranchCheck.objection(staging, build).map(Throwable::getMessage);
    }

    private WorkflowMultiBranchProject multibranch(SCMSourceTrait... traits) throws Exception {
        WorkflowMultiBranchProject project = r.createProject(WorkflowMultiBranchProject.class);
        GitSCMSource source = new GitSCMSource(repository.url());
        source.setId("shop");
        source.setTraits(List.of(traits));
        project.getSourcesList().add(new BranchSource(source));
        Eventually.get(project.scheduleBuild2(0).getFuture());
        r.waitUntilNoActivity();
        return project;
    }

    private WorkflowJob parameterised(String specifier, String parameter, String value) throws Exception {
        WorkflowJob job = job(scm(specifier, null));
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition(parameter, value)));
        return job;
    }

    private static WorkflowJob job(GitSCM scm) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
        return job;
    }

    private static WorkflowJob lightweight(GitSCM scm) throws Exception {
        WorkflowJob job = job(scm);
        ((CpsScmFlowDefinition) job.getDefinition()).setLightweight(true);
        return job;
    }

    private GitSCM scm(String specifier, String refspec) {
        return new GitSCM(
                List.of(new UserRemoteConfig(repository.url(), null, refspec, null)),
                List.of(new BranchSpec(specifier)),
                null,
                null,
                List.of());
    }
}
