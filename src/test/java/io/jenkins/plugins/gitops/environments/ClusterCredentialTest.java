package io.jenkins.plugins.gitops.environments;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ProxyConfiguration;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ModelObject;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccess;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A build's credentials: which kinds open a cluster, where they are found, and that they stay secret. */
@WithJenkins
class ClusterCredentialTest {

    private static final String SERVER = "https://cluster.example:6443";
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: main
            contexts:
              - name: main
                context: {cluster: main, user: deployer}
            clusters:
              - name: main
                cluster:
                  server: https://cluster.example:6443
            users:
              - name: deployer
                user:
                  token: s3cr3t-token
            """;

    private JenkinsRule r;
    private FreeStyleBuild build;
    private EnvironmentEntry staging;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        staging = Scene.environment("staging", "**");
        build = Scene.build(r.createFreeStyleProject("shop"));
    }

    @Test
    void a_secret_text_is_a_bearer_token() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(text("deployer", "s3cr3t-token"));
        ClusterAccess access = Access.cluster(staging, build);

        assertThat(access.token(), is(Optional.of("s3cr3t-token")));
        assertThat(access.server().toString(), is(SERVER));
        assertThat(access.verifyCertificate(), is(true));
        assertThat(access.toString(), not(containsString("s3cr3t")));
    }

    @Test
    void a_user_with_a_password_is_basic_authentication() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(user("deployer", "jane", "s3cr3t"));

        assertThat(Access.cluster(staging, build).user(), is(Optional.of("jane")));
        assertThat(Access.cluster(staging, build).password(), is(Optional.of("s3cr3t")));
    }

    @Test
    void a_secret_file_is_a_kubeconfig() throws Exception {
        Scene.cluster(null, "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(Access.cluster(staging, build).token(), is(Optional.of("s3cr3t-token")));
    }

    @Test
    void a_kubeconfig_for_the_server_that_the_administrator_names_is_taken() throws Exception {
        Scene.cluster("https://CLUSTER.example:6443/", "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(Access.cluster(staging, build).token(), is(Optional.of("s3cr3t-token")));
    }

    @Test
    void a_kubeconfig_for_another_server_is_refused() throws Exception {
        Scene.cluster("https://other.example:6443", "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(
                Scene.refused(() -> Access.cluster(staging, build)).getMessage(),
                is("The kubeconfig of credential 'deployer' is for another server than the cluster 'main' has"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec: {command: /bin/sh}", "tokenFile: /etc/shadow", "client-key: /etc/shadow"})
    void a_kubeconfig_that_names_a_program_or_a_file_is_refused(String hostile) throws Exception {
        Scene.cluster(null, "deployer");
        global(file("deployer", KUBECONFIG.replace("token: s3cr3t-token", "token: s3cr3t-token\n      " + hostile)));
        GitopsException refused = Scene.refused(() -> Access.cluster(staging, build));

        assertThat(
                refused.getMessage(),
                allOf(
                        containsString("'" + hostile.substring(0, hostile.indexOf(':')) + "' in user 'deployer'"),
                        not(containsString("s3cr3t")),
                        not(containsString("/etc/shadow"))));
    }

    @Test
    void the_authority_that_the_administrator_gives_wins_over_a_kubeconfig_that_checks_none() throws Exception {
        Scene.cluster(SERVER, "deployer").setCaCertificate("the authority");
        global(file(
                "deployer",
                KUBECONFIG.replace("server: https", "insecure-skip-tls-verify: true\n      server: https")));
        ClusterAccess access = Access.cluster(staging, build);

        assertThat(access.verifyCertificate(), is(true));
        assertThat(access.certificateAuthority(), is(Optional.of("the authority")));
    }

    @Test
    void a_missing_credential_is_named_with_its_kinds_and_where_to_add_it() {
        Scene.cluster(SERVER, "deployer");
        GitopsException refused = Scene.refused(() -> Access.cluster(staging, build));

        assertThat(
                refused.getMessage(), is("There is no credential 'deployer' of the cluster 'main' that shop can use"));
        assertThat(
                refused.remedy(),
                allOf(containsString("\"Secret text\""), containsString("Manage Jenkins > Credentials")));
    }

    @Test
    void a_credential_of_the_system_scope_is_for_no_build() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(new StringCredentialsImpl(CredentialsScope.SYSTEM, "deployer", "", Secret.fromString("s3cr3t")));

        Scene.refused(() -> Access.cluster(staging, build));
    }

    @Test
    void a_folders_credential_is_for_its_jobs_alone_and_the_nearest_wins() throws Exception {
        Scene.cluster(SERVER, "deployer");
        Folder team = r.jenkins.createProject(Folder.class, "team");
        store(team).addCredentials(Domain.global(), text("deployer", "of the folder"));
        FreeStyleBuild inside = Scene.build(team.createProject(FreeStyleProject.class, "shop"));

        assertThat(Access.cluster(staging, inside).token(), is(Optional.of("of the folder")));
        Scene.refused(() -> Access.cluster(staging, build));
        global(text("deployer", "global"));
        assertThat(Access.cluster(staging, inside).token(), is(Optional.of("of the folder")));
        assertThat(Access.cluster(staging, build).token(), is(Optional.of("global")));
    }

    @Test
    void each_use_is_tracked() throws Exception {
        Scene.cluster(SERVER, "deployer");
        StringCredentialsImpl credential = text("deployer", "s3cr3t");
        global(credential);
        Access.cluster(staging, build);

        assertThat(
                CredentialsProvider.getOrCreateFingerprintOf(credential)
                        .getJobs()
                        .toString(),
                containsString("shop"));
    }

    @Test
    void a_cluster_without_credential_and_an_environment_without_cluster_are_named() {
        Scene.cluster(SERVER, null);
        assertThat(
                Scene.refused(() -> Access.cluster(staging, build)).getMessage(),
                is("The cluster 'main' has no credential"));
        staging.setCluster("gone");
        assertThat(
                Scene.refused(() -> Access.cluster(staging, build)).getMessage(),
                is("The environment 'staging' names a cluster that is not configured: 'gone'"));
        staging.setCluster(null);
        assertThat(
                Scene.refused(() -> Access.cluster(staging, build)).getMessage(),
                is("The environment 'staging' names no cluster"));
    }

    @Test
    void the_controllers_proxy_is_used_but_for_its_exceptions() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(text("deployer", "s3cr3t"));
        r.jenkins.proxy = new ProxyConfiguration("proxy.example", 3128, "jane", "pr0xy");
        ClusterAccess access = Access.cluster(staging, build);

        assertThat(access.proxy().orElseThrow().host(), is("proxy.example"));
        assertThat(access.proxy().orElseThrow().password(), is(Optional.of("pr0xy")));
        assertThat(access.toString(), not(containsString("pr0xy")));
        r.jenkins.proxy = new ProxyConfiguration("proxy.example", 3128, null, null, "*.other\n*.example");
        assertThat(Access.cluster(staging, build).proxy(), is(Optional.empty()));
    }

    @Test
    void the_write_back_has_a_credential_of_its_own_or_none() throws Exception {
        staging.setRepository("https://git.example/shop.git");
        staging.setBranch("main");
        assertThat(Access.writeBack(staging, build), sameInstance(GitCredentials.NONE));
        staging.setCredentialsId("pusher");
        global(user("pusher", "jenkins", "s3cr3t"));

        assertThat(
                Access.writeBack(staging, build),
                is(new GitCredentials.UsernamePassword("jenkins", "s3cr3t", "pusher jenkins")));
    }

    @Test
    void a_token_cannot_be_the_write_backs_credential() throws Exception {
        staging.setRepository("https://git.example/shop.git");
        staging.setBranch("main");
        staging.setCredentialsId("pusher");
        global(text("pusher", "s3cr3t"));
        GitopsException refused = Scene.refused(() -> Access.writeBack(staging, build));

        assertThat(refused.getMessage(), containsString("of a type that cannot be used here"));
        assertThat(refused.remedy(), containsString("\"Username with password\""));
    }

    @Test
    void an_images_registry_comes_with_its_credential() throws Exception {
        RegistryEntry entry = new RegistryEntry("Registry.example:5000");
        entry.setCredentialsId("pusher");
        RegistryEntry hub = new RegistryEntry("docker.io");
        GitopsConfiguration.get().setRegistries(List.of(entry, hub));
        global(user("pusher", "jenkins", "s3cr3t"));
        RegistryAccess access =
                Access.registry("registry.example:5000/team/shop:1", build).orElseThrow();

        assertThat(access.username(), is(Optional.of("jenkins")));
        assertThat(access.toString(), not(containsString("s3cr3t")));
        assertThat(Access.registry("team/shop", build).orElseThrow().username(), is(Optional.empty()));
        assertThat(Access.registry("other.example/shop", build), is(Optional.empty()));
    }

    private static StringCredentialsImpl text(String id, String secret) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(secret));
    }

    private static Credentials user(String id, String name, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", name, password);
    }

    private static Credentials file(String id, String content) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "kubeconfig",
                SecretBytes.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    private void global(Credentials credentials) throws Exception {
        store(r.jenkins).addCredentials(Domain.global(), credentials);
    }

    private static CredentialsStore store(ModelObject of) {
        for (CredentialsStore store : CredentialsProvider.lookupStores(of)) {
            boolean wanted = of instanceof Folder
                    ? store.getProvider() instanceof FolderCredentialsProvider
                    : store.getProvider() instanceof SystemCredentialsProvider.ProviderImpl;
            if (wanted) {
                return store;
            }
        }
        throw new AssertionError("no store");
    }
}
