package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.Scene;
import io.jenkins.plugins.gitops.forms.EnvironmentForm;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Who may push: passwords and private keys, and the button that tries it against real servers. */
@WithSharedJenkins
class WriteBackCredentialTest {

    private final SshServer server = SshServer.shared();
    private final GitServer.BareRepository repository =
            GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private EnvironmentForm form;
    private EnvironmentEntry staging;
    private FreeStyleBuild build;

    @BeforeEach
    void jenkins(JenkinsRule r) throws Exception {
        form = r.jenkins.getDescriptorByType(EnvironmentForm.class);
        staging = Scene.environment("staging", "**");
        staging.setBranch("main");
        build = Scene.build(r.createProject(FreeStyleProject.class, "shop"));
        global(key(CredentialsScope.GLOBAL, "writer", server.key(SshServer.May.WRITE)));
        global(key(CredentialsScope.GLOBAL, "reader", server.key(SshServer.May.READ)));
        global(key(CredentialsScope.SYSTEM, "system", server.key(SshServer.May.WRITE)));
        global(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "password", "", repository.username(), repository.password()));
        global(new StringCredentialsImpl(CredentialsScope.GLOBAL, "text", "", Secret.fromString("s3cr3t")));
        GitopsConfiguration.get().setKnownHosts(server.knownHosts());
    }

    @Test
    void the_drop_down_has_passwords_and_private_keys_that_builds_can_use() {
        List<String> shown = form.doFillCredentialsIdItems(null, null).stream()
                .map(option -> option.value)
                .toList();

        assertThat(shown).contains("writer", "reader", "password");
        assertThat(shown).doesNotContain("text");
        assertThat(shown).doesNotContain("system");
    }

    @Test
    void a_private_key_is_opened_and_shows_nothing_of_itself() {
        staging.setCredentialsId("writer");
        staging.setRepository("git@git.example:shop.git");

        GitCredentials opened = CredentialAccess.writeBack(staging, build);

        assertThat(opened).isInstanceOf(GitCredentials.SshKey.class);
        assertThat(opened.toString()).startsWith(server.user() + " SHA256:");
        assertThat(CredentialAccess.remote(staging, build).url()).isEqualTo("git@git.example:shop.git");
    }

    @Test
    void a_credential_of_another_kind_is_said_with_the_right_ones() {
        staging.setCredentialsId("text");
        staging.setRepository("ssh://git@git.example/shop.git");

        var refused = Scene.refused(() -> CredentialAccess.writeBack(staging, build));

        assertThat(refused.getMessage()).contains("is of a type that cannot be used here");
        assertThat(refused.remedy()).contains("SSH Username with private key");
    }

    @Test
    void a_key_that_cannot_be_read_is_said_and_not_repeated() {
        global(key(CredentialsScope.GLOBAL, "broken", "s3cr3t"));
        staging.setCredentialsId("broken");
        staging.setRepository("ssh://git@git.example/shop.git");

        var refused = Scene.refused(() -> CredentialAccess.writeBack(staging, build));

        assertThat(refused.getMessage())
                .isEqualTo(
                        "What the credential 'broken' of the write-back of the environment 'staging' holds is not a private"
                                + " key that can be read");
    }

    @Test
    void a_key_of_a_domain_is_sent_nowhere_else_also_where_the_address_is_as_scp_writes_it() {
        Domain domain = new Domain("git", "", List.of(new HostnameSpecification("git.example", "")));
        SystemCredentialsProvider.getInstance()
                .getDomainCredentialsMap()
                .put(domain, List.of(key(CredentialsScope.GLOBAL, "ours", server.key(SshServer.May.WRITE))));
        staging.setCredentialsId("ours");
        for (String address : List.of("git@HOST:shop.git", "ssh://git@HOST:7999/shop.git")) {
            staging.setRepository(address.replace("HOST", "git.example"));
            assertThat(CredentialAccess.writeBack(staging, build)).isInstanceOf(GitCredentials.SshKey.class);
            staging.setRepository(address.replace("HOST", "elsewhere.example"));
            assertThat(Scene.refused(() -> CredentialAccess.writeBack(staging, build))
                            .getMessage())
                    .contains("There is no credential 'ours'");
        }
    }

    @Test
    void the_button_says_that_a_key_may_push() {
        FormValidation answer = press(server.url(repository), "main", "writer");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage()).startsWith("The credential may push to main, which is at ");
        assertThat(repository.git("rev-list", "--count", "main").strip()).isEqualTo("1");
    }

    @Test
    void the_button_says_that_a_password_may_push() {
        FormValidation answer = press(repository.url(), "main", "password");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void the_button_says_what_is_wrong() {
        assertThat(wrong(server.url(repository), "main", "reader")).contains("marked as read only");
        assertThat(wrong(server.url(repository), "missing", "writer")).contains("There is no branch");
        assertThat(wrong(server.url(repository), "main", "password")).contains("There is no private key for");
        assertThat(wrong(repository.url(), "main", "writer")).contains("A private key opens no HTTP server");
        assertThat(wrong(server.url(repository), "main", "system")).contains("Choose a credential");
        assertThat(wrong(server.url(repository), "main", "")).contains("Choose a credential");
        assertThat(wrong("", "main", "writer")).contains("Name a repository and a branch");
        assertThat(wrong("file:///etc", "main", "writer")).contains("Write the address as");
        GitopsConfiguration.get().setKnownHosts(null);
        assertThat(wrong(server.url(repository), "main", "writer")).contains("is not known");
    }

    @Test
    void known_hosts_that_are_none_are_not_taken() {
        GitopsConfiguration configuration = GitopsConfiguration.get();

        FormValidation answer = configuration.doCheckKnownHosts("git.example");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains("Line 1 of the known hosts");
        String before = configuration.getKnownHosts();
        try {
            configuration.setKnownHosts("-----BEGIN OPENSSH PRIVATE KEY-----");
            throw new AssertionError("taken");
        } catch (IllegalArgumentException refused) {
            assertThat(configuration.getKnownHosts()).isEqualTo(before);
        }
    }

    private String wrong(String address, String branch, String credential) {
        FormValidation answer = press(address, branch, credential);
        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.ERROR);
        return answer.getMessage();
    }

    private FormValidation press(String address, String branch, String credential) {
        return form.doTestRepository("staging", address, branch, credential);
    }

    private BasicSSHUserPrivateKey key(CredentialsScope scope, String id, String text) {
        return new BasicSSHUserPrivateKey(
                scope, id, server.user(), new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(text), null, "");
    }

    private static void global(Credentials credential) {
        SystemCredentialsProvider.getInstance().getCredentials().add(credential);
    }
}
