package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import io.jenkins.plugins.gitops.forms.ClusterForm;
import io.jenkins.plugins.gitops.forms.EnvironmentForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Credentials of folders: for whom they are, and what they cannot do to the administrator's configuration. */
@WithSharedJenkins
class CredentialReachTest {

    private static final String KUBECONFIG = """
            current-context: main
            contexts: [{name: main, context: {cluster: main, user: deployer}}]
            clusters: [{name: main, cluster: {server: 'https://SERVER:6443'}}]
            users: [{name: deployer, user: {token: s3cr3t-token}}]
            """;

    private JenkinsRule r;
    private Folder team;
    private EnvironmentEntry staging;
    private FreeStyleBuild build;

    @BeforeEach
    void a_folder_with_a_credential(JenkinsRule rule) throws Exception {
        r = rule;
        staging = Scene.environment("staging", "**");
        team = r.jenkins.createProject(Folder.class, "team");
        build = Scene.build(team.createProject(FreeStyleProject.class, "shop"));
        ofTeam(kubeconfig("elsewhere.example"));
    }

    @Test
    void a_folders_kubeconfig_does_not_say_which_server_an_environment_is_on() {
        Scene.cluster(null, "deployer");
        GitopsException refused = Scene.refused(() -> CredentialAccess.cluster(staging, build));

        assertThat(refused.getMessage()).isEqualTo("There is no global credential 'deployer' of the cluster 'main'");
        assertThat(refused.remedy()).contains("One of a folder is taken only where");
        SystemCredentialsProvider.getInstance().getCredentials().add(kubeconfig("cluster.example"));
        assertThat(CredentialAccess.cluster(staging, build).server().getHost()).isEqualTo("cluster.example");
    }

    @Test
    void where_the_administrator_says_which_server_a_folders_kubeconfig_of_another_is_refused() {
        Scene.cluster("https://cluster.example:6443", "deployer");

        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .contains("is for another server than the cluster 'main' has");
    }

    @Test
    void a_credential_of_a_domain_is_sent_nowhere_else() throws Exception {
        Domain domain = new Domain("git", "", List.of(new HostnameSpecification("git.example", "")));
        SystemCredentialsProvider.getInstance()
                .getDomainCredentialsMap()
                .put(
                        domain,
                        List.of(new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "pusher", "", "jenkins", "s3cr3t")));
        staging.setBranch("main");
        staging.setCredentialsId("pusher");
        staging.setRepository("https://git.example/shop.git");
        assertThat(CredentialAccess.writeBack(staging, build).identity()).isEqualTo("pusher jenkins");
        staging.setRepository("https://elsewhere.example/shop.git");

        assertThat(Scene.refused(() -> CredentialAccess.writeBack(staging, build))
                        .getMessage())
                .contains("There is no credential 'pusher'");
    }

    @Test
    void a_branch_is_read_with_what_a_build_of_the_job_would_get_and_that_is_tracked() throws Exception {
        Credentials global =
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "pusher", "", "all", "s3cr3t");
        SystemCredentialsProvider.getInstance().getCredentials().add(global);
        staging.setBranch("main");
        staging.setCredentialsId("pusher");
        staging.setRepository("https://git.example/shop.git");
        GitRemote remote = new GitRemote("https://git.example/shop.git", "main");
        assertThat(CredentialAccess.reading(staging, build.getParent(), remote))
                .isEqualTo(new GitCredentials.UsernamePassword("all", "s3cr3t", "pusher all"));
        assertThat(CredentialsProvider.getOrCreateFingerprintOf(global)
                        .getFacets()
                        .toString())
                .isNotEqualTo("[]");
        ofTeam(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "pusher", "", "team", "s3cr3t"));

        assertThat(CredentialAccess.reading(staging, build.getParent(), remote))
                .isEqualTo(new GitCredentials.UsernamePassword("team", "s3cr3t", "pusher team"));
        assertThat(CredentialAccess.reading(staging, build.getParent(), remote))
                .isEqualTo(CredentialAccess.writeBack(staging, build));
        staging.setCredentialsId("absent");
        assertThat(Scene.refused(() -> CredentialAccess.reading(staging, build.getParent(), remote))
                        .getMessage())
                .contains("There is no credential 'absent'");
    }

    @Test
    void the_drop_downs_show_an_administrator_the_folders_credentials_too() throws Exception {
        ofTeam(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "pusher", "", "jenkins", "s3cr3t"));
        Folder inner = team.createProject(Folder.class, "inner");
        store(inner)
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(
                                CredentialsScope.GLOBAL, "deployer", "", Secret.fromString("s3cr3t")));
        ListBoxModel clusters = r.jenkins.getDescriptorByType(ClusterForm.class).doFillCredentialsIdItems(null, null);
        ListBoxModel environments =
                r.jenkins.getDescriptorByType(EnvironmentForm.class).doFillCredentialsIdItems(null, null);

        assertThat(shown(clusters, "deployer")).isEqualTo("deployer (of the folder team, team/inner)");
        assertThat(shown(clusters, "pusher")).isEqualTo("pusher (of the folder team)");
        assertThat(shown(environments, "pusher")).isEqualTo("pusher (of the folder team)");
        assertThat(shown(environments, "deployer")).isEmpty();
    }

    @Test
    void and_nobody_else() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "global", "", Secret.fromString("s3cr3t")));
        r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        ListBoxModel shown = Scene.as(
                "reader",
                () -> r.jenkins.getDescriptorByType(ClusterForm.class).doFillCredentialsIdItems(null, "current"));

        assertThat(shown.stream().map(option -> option.value).toList()).containsExactly("current");
    }

    @Test
    void an_address_without_tls_is_warned_of() {
        FormValidation answer =
                r.jenkins.getDescriptorByType(ClusterForm.class).doCheckServerUrl("http://cluster.example");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.WARNING);
    }

    @Test
    void the_connection_test_takes_no_credential_that_builds_cannot_use() {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.SYSTEM, "system", "", Secret.fromString("s3cr3t-token")));
        FormValidation answer = r.jenkins
                .getDescriptorByType(ClusterForm.class)
                .doTestConnection("main", "https://127.0.0.1:1", null, "system", null);

        assertThat(answer.getMessage()).contains("Choose a credential");
    }

    private static String shown(ListBoxModel choice, String id) {
        return choice.stream()
                .filter(option -> option.value.equals(id))
                .map(option -> option.name)
                .findFirst()
                .orElse("");
    }

    private void ofTeam(Credentials credential) throws Exception {
        store(team).addCredentials(Domain.global(), credential);
    }

    private static CredentialsStore store(Folder folder) {
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getContext() == folder) {
                return store;
            }
        }
        throw new AssertionError("A folder has a store of its own");
    }

    private static Credentials kubeconfig(String server) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "deployer",
                "",
                "kubeconfig",
                SecretBytes.fromBytes(KUBECONFIG.replace("SERVER", server).getBytes(StandardCharsets.UTF_8)));
    }
}
