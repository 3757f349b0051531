package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.User;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.forms.EnvironmentForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The forms of Manage Jenkins > System and of a job. */
@WithSharedJenkins
class ConfigurationFormTest {

    private static final String HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKil1LRM7f4GmOp/OGJYPNf+NdT/GUoEQM1r4ZUppnH6";
    private static final String KNOWN_HOST = "[git.example]:7999 " + HOST_KEY;

    private JenkinsRule r;
    private GitopsConfiguration configuration;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        configuration = GitopsConfiguration.get();
        List<com.cloudbees.plugins.credentials.Credentials> global =
                SystemCredentialsProvider.getInstance().getCredentials();
        global.add(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "deployer", "", Secret.fromString("s3cr3t-token")));
        global.add(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "pusher", "", "jenkins", "s3cr3t-password"));
    }

    @Test
    void all_that_is_configured_survives_the_form() throws Exception {
        configure();
        r.configRoundtrip();

        ClusterEntry cluster = configuration.cluster("main").orElseThrow();
        assertThat(cluster.getServerUrl()).isEqualTo("https://cluster.example:6443");
        assertThat(cluster.getCaCertificate()).isNull();
        assertThat(cluster.getCredentialsId()).isEqualTo("deployer");
        EnvironmentEntry staging = configuration.environment("staging").orElseThrow();
        assertThat(staging.getCluster()).isEqualTo("main");
        assertThat(staging.getNamespace()).isEqualTo("shop");
        assertThat(staging.getAllowedNamespaces()).isEqualTo("shop-jobs, shop-batch");
        assertThat(staging.getAllowedJobs().lines().toList()).containsExactly("team/*", "shop");
        assertThat(staging.getAllowedBranches()).isEqualTo("main");
        assertThat(staging.getAllowedUsers().lines().toList()).containsExactly("carol", "dave");
        assertThat(staging.getAllowedGroups()).isEqualTo("Domain Admins");
        assertThat(staging.getAutomatic()).isEqualTo(AutomaticBuilds.REFUSED);
        assertThat(staging.getRepository()).isEqualTo("https://git.example/config.git");
        assertThat(staging.getBranch()).isEqualTo("live");
        assertThat(staging.getCredentialsId()).isEqualTo("pusher");
        assertThat(staging.isClusterScoped()).isTrue();
        assertThat(staging.isRequireTests()).isTrue();
        assertThat(staging.isPrune()).isTrue();
        assertThat(staging.getPruneLimit()).isEqualTo(35);
        assertThat(staging.isForceConflicts()).isTrue();
        assertThat(staging.isAdoptAndReplace()).isTrue();
        assertThat(staging.getOnFailure()).isEqualTo(OnFailure.STOP);
        assertThat(staging.getTimeoutSeconds()).isEqualTo(300);
        assertThat(staging.getGraceSeconds()).isEqualTo(30);
        assertThat(staging.getDriftMinutes()).isEqualTo(15);
        assertThat(staging.getDriftIgnore()).isEqualTo("apps/Deployment:/spec/replicas\nConfigMap:/data/a");
        assertThat(staging.isSelfHeal()).isTrue();
        assertThat(configuration.getKnownHosts().lines().toList()).containsExactly(KNOWN_HOST, "*.example " + HOST_KEY);
        CommitSettings commits = staging.getCommits();
        assertThat(commits.getAuthor()).isEqualTo("Team Shop <shop@example.org>");
        assertThat(commits.getCommitter()).isEqualTo("Bot <bot@example.org>");
        assertThat(commits.getMessage().lines().toList()).containsExactly("chore: {summary}", "", "By {who}");
        assertThat(commits.getTags()).isEqualTo(TagStyle.COMMENT);
        assertThat(commits.isNotes()).isTrue();
        RegistryEntry registry = configuration.registry("registry.example:5000").orElseThrow();
        assertThat(registry.getCredentialsId()).isEqualTo("pusher");
        assertThat(registry.getAllowedJobs().lines().toList()).containsExactly("team/*", "shop");
        assertThat(registry.isPlainHttp()).isTrue();
    }

    @Test
    void the_fields_of_an_environment_are_below_headings() throws Exception {
        configure();

        assertThat(page().querySelectorAll(".jenkins-section__title").stream()
                        .map(DomNode::getTextContent)
                        .map(String::strip)
                        .toList())
                .containsSubsequence(
                        "Who may deliver",
                        "Where the desired state is",
                        "The rollout",
                        "What a delivery may change",
                        "Commits");
    }

    @Test
    void write_backs_start_no_builds_unless_somebody_says_so() throws Exception {
        assertThat(configuration.isSkipWriteBacks()).isTrue();
        HtmlForm form = page().getFormByName("config");
        form.getInputByName("_.skipWriteBacks").setChecked(false);
        r.submit(form);
        configuration.load();

        assertThat(configuration.isSkipWriteBacks()).isFalse();
        r.configRoundtrip();
        assertThat(configuration.isSkipWriteBacks()).isFalse();
    }

    @Test
    void what_was_saved_is_there_after_a_restart_of_the_configuration() throws Exception {
        configure();
        configuration.load();

        assertThat(configuration.environment("staging").orElseThrow().getOnFailure())
                .isEqualTo(OnFailure.STOP);
    }

    @Test
    void an_entry_with_its_defaults_survives_too() throws Exception {
        configuration.setEnvironments(List.of(new EnvironmentEntry("staging")));
        r.configRoundtrip();

        EnvironmentEntry staging = configuration.environment("staging").orElseThrow();
        assertThat(staging.getTimeoutSeconds()).isEqualTo(600);
        assertThat(staging.getPruneLimit()).isEqualTo(20);
        assertThat(staging.getOnFailure()).isEqualTo(OnFailure.ROLLBACK);
        assertThat(staging.getAllowedJobs()).isNull();
        assertThat(staging.getCluster()).isNull();
        assertThat(staging.getCommits().style()).isEqualTo(CommitFormat.USUAL);
        assertThat(staging.getCommits().fixedAuthor()).isEmpty();
        assertThat(staging.getCommits().getTags()).isEqualTo(TagStyle.DROP);
    }

    @Test
    void a_template_or_a_person_that_cannot_be_used_is_refused_with_the_reason() throws Exception {
        EnvironmentEntry template = new EnvironmentEntry("staging");
        template.getCommits().setMessage("{summary} for {nobody}");
        EnvironmentEntry author = new EnvironmentEntry("staging");
        author.getCommits().setAuthor("Ann");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setEnvironments(List.of(template)))
                .withMessageContaining("There is no placeholder {nobody}")
                .withMessageContaining("{application}");
        assertThatIllegalArgumentException().isThrownBy(() -> configuration.setEnvironments(List.of(author)));

        configuration.setEnvironments(List.of(new EnvironmentEntry("staging")));
        HtmlForm form = page().getFormByName("config");
        form.getTextAreaByName("_.message").setText("{nobody}");
        assertThat(submitAndRead(form)).contains("There is no placeholder {nobody}");
        assertThat(configuration
                        .environment("staging")
                        .orElseThrow()
                        .getCommits()
                        .getMessage())
                .isNull();
    }

    @Test
    void a_prune_limit_out_of_bounds_is_refused_and_one_that_was_never_saved_is_the_usual() throws Exception {
        configure();
        HtmlForm form = page().getFormByName("config");
        form.getInputByName("_.pruneLimit").setValue("0");

        assertThat(submitAndRead(form)).contains("The prune limit cannot be '0'. Write a number of");
        configuration.load();
        assertThat(configuration.environment("staging").orElseThrow().getPruneLimit())
                .isEqualTo(35);

        Path file = r.jenkins
                .getRootDir()
                .toPath()
                .resolve("io.jenkins.plugins.gitops.environments.GitopsConfiguration.xml");
        Files.writeString(file, Files.readString(file).replace("<pruneLimit>35</pruneLimit>", ""));
        configuration.load();
        assertThat(configuration.environment("staging").orElseThrow().getPruneLimit())
                .isEqualTo(20);
    }

    @Test
    void a_rule_that_names_no_field_and_an_interval_of_more_than_a_day_are_refused() {
        EnvironmentEntry rule = new EnvironmentEntry("staging");
        rule.setDriftIgnore("ConfigMap:/data/a\n\napps/Deployment");
        EnvironmentEntry interval = new EnvironmentEntry("staging");
        interval.setDriftMinutes(1441);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setEnvironments(List.of(rule)))
                .withMessageContaining("Rule 2: 'apps/Deployment'")
                .withMessageContaining("apps/Deployment:/spec/replicas");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setEnvironments(List.of(interval)))
                .withMessageContaining("from 1 to 1440");
    }

    @Test
    void the_last_entry_can_be_deleted() throws Exception {
        configuration.setRegistries(List.of(new RegistryEntry("registry.example")));
        HtmlForm form = page().getFormByName("config");
        form.getElementsByAttribute("div", "name", "registries").forEach(entry -> entry.remove());
        r.submit(form);

        assertThat(configuration.getRegistries()).isEmpty();
    }

    @Test
    void a_name_that_is_there_twice_is_refused_and_nothing_is_saved() throws Exception {
        configuration.setClusters(List.of(new ClusterEntry("one"), new ClusterEntry("two")));
        HtmlForm form = page().getFormByName("config");
        for (HtmlInput input : form.getInputsByName("_.name")) {
            if (input.getValue().equals("two")) {
                input.setValue("one");
            }
        }
        String answer = submitAndRead(form);

        assertThat(answer).contains("is there twice");
        assertThat(configuration.cluster("two")).isPresent();
    }

    @Test
    void a_wrong_name_is_refused_by_form_and_setter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setClusters(List.of(new ClusterEntry("Not good"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setEnvironments(
                        List.of(new EnvironmentEntry("staging"), new EnvironmentEntry("staging"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setRegistries(List.of(new RegistryEntry("https://registry.example"))));
    }

    @Test
    void a_private_key_is_not_taken_for_an_authority() {
        ClusterEntry cluster = new ClusterEntry("main");
        cluster.setCaCertificate("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----");

        assertThatIllegalArgumentException().isThrownBy(() -> configuration.setClusters(List.of(cluster)));
    }

    @Test
    void neither_page_nor_file_holds_a_secret() throws Exception {
        configure();

        assertThat(page().asXml()).doesNotContain("s3cr3t");
        String file = Files.readString(r.jenkins
                .getRootDir()
                .toPath()
                .resolve("io.jenkins.plugins.gitops.environments.GitopsConfiguration.xml"));
        assertThat(file).contains("deployer");
        assertThat(file).doesNotContain("s3cr3t");
    }

    @Test
    void texts_are_escaped() throws Exception {
        EnvironmentEntry staging = new EnvironmentEntry("staging");
        staging.setAllowedJobs("</textarea><script>alert(1)</script>");
        configuration.setEnvironments(List.of(staging));

        assertThat(page().getWebResponse().getContentAsString()).doesNotContain("<script>alert(1)");
    }

    private void configure() {
        configuration.setKnownHosts(KNOWN_HOST + "\n*.example " + HOST_KEY + "\n");
        ClusterEntry cluster = new ClusterEntry("main");
        cluster.setServerUrl("https://cluster.example:6443");
        cluster.setCredentialsId("deployer");
        configuration.setClusters(List.of(cluster));
        EnvironmentEntry staging = new EnvironmentEntry("staging");
        staging.setCluster("main");
        staging.setNamespace("shop");
        staging.setAllowedNamespaces("shop-jobs, shop-batch");
        staging.setAllowedJobs("team/*\nshop");
        staging.setAllowedBranches("main");
        staging.setAllowedUsers("carol\ndave");
        staging.setAllowedGroups("Domain Admins");
        staging.setAutomatic(AutomaticBuilds.REFUSED);
        staging.setRepository("https://git.example/config.git");
        staging.setBranch("live");
        staging.setCredentialsId("pusher");
        staging.setClusterScoped(true);
        staging.setRequireTests(true);
        staging.setPrune(true);
        staging.setPruneLimit(35);
        staging.setForceConflicts(true);
        staging.setAdoptAndReplace(true);
        staging.setOnFailure(OnFailure.STOP);
        staging.setTimeoutSeconds(300);
        staging.setGraceSeconds(30);
        staging.setDriftMinutes(15);
        staging.setDriftIgnore("apps/Deployment:/spec/replicas\nConfigMap:/data/a");
        staging.setSelfHeal(true);
        CommitSettings commits = new CommitSettings();
        commits.setAuthor("Team Shop <shop@example.org>");
        commits.setCommitter("Bot <bot@example.org>");
        commits.setMessage("chore: {summary}\n\nBy {who}");
        commits.setTags(TagStyle.COMMENT);
        commits.setNotes(true);
        staging.setCommits(commits);
        configuration.setEnvironments(List.of(staging));
        RegistryEntry registry = new RegistryEntry("registry.example:5000");
        registry.setCredentialsId("pusher");
        registry.setAllowedJobs("team/*\nshop");
        registry.setPlainHttp(true);
        configuration.setRegistries(List.of(registry));
    }

    private HtmlPage page() throws Exception {
        return r.createWebClient().goTo("configure");
    }

    private String submitAndRead(HtmlForm form) throws Exception {
        form.getPage().getWebClient().getOptions().setThrowExceptionOnFailingStatusCode(false);
        return r.submit(form).getWebResponse().getContentAsString();
    }

    @Test
    void who_may_deliver_is_checked_while_it_is_written() throws Exception {
        EnvironmentForm form = r.jenkins.getDescriptorByType(EnvironmentForm.class);
        User.getById("carol", true);

        assertThat(form.doCheckAllowedUsers("carol\n").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckAllowedUsers("carol\nnobody").getMessage()).contains("does not know the user");
        assertThat(form.doCheckAllowedGroups("Domain Admins").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckAllowedGroups("authenticated").kind).isEqualTo(FormValidation.Kind.WARNING);
        for (String name : List.of("Anonymous", "a\u202eb", "x".repeat(20_000))) {
            assertThat(form.doCheckAllowedUsers(name).kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(form.doCheckAllowedGroups(name).kind).isEqualTo(FormValidation.Kind.ERROR);
            EnvironmentEntry entry = new EnvironmentEntry("staging");
            entry.setAllowedUsers(name);
            assertThat(entry.problem()).isPresent();
        }
    }
}
