package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.PermissionScope;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.environments.Scene;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which jobs, and which people behind their builds, may use an environment. */
@WithJenkins
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
