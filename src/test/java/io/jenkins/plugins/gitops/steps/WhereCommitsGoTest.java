package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.triggers.SCMTrigger;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.plugins.git.traits.TagDiscoveryTrait;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Write-backs to the branch that was built, to another one, and to a config repository. */
@WithSharedJenkins
class WhereCommitsGoTest {

    private static final String SCALED = Shop.MANIFEST.replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector");

    private JenkinsRule jenkins;
    private Shop shop;
    private WorkflowJob job;
    private EnvironmentEntry staging;

    /** Its image is the one that the file {@code image} of the built commit names. */
    @BeforeEach
    void a_shop(JenkinsRule rule) throws Exception {
        jenkins = rule;
        shop = new Shop("node {\n  checkout scm\n"
                + "  gitopsDeploy environment: 'staging', manifests: 'k8s', images: [readFile('image').trim()]\n}\n");
        shop.configure();
        staging = GitopsConfiguration.get().environment("staging").orElseThrow();
        push("1", Map.of());
        job = shop.job(jenkins);
    }

    @Test
    void to_the_built_branch_by_default() throws Exception {
        String built = tip(shop.repository, "main");

        deliver();

        assertThat(tip(shop.repository, "main~1")).isEqualTo(built);
        assertThat(source(shop.repository, "main")).isEqualTo(shop.repository.url() + "@" + built);
    }

    @Test
    void to_a_deploy_branch_with_commits_of_its_own() throws Exception {
        shop.repository.git("branch", "deploy", "main");
        staging.setBranch("deploy");
        deliver();
        assertThat(tip(shop.repository, "deploy~1")).isEqualTo(tip(shop.repository, "main"));

        String built = push("2", Map.of());
        String image = deliver();

        assertThat(tip(shop.repository, "main")).isEqualTo(built);
        assertThat(source(shop.repository, "deploy")).isEqualTo(shop.repository.url() + "@" + built);
        assertThat(shop.running()).isEqualTo(image);
    }

    @Test
    void to_a_deploy_branch_without_anything_in_common() throws Exception {
        orphan("deploy");
        staging.setBranch("deploy");

        String image = deliver();

        assertThat(shop.running()).isEqualTo(image);
        assertThat(source(shop.repository, "deploy"))
                .isEqualTo(shop.repository.url() + "@" + tip(shop.repository, "main"));
    }

    /** As those of a config repository: nothing of the built commit says what they should be. */
    @Test
    void a_deploy_branchs_manifests_are_its_own() throws Exception {
        orphan("deploy");
        staging.setBranch("deploy");
        deliver();
        push("2", Map.of("k8s/shop.yaml", "not: used"));
        shop.repository.commit("deploy", "Scale", Map.of("k8s/shop.yaml", withImage(SCALED)));

        String image = deliver();

        assertThat(shop.running()).isEqualTo(image);
        assertThat(shop.repository.git("show", "deploy:k8s/shop.yaml")).contains("replicas: 2");
    }

    @Test
    void what_does_not_start_goes_back_on_the_deploy_branch() throws Exception {
        shop.repository.git("branch", "deploy", "main");
        staging.setBranch("deploy");
        String good = deliver();
        String built = push("crash", Map.of());

        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(shop.running()).isEqualTo(good);
        assertThat(tip(shop.repository, "main")).isEqualTo(built);
        assertThat(shop.repository.git("log", "-1", "--format=%s", "deploy")).startsWith("Roll back shop");
    }

    @Test
    void a_tag_shows_what_the_deploy_branch_would_become() throws Exception {
        orphan("deploy");
        shop.repository.commit("deploy", "Scale", Map.of("k8s/shop.yaml", withImage(SCALED)));
        staging.setBranch("deploy");
        shop.repository.git("tag", "v1", "main");

        WorkflowRun build = build("v1");

        jenkins.assertLogContains("only the plan is shown", build);
        // Which is what the scan's build of main has delivered, and nothing of the tag on top of it.
        jenkins.assertLogContains("On " + tip(shop.repository, "deploy").substring(0, 10), build);
    }

    @Test
    void a_tag_shows_what_its_own_manifests_would_become_where_they_are_what_is_deployed() throws Exception {
        shop.repository.git("tag", "v1", "main");
        String tagged = tip(shop.repository, "main");
        staging.setBranch("main");
        shop.repository.commit("main", "Scale", Map.of("k8s/shop.yaml", withImage(SCALED)));

        jenkins.assertLogContains("On " + tagged.substring(0, 10), build("v1"));
    }

    /** As Gerrit's set-up has it: the change is built, and the branch's name is that of its target. */
    @Test
    void a_change_that_a_refspec_calls_main_goes_nowhere() throws Exception {
        String main = tip(shop.repository, "main");
        String change = shop.repository.commit(
                "change",
                "Not reviewed",
                Map.of(
                        "Jenkinsfile",
                        shop.repository.git("show", "main:Jenkinsfile"),
                        "image",
                        shop.repository.git("show", "main:image"),
                        "k8s/shop.yaml",
                        "not: reviewed"));
        shop.repository.git("update-ref", "refs/changes/1", change);
        shop.repository.git("update-ref", "-d", "refs/heads/change");
        job.setDefinition(new CpsScmFlowDefinition(
                new GitSCM(
                        List.of(new UserRemoteConfig(
                                shop.repository.url(), null, "refs/changes/1:refs/remotes/origin/main", null)),
                        List.of(new BranchSpec("main")),
                        null,
                        null,
                        List.of()),
                "Jenkinsfile"));

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("-> Bring it to the branch, and build that", build);
        jenkins.assertLogNotContains("\tat ", build);
        NotDeliveredView refused =
                build.getAction(GitopsRunAction.class).getNotDelivered().get(0);
        assertThat(refused.getOutcome()).isEqualTo("refused");
        assertThat(refused.getPlan()).contains("On " + main.substring(0, 10));
        jenkins.assertLogContains(
                "The built commit " + change.substring(0, 10) + " is not on the branch main of " + shop.repository.url()
                        + ": only the plan is shown",
                build);
        jenkins.assertLogContains("On " + main.substring(0, 10), build);
        assertThat(tip(shop.repository, "main")).isEqualTo(main);
        assertThat(shop.running()).isEmpty();
    }

    @Test
    void to_a_config_repository_with_a_credential_of_its_own() throws Exception {
        BareRepository config = configRepository();
        // The checkout's own may not push; it is not asked for either.
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "config", "", config.username(), config.password()));
        staging.setCredentialsId("config");
        String built = tip(shop.repository, "main");
        String first = deliver();
        assertThat(shop.running()).isEqualTo(first);
        config.commit("main", "Scale", Map.of("k8s/shop.yaml", withImage(SCALED)));

        push("2", Map.of());
        String second = deliver();

        assertThat(shop.running()).isEqualTo(second);
        assertThat(deliveriesBesideTheCode()).isEmpty();
        assertThat(source(config, "main~2")).isEqualTo(shop.repository.url() + "@" + built);
        assertThat(source(config, "main")).isEqualTo(shop.repository.url() + "@" + tip(shop.repository, "main"));
    }

    @Test
    void what_does_not_start_goes_back_in_the_config_repository() throws Exception {
        BareRepository config = configRepository();
        String good = deliver();
        push("crash", Map.of());

        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(shop.running()).isEqualTo(good);
        assertThat(config.git("log", "-1", "--format=%s", "main")).startsWith("Roll back shop");
        assertThat(deliveriesBesideTheCode()).isEmpty();
    }

    @Test
    void a_credential_that_may_not_push_there_is_one_clear_message() throws Exception {
        configRepository();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "config", "", "bot", "wr0ng"));
        staging.setCredentialsId("config");

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains("config");
        assertThat(log).doesNotContain("wr0ng");
        assertThat(log).doesNotContain("\tat ");
        assertThat(shop.running()).isEmpty();
    }

    @Test
    void a_protected_branch_is_reported_in_the_servers_words_with_a_remedy() throws Exception {
        Path hook = shop.repository.folder().resolve("hooks/pre-receive");
        Files.writeString(
                hook,
                "#!/bin/sh\necho 'GH006: Protected branch update failed for refs/heads/main.' >&2\n"
                        + "echo 'Changes must be made through a pull request.' >&2\nexit 1\n");
        hook.toFile().setExecutable(true);

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("Protected branch update failed for refs/heads/main", build);
        jenkins.assertLogContains("docs/git-hosts.md", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(shop.running()).isEmpty();
    }

    /** A job that watches the config repository too is not started by its own write-backs, but by a person's commit there. */
    @Test
    void write_backs_to_a_config_repository_that_is_watched_start_no_build() throws Exception {
        BareRepository config = configRepository();
        shop.repository.commit(
                "main",
                "Watch",
                Map.of(
                        "Jenkinsfile",
                        "node {\n  checkout scm\n  dir('config') { git url: '" + config.url() + "', branch: 'main' }\n"
                                + "  gitopsDeploy environment: 'staging', manifests: 'k8s',"
                                + " images: [readFile('image').trim()]\n}\n"));
        job.addTrigger(new SCMTrigger(""));
        deliver();

        job.getSCMTrigger().new Runner().run();
        assertThat(WatchedShop.pollingLog(job)).contains("Changes found");
        jenkins.waitUntilNoActivity();
        assertThat(job.getLastBuild().getNumber()).isEqualTo(1);

        config.commit("main", "Scale", Map.of("k8s/shop.yaml", withImage(SCALED)));
        job.getSCMTrigger().new Runner().run();
        jenkins.waitUntilNoActivity();
        assertThat(job.getLastBuild().getNumber()).isEqualTo(2);
    }

    private BareRepository configRepository() {
        BareRepository config = GitServer.shared().createRepository(Map.of("k8s/shop.yaml", withImage(Shop.MANIFEST)));
        shop.repository.commit("main", "Manifests are elsewhere", Map.of("k8s/shop.yaml", "not: used"));
        staging.setRepository(config.url());
        staging.setBranch("main");
        return config;
    }

    /** A branch with manifests alone, and a history of its own. */
    private void orphan(String branch) {
        shop.repository.commit(branch, "Begin", Map.of("k8s/shop.yaml", withImage(Shop.MANIFEST)));
    }

    private String push(String version, Map<String, String> files) {
        String image = ImageRegistry.shared()
                .push(
                        "shop",
                        version,
                        version.equals("crash")
                                ? Map.of("io.jenkins.gitops.stand-in", "crash")
                                : Map.of("version", version))
                .toString();
        shop.repository.commit("main", "Version " + version, Map.of("image", image));
        return files.isEmpty() ? tip(shop.repository, "main") : shop.repository.commit("main", "Files", files);
    }

    /** Builds, and says what is to run then. */
    private String deliver() throws Exception {
        jenkins.buildAndAssertSuccess(job);
        String image = shop.repository.git("show", "main:image").strip();
        return image.substring(0, image.lastIndexOf(':', image.indexOf('@'))) + image.substring(image.indexOf('@'));
    }

    private WorkflowRun build(String head) throws Exception {
        job.delete();
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(shop.repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait(), new TagDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source, new jenkins.branch.DefaultBranchPropertyStrategy(null)));
        Eventually.get(project.scheduleBuild2(0).getFuture());
        jenkins.waitUntilNoActivity();
        return jenkins.buildAndAssertSuccess(project.getItem(head));
    }

    private static String source(BareRepository repository, String revision) {
        return repository
                .git("log", "-1", "--format=%(trailers:key=Gitops-Source,valueonly)", revision)
                .strip();
    }

    private String deliveriesBesideTheCode() {
        return shop.repository.git("log", "--grep=^Gitops-Deploy-Id", "--format=%h", "main");
    }

    private static String tip(BareRepository repository, String revision) {
        return repository.git("rev-parse", revision).strip();
    }

    private static String withImage(String manifest) {
        return Shop.withRegistry(manifest);
    }
}
