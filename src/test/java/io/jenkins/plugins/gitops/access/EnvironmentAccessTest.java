package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.PermissionScope;
import hudson.triggers.SCMTrigger;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.environments.Scene;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

/** Which jobs, and which people behind their builds, may use an environment. */
@WithSharedJenkins
class EnvironmentAccessTest {

    private JenkinsRule r;
    private FreeStyleProject shop;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        MockFolder team = r.createFolder("team");
        shop = team.createProject(FreeStyleProject.class, "shop");
        r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("builder", "deployer")
                .grant(GitopsPermissions.DEPLOY)
                .onFolders(team)
                .to("deployer"));
    }

    @Test
    void an_allowed_job_gets_the_environment() throws Exception {
        EnvironmentEntry staging = Scene.environment("staging", "team/shop");
        assertThat(EnvironmentAccess.environment("staging", Scene.build(shop))).isSameAs(staging);
    }

    @Test
    void a_pattern_allows_the_jobs_of_a_folder_alone() throws Exception {
        Scene.environment("staging", "team/*");
        FreeStyleProject outside = r.createFreeStyleProject("shop");

        assertThat(EnvironmentAccess.environment("staging", Scene.build(shop)).getName())
                .isEqualTo("staging");
        assertThat(Scene.refused("staging", Scene.build(outside)).getMessage())
                .isEqualTo("The job shop may not use the environment 'staging'; this job may use none");
    }

    @Test
    void by_default_no_job_may_and_the_error_says_who_may_allow_it() throws Exception {
        Scene.environment("staging", null);
        GitopsException refused = Scene.refused("staging", Scene.build(shop));

        assertThat(refused.getMessage()).contains("The job team/shop may not use the environment 'staging'");
        assertThat(refused.remedy()).isEqualTo("Ask an administrator to allow it, at Manage Jenkins > System > GitOps");
    }

    @Test
    void an_unknown_name_is_answered_with_the_names_that_the_job_may_use() throws Exception {
        EnvironmentEntry staging = Scene.environment("staging", "team/shop");
        EnvironmentEntry secret = new EnvironmentEntry("secret");
        GitopsConfiguration.get().setEnvironments(List.of(staging, secret));

        assertThat(Scene.refused("stagign", Scene.build(shop)).getMessage())
                .isEqualTo("There is no environment 'stagign'; this job may use staging");
    }

    @Test
    void the_job_property_narrows() throws Exception {
        Scene.environment("staging", "team/shop");
        GitopsJobProperty property = new GitopsJobProperty();
        property.setEnvironments("test, other");
        shop.addProperty(property);

        assertThat(Scene.refused("staging", Scene.build(shop)).getMessage())
                .contains("The job's own configuration leaves out the environment 'staging'");
    }

    @Test
    void the_job_property_never_widens() throws Exception {
        Scene.environment("staging", "other");
        GitopsJobProperty property = new GitopsJobProperty();
        property.setEnvironments("staging");
        shop.addProperty(property);

        assertThat(Scene.refused("staging", Scene.build(shop)).getMessage()).contains("may not use");
    }

    @Test
    void where_branches_count_an_unknown_branch_is_refused() throws Exception {
        EnvironmentEntry staging = Scene.environment("staging", "team/shop");
        staging.setAllowedBranches("main");

        assertThat(Scene.refused("staging", Scene.build(shop)).getMessage())
                .contains("it is not known which branch this build is of");
    }

    @Test
    void who_starts_a_build_without_the_permission_is_named_with_it() throws Exception {
        Scene.environment("staging", "team/shop");

        assertThat(Scene.refused("staging", Scene.build(shop, "builder")).getMessage())
                .contains("'builder'")
                .endsWith("lacks the permission GitOps/Deploy on team/shop");
    }

    @Test
    void who_has_the_permission_on_the_folder_may_start_it_and_an_administrator_too() throws Exception {
        Scene.environment("staging", "team/shop");

        EnvironmentAccess.environment("staging", Scene.build(shop, "deployer"));
        EnvironmentAccess.environment("staging", Scene.build(shop, "admin"));
    }

    @Test
    void who_starts_it_through_another_job_needs_the_permission_too() throws Exception {
        Scene.environment("staging", "team/shop");
        FreeStyleBuild before = Scene.build(r.createFreeStyleProject("before"), "builder");
        FreeStyleBuild build = Eventually.get(shop.scheduleBuild2(0, new Cause.UpstreamCause((Run<?, ?>) before)));

        assertThat(Scene.refused("staging", build).getMessage()).contains("'builder'");
    }

    @Test
    void who_hides_behind_many_builds_may_not() throws Exception {
        Scene.environment("staging", "team/shop");
        FreeStyleProject before = r.createFreeStyleProject("before");
        FreeStyleBuild last = Scene.build(before, "builder");
        for (int i = 0; i < 15; i++) {
            last = Eventually.get(before.scheduleBuild2(0, new Cause.UpstreamCause((Run<?, ?>) last)));
        }
        FreeStyleBuild build = Eventually.get(shop.scheduleBuild2(0, new Cause.UpstreamCause((Run<?, ?>) last)));

        assertThat(Scene.refused("staging", build).getMessage())
                .contains("through so many builds that it is not known by whom");
    }

    @Test
    void a_job_of_ones_own_with_a_timer_delivers_nothing_through_the_allowed_one() throws Exception {
        Scene.environment("staging", "team/shop");
        FreeStyleBuild own = Scene.build(sandbox("own"));

        assertThat(Scene.refused("staging", through(own)).getMessage())
                .endsWith(" was started through the job sandbox/own, which may not use the environment 'staging'");
    }

    @Test
    void nor_does_it_with_a_push_or_through_another_job_that_is_allowed() throws Exception {
        Scene.environment("staging", "team/shop\nteam/before");
        FreeStyleProject before =
                r.jenkins.getItemByFullName("team", MockFolder.class).createProject(FreeStyleProject.class, "before");
        FreeStyleBuild own =
                Eventually.get(sandbox("own").scheduleBuild2(0, new SCMTrigger.SCMTriggerCause("somebody pushed")));
        FreeStyleBuild between = Eventually.get(before.scheduleBuild2(0, new Cause.UpstreamCause((Run<?, ?>) own)));

        assertThat(Scene.refused("staging", through(between)).getMessage()).contains("the job sandbox/own,");
        assertThat(EnvironmentAccess.environment("staging", through(Scene.build(before)))
                        .getName())
                .isEqualTo("staging");
    }

    @Test
    void nor_when_the_job_was_deleted_or_is_started_by_who_may_deliver() throws Exception {
        Scene.environment("staging", "team/shop");
        FreeStyleProject own = sandbox("own");
        FreeStyleBuild clicked = through(Scene.build(own, "deployer"));
        assertThat(Scene.refused("staging", clicked).getMessage()).contains("the job sandbox/own,");

        FreeStyleBuild build = through(Scene.build(own));
        own.delete();

        assertThat(Scene.refused("staging", build).getMessage())
                .endsWith(" was started through the job sandbox/own, which is not there any more");
    }

    @Test
    void a_job_that_runs_as_who_may_deliver_may_start_it_and_as_another_not() throws Exception {
        Scene.environment("staging", "team/shop");
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                "sandbox/deployers",
                                User.getById("deployer", true).impersonate2())
                        .authenticate(
                                "sandbox/builders",
                                User.getById("builder", true).impersonate2()));

        EnvironmentAccess.environment("staging", through(Scene.build(sandbox("deployers"))));
        assertThat(Scene.refused("staging", through(Scene.build(sandbox("builders"))))
                        .getMessage())
                .contains("the job sandbox/builders,");
    }

    /** A replay has causes of its own: who replayed is one of them, wherever in the chain that was. */
    @Test
    void who_replays_a_build_in_between_needs_the_permission_too() throws Exception {
        Scene.environment("staging", "team/shop\nteam/before");
        WorkflowJob before =
                r.jenkins.getItemByFullName("team", MockFolder.class).createProject(WorkflowJob.class, "before");
        before.setDefinition(new CpsFlowDefinition("echo '1'", true));
        WorkflowRun first = Eventually.get(before.scheduleBuild2(0));
        EnvironmentAccess.environment("staging", through(first));
        try (ACLContext builder = ACL.as2(User.getById("builder", true).impersonate2())) {
            first.getAction(ReplayAction.class).run2("echo '2'", Map.of());
        }
        r.waitUntilNoActivity();

        assertThat(Scene.refused("staging", through(before.getBuildByNumber(2))).getMessage())
                .contains("'builder'");
    }

    private FreeStyleProject sandbox(String name) throws Exception {
        MockFolder folder = r.jenkins.getItemByFullName("sandbox", MockFolder.class);
        return (folder == null ? r.createFolder("sandbox") : folder).createProject(FreeStyleProject.class, name);
    }

    private FreeStyleBuild through(Run<?, ?> before) throws Exception {
        return Eventually.get(shop.scheduleBuild2(0, new Cause.UpstreamCause(before)));
    }

    @Test
    void a_user_who_is_gone_may_not() throws Exception {
        Scene.environment("staging", "team/shop");
        FreeStyleBuild build = Eventually.get(shop.scheduleBuild2(0, new Cause.UserIdCause("nobody-of-this-name")));

        assertThat(Scene.refused("staging", build).getMessage()).contains("'nobody-of-this-name'");
    }

    @Test
    void who_a_build_runs_as_needs_the_permission() throws Exception {
        Scene.environment("staging", "team/shop");
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("team/shop", User.getById("builder", true).impersonate2()));

        assertThat(Scene.refused("staging", Scene.build(shop)).getMessage()).contains("'builder'");
    }

    @Test
    void the_permission_can_be_granted_on_items_and_is_not_implied_by_building() {
        assertThat(GitopsPermissions.DEPLOY.impliedBy).isEqualTo(Jenkins.ADMINISTER);
        assertThat(GitopsPermissions.DEPLOY.isContainedBy(PermissionScope.ITEM)).isTrue();
        assertThat(GitopsPermissions.DEPLOY.getId()).doesNotContain("null");
    }
}
