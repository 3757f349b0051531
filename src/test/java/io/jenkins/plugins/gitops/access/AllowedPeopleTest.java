package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.triggers.SCMTrigger;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.AutomaticBuilds;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.environments.Scene;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

/** Who may deliver to an environment that names people: production, for carol and the group ops, of which dave is. */
@WithSharedJenkins
class AllowedPeopleTest {

    private static final String WHO = "only carol, the group ops may";

    private JenkinsRule r;
    private MockFolder team;
    private FreeStyleProject shop;
    private EnvironmentEntry production;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        team = r.createFolder("team");
        shop = team.createProject(FreeStyleProject.class, "shop");
        JenkinsRule.DummySecurityRealm realm = r.createDummySecurityRealm();
        realm.addGroups("dave", "ops");
        r.jenkins.setSecurityRealm(realm);
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Item.CONFIGURE, Computer.BUILD)
                .everywhere()
                .toEveryone()
                .grant(GitopsPermissions.DEPLOY)
                .onFolders(team)
                .to("bob", "carol", "dave", "ops")
                .grant(GitopsPermissions.DEPLOY)
                .onFolders(r.createFolder("other"))
                .to("erin"));
        EnvironmentEntry staging = entry("staging");
        production = entry("production");
        production.setAllowedUsers("carol");
        production.setAllowedGroups("ops");
        GitopsConfiguration.get().setEnvironments(List.of(staging, production));
    }

    private static EnvironmentEntry entry(String name) {
        EnvironmentEntry environment = new EnvironmentEntry(name);
        environment.setAllowedJobs("team/*\nother/*");
        environment.setAllowedBranches("**");
        return environment;
    }

    @Test
    void who_may_deliver_to_staging_need_not_to_production() throws Exception {
        FreeStyleBuild build = Scene.build(shop, "bob");

        EnvironmentAccess.environment("staging", build);
        assertThat(refused(build).getMessage())
                .isEqualTo("'bob' started team » shop #1 or is who it runs as, and may not deliver to the environment"
                        + " 'production': " + WHO);
    }

    @Test
    void users_members_of_groups_and_administrators_may() throws Exception {
        for (String user : List.of("carol", "CAROL", "dave", "admin")) {
            assertAllowed(Scene.build(shop, user));
        }
    }

    /** Where people may sign up, somebody takes the name of a group. */
    @Test
    void a_user_whose_id_is_the_name_of_a_group_may_not() throws Exception {
        assertThat(refused(Scene.build(shop, "ops")).getMessage()).contains("'ops'", WHO);
    }

    @Test
    void nor_who_is_not_logged_in() throws Exception {
        // What anonymous users may, everybody may.
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD, GitopsPermissions.DEPLOY)
                .everywhere()
                .toEveryone());
        FreeStyleBuild build = Eventually.get(shop.scheduleBuild2(0, new Cause.UserIdCause(null)));

        EnvironmentAccess.environment("staging", build);
        assertThat(refused(build).getMessage()).contains("'anonymous'", WHO);
    }

    /** The permission is that of the folder, by Jenkins' own authorization. */
    @Test
    void who_is_named_needs_the_permission_on_the_jobs_folder_as_well() throws Exception {
        production.setAllowedUsers("carol\nerin");

        assertThat(refused(Scene.build(shop, "erin")).getMessage())
                .endsWith("lacks the permission GitOps/Deploy on team/shop");
        assertAllowed(Scene.build(
                r.jenkins.getItemByFullName("other", MockFolder.class).createProject(FreeStyleProject.class, "shop"),
                "erin"));
    }

    @Test
    void a_timer_and_a_push_are_nobody() throws Exception {
        FreeStyleBuild pushed = Eventually.get(shop.scheduleBuild2(0, new SCMTrigger.SCMTriggerCause("pushed")));
        EnvironmentAccess.environment("staging", pushed);

        for (FreeStyleBuild build : List.of(pushed, Scene.build(shop))) {
            assertThat(refused(build))
                    .hasMessage(build.getFullDisplayName() + " was started by no person, and the environment"
                            + " 'production' takes no automatic builds: " + WHO);
        }
        production.setAutomatic(AutomaticBuilds.ALLOWED);
        assertAllowed(pushed);
        assertThat(refused(Scene.build(shop, "bob")).getMessage()).contains("'bob'");
    }

    @Test
    void automatic_builds_can_be_refused_where_nobody_is_named() throws Exception {
        production.setAllowedUsers(null);
        production.setAllowedGroups(" \n");
        production.setAutomatic(AutomaticBuilds.REFUSED);

        assertThat(refused(Scene.build(shop)).getMessage()).endsWith("only who has GitOps/Deploy may");
        assertAllowed(Scene.build(shop, "bob"));
    }

    @Test
    void who_starts_it_through_another_job_has_to_be_named_too() throws Exception {
        FreeStyleProject before = team.createProject(FreeStyleProject.class, "before");

        assertAllowed(through(Scene.build(before, "carol")));
        assertThat(refused(through(Scene.build(before, "bob"))).getMessage()).contains("'bob'", WHO);
        assertThat(refused(through(Scene.build(before))).getMessage()).contains("was started by no person");
    }

    @Test
    void nor_does_a_job_get_past_that_runs_as_somebody_else() throws Exception {
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("sandbox/bobs", User.getById("bob", true).impersonate2())
                        .authenticate(
                                "sandbox/carols", User.getById("carol", true).impersonate2())
                        .authenticate("team/shop", User.getById("bob", true).impersonate2()));
        MockFolder sandbox = r.createFolder("sandbox");
        FreeStyleProject bobs = sandbox.createProject(FreeStyleProject.class, "bobs");
        FreeStyleProject carols = sandbox.createProject(FreeStyleProject.class, "carols");
        FreeStyleProject other = team.createProject(FreeStyleProject.class, "other");

        assertThat(refused(Scene.build(shop, "carol")).getMessage())
                .as("it runs as bob")
                .contains("'bob'");
        assertThat(refused(through(other, Scene.build(bobs, "carol"))).getMessage())
                .contains("the job sandbox/bobs,");
        assertAllowed(through(other, Scene.build(carols, "carol")));
        assertThat(refused(through(other, Scene.build(carols))).getMessage())
                .as("who a job runs as is no person who started it")
                .contains("was started by no person");
    }

    @Test
    void who_replays_is_who_counts() throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "pipeline");
        job.setDefinition(new CpsFlowDefinition("echo '1'", true));
        WorkflowRun first = Scene.as(
                "carol", () -> Eventually.get(job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause()))));
        assertAllowed(first);
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(
                        Jenkins.READ,
                        Item.READ,
                        Item.BUILD,
                        Item.CONFIGURE,
                        ReplayAction.REPLAY,
                        GitopsPermissions.DEPLOY)
                .everywhere()
                .toEveryone());

        Scene.as("bob", () -> first.getAction(ReplayAction.class).run2("echo '2'", Map.of()));
        r.waitUntilNoActivity();

        assertThat(refused(job.getBuildByNumber(2)).getMessage()).contains("'bob'", WHO);
        assertThat(Scene.refused(() -> EnvironmentAccess.requireRestartable("production", job.getBuildByNumber(2)))
                        .getMessage())
                .contains("'bob'", WHO);
    }

    @Test
    void an_answer_of_who_is_named_makes_a_push_a_persons_build() throws Exception {
        WorkflowRun byCarol = asking(null, "input 'go on?'; echo 'step'", "carol");
        WorkflowRun byBob = asking(null, "input 'go on?'; echo 'step'", "bob");

        assertThat(EnvironmentAccess.environment("production", byCarol, step(byCarol)))
                .isSameAs(production);
        assertThat(refusedAtStep(byBob).getMessage())
                .isEqualTo("'bob' let " + byBob.getFullDisplayName()
                        + " go on, and may not deliver to the environment 'production': " + WHO);
    }

    @Test
    void an_answer_in_a_joined_branch_counts_and_one_beside_the_step_does_not() throws Exception {
        WorkflowRun joined = asking(null, "parallel(a: { echo 'a' }, b: { input 'go on?' }); echo 'step'", "bob");
        WorkflowRun beside = asking(null, "parallel(a: { input 'a?' }, b: { echo 'step' })", "carol");

        assertThat(refusedAtStep(joined).getMessage()).contains("'bob' let ");
        assertThat(refusedAtStep(beside).getMessage()).contains("was started by no person");
    }

    @Test
    void the_last_answer_before_the_step_counts_and_one_after_it_does_not() throws Exception {
        WorkflowRun run = asking(null, "input 'one'; input 'two'; echo 'step'; input 'three'", "carol", "bob", "carol");

        assertThat(refusedAtStep(run).getMessage()).contains("'bob' let ");
        assertThat(refused(run).getMessage()).as("without a step").contains("was started by no person");
    }

    @Test
    void a_question_that_was_rejected_last_is_nobodys_yes() throws Exception {
        String script = "input 'one'\ntry { input 'two' } catch (e) { echo 'caught' }\necho 'step'";
        WorkflowRun rejected = asking(null, script, "carol", "-carol");
        WorkflowRun again =
                asking(null, script.replace("echo 'step'", "input 'three'; echo 'step'"), "carol", "-bob", "dave");

        assertThat(refusedAtStep(rejected).getMessage()).contains("was started by no person");
        assertThat(EnvironmentAccess.environment("production", again, step(again)))
                .isSameAs(production);
    }

    @Test
    void an_answer_does_not_help_who_started_it() throws Exception {
        WorkflowRun run = asking("bob", "input 'one'; echo 'step'", "carol");

        assertThat(refusedAtStep(run).getMessage()).contains("'bob' started ");
    }

    @Test
    void only_who_is_named_says_something_of_a_delivery() throws Exception {
        FreeStyleBuild build = Scene.build(shop);

        assertThat(Scene.as("bob", () -> EnvironmentAccess.judgeable(shop))).containsExactly("staging");
        assertThat(Scene.as("dave", () -> EnvironmentAccess.judgeable(shop)))
                .containsExactlyInAnyOrder("staging", "production");
        assertThat(Scene.as("dave", () -> EnvironmentAccess.judged("production", build)))
                .isSameAs(production);
        assertThat(Scene.refused(() -> Scene.as("bob", () -> EnvironmentAccess.judged("production", build)))
                        .getMessage())
                .isEqualTo("'bob' may not say anything of deliveries to the environment 'production': " + WHO);
    }

    @Test
    void of_many_names_ten_are_shown_and_none_breaks_the_line() {
        production.setAllowedUsers("x".repeat(200) + "\n" + "user\n".repeat(20) + "a\u202eb");

        assertThat(AllowedPeople.of(production).text())
                .hasSizeLessThan(200)
                .endsWith(" and 13 more")
                .doesNotContain("\n");
    }

    private static void assertAllowed(Run<?, ?> build) {
        assertThat(EnvironmentAccess.environment("production", build).getName()).isEqualTo("production");
    }

    private static GitopsException refused(Run<?, ?> build) {
        return Scene.refused("production", build);
    }

    private static GitopsException refusedAtStep(WorkflowRun run) throws Exception {
        FlowNode step = step(run);
        return Scene.refused(() -> EnvironmentAccess.environment("production", run, step));
    }

    /** The echo with the text "step". */
    private static FlowNode step(WorkflowRun run) {
        return new DepthFirstScanner().findFirstMatch(run.getExecution(), node -> "step"
                .equals(ArgumentsAction.getStepArgumentsAsString(node)));
    }

    private FreeStyleBuild through(Run<?, ?> before) throws Exception {
        return through(shop, before);
    }

    private static FreeStyleBuild through(FreeStyleProject job, Run<?, ?> before) throws Exception {
        return Eventually.get(job.scheduleBuild2(0, new Cause.UpstreamCause(before)));
    }

    /** A build whose questions are answered by these, one after the other: a name with a minus rejects. */
    private WorkflowRun asking(String starter, String script, String... answers) throws Exception {
        WorkflowJob job =
                team.createProject(WorkflowJob.class, "asking" + team.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = (starter == null
                        ? job.scheduleBuild2(0, new CauseAction(new SCMTrigger.SCMTriggerCause("pushed")))
                        : job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(starter))))
                .waitForStart();
        for (String user : answers) {
            Eventually.eventually("a question").until(() -> !open(run).isEmpty());
            InputStepExecution question = open(run).get(0);
            if (user.startsWith("-")) {
                Scene.as(user.substring(1), question::doAbort);
            } else {
                Scene.as(user, () -> question.proceed(null));
            }
        }
        return r.waitForCompletion(run);
    }

    private static List<InputStepExecution> open(WorkflowRun run) throws Exception {
        InputAction action = run.getAction(InputAction.class);
        return action == null
                ? List.of()
                : action.getExecutions().stream()
                        .filter(each -> !each.isSettled())
                        .toList();
    }
}
