package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ModelObject;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/** A build's credentials: which kinds open a cluster, where they are found, and that they stay secret. */
@WithSharedJenkins
class ClusterCredentialTest {

    private static final String SERVER = "https://cluster.example:6443";
    private static final String KUBECONFIG = """
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
        ClusterAccess access = CredentialAccess.cluster(staging, build);

        assertThat(token(access)).isEqualTo("s3cr3t-token");
        assertThat(access.server().toString()).isEqualTo(SERVER);
        assertThat(access.verifyCertificate()).isTrue();
        assertThat(access.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void a_user_with_a_password_is_basic_authentication() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(user("deployer", "jane", "s3cr3t"));

        assertThat(CredentialAccess.cluster(staging, build).user()).hasValue("jane");
        assertThat(CredentialAccess.cluster(staging, build).password()).hasValue("s3cr3t");
    }

    @Test
    void a_secret_file_is_a_kubeconfig() throws Exception {
        Scene.cluster(null, "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(CredentialAccess.cluster(staging, build).token()).hasValue("s3cr3t-token");
    }

    @Test
    void a_kubeconfig_for_the_server_that_the_administrator_names_is_taken() throws Exception {
        Scene.cluster("https://CLUSTER.example:6443/", "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(CredentialAccess.cluster(staging, build).token()).hasValue("s3cr3t-token");
    }

    @Test
    void a_kubeconfig_for_another_server_is_refused() throws Exception {
        Scene.cluster("https://other.example:6443", "deployer");
        global(file("deployer", KUBECONFIG));

        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .isEqualTo("The kubeconfig of credential 'deployer' is for another server than the cluster 'main' has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec: {command: /bin/sh}", "tokenFile: /etc/shadow", "client-key: /etc/shadow"})
    void a_kubeconfig_that_names_a_program_or_a_file_is_refused(String hostile) throws Exception {
        Scene.cluster(null, "deployer");
        global(file("deployer", KUBECONFIG.replace("token: s3cr3t-token", "token: s3cr3t-token\n      " + hostile)));
        GitopsException refused = Scene.refused(() -> CredentialAccess.cluster(staging, build));

        assertThat(refused.getMessage())
                .contains("'" + hostile.substring(0, hostile.indexOf(':')) + "' in user 'deployer'")
                .doesNotContain("s3cr3t")
                .doesNotContain("/etc/shadow");
    }

    @Test
    void the_authority_that_the_administrator_gives_wins_over_a_kubeconfig_that_checks_none() throws Exception {
        Scene.cluster(SERVER, "deployer").setCaCertificate("the authority");
        global(file(
                "deployer",
                KUBECONFIG.replace("server: https", "insecure-skip-tls-verify: true\n      server: https")));
        ClusterAccess access = CredentialAccess.cluster(staging, build);

        assertThat(access.verifyCertificate()).isTrue();
        assertThat(access.certificateAuthority()).hasValue("the authority");
    }

    @Test
    void a_missing_credential_is_named_with_its_kinds_and_where_to_add_it() {
        Scene.cluster(SERVER, "deployer");
        GitopsException refused = Scene.refused(() -> CredentialAccess.cluster(staging, build));

        assertThat(refused.getMessage())
                .isEqualTo("There is no credential 'deployer' of the cluster 'main' that shop can use");
        assertThat(refused.remedy()).contains("\"Secret text\"").contains("Manage Jenkins > Credentials");
    }

    @Test
    void a_credential_of_the_system_scope_is_for_no_build() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(new StringCredentialsImpl(CredentialsScope.SYSTEM, "deployer", "", Secret.fromString("s3cr3t")));

        Scene.refused(() -> CredentialAccess.cluster(staging, build));
    }

    @Test
    void a_folders_credential_is_for_its_jobs_alone_and_the_nearest_wins() throws Exception {
        Scene.cluster(SERVER, "deployer");
        Folder team = r.jenkins.createProject(Folder.class, "team");
        store(team).addCredentials(Domain.global(), text("deployer", "of-the-folder"));
        FreeStyleBuild inside = Scene.build(team.createProject(FreeStyleProject.class, "shop"));

        assertThat(token(CredentialAccess.cluster(staging, inside))).isEqualTo("of-the-folder");
        Scene.refused(() -> CredentialAccess.cluster(staging, build));
        global(text("deployer", "global"));
        assertThat(token(CredentialAccess.cluster(staging, inside))).isEqualTo("of-the-folder");
        assertThat(token(CredentialAccess.cluster(staging, build))).isEqualTo("global");
    }

    @Test
    void what_is_no_token_is_named_and_not_shown() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(text("deployer", "s3cr3t two words"));

        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .startsWith("The credential 'deployer' of the cluster 'main' gives no token")
                .doesNotContain("s3cr3t");
    }

    @Test
    void folders_that_store_the_same_token_share_no_connection_and_not_the_next_token() throws Exception {
        Scene.cluster(SERVER, "deployer");
        Folder one = r.jenkins.createProject(Folder.class, "one");
        Folder two = r.jenkins.createProject(Folder.class, "two");
        StringCredentialsImpl stored = text("deployer", "the-same");
        store(one).addCredentials(Domain.global(), stored);
        store(two).addCredentials(Domain.global(), text("deployer", "the-same"));
        ClusterAccess ofOne =
                CredentialAccess.cluster(staging, Scene.build(one.createProject(FreeStyleProject.class, "a")));
        ClusterAccess ofTwo =
                CredentialAccess.cluster(staging, Scene.build(two.createProject(FreeStyleProject.class, "b")));

        assertThat(token(ofOne)).isEqualTo(token(ofTwo));
        assertThat(ofOne).isNotEqualTo(ofTwo);
        store(one).updateCredentials(Domain.global(), stored, text("deployer", "of-one"));
        assertThat(rejected(ofOne)).isEqualTo("of-one");
        assertThat(rejected(ofTwo)).isEqualTo("the-same");
    }

    @Test
    void a_global_token_is_shared_and_no_folder_replaces_it_for_others() throws Exception {
        Scene.cluster(SERVER, "deployer");
        StringCredentialsImpl stored = text("deployer", "global");
        global(stored);
        Folder team = r.jenkins.createProject(Folder.class, "team");
        ClusterAccess inside =
                CredentialAccess.cluster(staging, Scene.build(team.createProject(FreeStyleProject.class, "shop")));

        assertThat(inside).isEqualTo(CredentialAccess.cluster(staging, build));
        store(team).addCredentials(Domain.global(), text("deployer", "of-the-team"));
        assertThat(rejected(inside)).isEqualTo("global");
        store(r.jenkins).updateCredentials(Domain.global(), stored, text("deployer", "next"));
        assertThat(rejected(inside)).isEqualTo("next");
        assertThat(inside).as("whatever its token was").isEqualTo(CredentialAccess.cluster(staging, build));
        store(r.jenkins).removeCredentials(Domain.global(), text("deployer", "next"));
        assertThat(Scene.refused(() -> rejected(inside)).getMessage()).contains("'deployer'", "is gone");
    }

    @Test
    void requested_tokens_are_shared_as_far_as_what_requests_them() throws Exception {
        Scene.cluster(SERVER, "issuer").setServiceAccount("shop/deployer");
        Folder one = r.jenkins.createProject(Folder.class, "one");
        Folder two = r.jenkins.createProject(Folder.class, "two");
        for (Folder each : List.of(one, two)) {
            store(each).addCredentials(Domain.global(), text("issuer", "the-same"));
        }
        FreeStyleBuild a = Scene.build(one.createProject(FreeStyleProject.class, "a"));
        FreeStyleBuild b = Scene.build(two.createProject(FreeStyleProject.class, "b"));

        assertThat(CredentialAccess.cluster(staging, a))
                .isEqualTo(CredentialAccess.cluster(staging, a))
                .isNotEqualTo(CredentialAccess.cluster(staging, b));
    }

    @Test
    void another_plugin_can_mint_tokens_from_a_credential_of_its_own_type() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(new Minting("deployer"));
        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .contains("of a type that cannot be used here");
        AtomicInteger minted = new AtomicInteger();
        ClusterTokenSource source = new ClusterTokenSource() {
            @Override
            public boolean takes(StandardCredentials credential) {
                return credential instanceof Minting;
            }

            @Override
            public String token(StandardCredentials credential, String server) {
                return "minted-" + minted.incrementAndGet() + "-for-" + server.length();
            }
        };
        ExtensionList<ClusterTokenSource> sources = ExtensionList.lookup(ClusterTokenSource.class);
        sources.add(source);
        try {
            assertThat(ClusterCredential.TYPES.matches(new Minting("deployer"))).isTrue();
            ClusterAccess access = CredentialAccess.cluster(staging, build);
            assertThat(token(access)).isEqualTo("minted-1-for-" + SERVER.length());
            assertThat(rejected(access)).isEqualTo("minted-2-for-" + SERVER.length());
        } finally {
            sources.remove(source);
        }
    }

    /** Holds nothing: its plugin makes a token of what the controller is. */
    private static final class Minting extends BaseStandardCredentials {
        private static final long serialVersionUID = 1;

        Minting(String id) {
            super(CredentialsScope.GLOBAL, id, "");
        }
    }

    /** That is sent now. */
    private static String token(ClusterAccess access) {
        return access.source().orElseThrow().current().token().orElseThrow();
    }

    /** That is sent after the server did not take the one before. */
    private static String rejected(ClusterAccess access) {
        CredentialSource source = access.source().orElseThrow();
        source.rejected(source.current());
        return source.current().token().orElseThrow();
    }

    @Test
    void each_use_is_tracked() throws Exception {
        Scene.cluster(SERVER, "deployer");
        StringCredentialsImpl credential = text("deployer", "s3cr3t");
        global(credential);
        CredentialAccess.cluster(staging, build);

        assertThat(CredentialsProvider.getOrCreateFingerprintOf(credential)
                        .getJobs()
                        .toString())
                .contains("shop");
    }

    @Test
    void a_cluster_without_credential_and_an_environment_without_cluster_are_named() {
        Scene.cluster(SERVER, null);
        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .isEqualTo("The cluster 'main' has no credential");
        staging.setCluster("gone");
        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .isEqualTo("The environment 'staging' names a cluster that is not configured: 'gone'");
        staging.setCluster(null);
        assertThat(Scene.refused(() -> CredentialAccess.cluster(staging, build)).getMessage())
                .isEqualTo("The environment 'staging' names no cluster");
    }

    @Test
    void the_controllers_proxy_is_used_but_for_its_exceptions() throws Exception {
        Scene.cluster(SERVER, "deployer");
        global(text("deployer", "s3cr3t"));
        r.jenkins.proxy = new ProxyConfiguration("proxy.example", 3128, "jane", "pr0xy");
        ClusterAccess access = CredentialAccess.cluster(staging, build);

        assertThat(access.proxy().orElseThrow().host()).isEqualTo("proxy.example");
        assertThat(access.proxy().orElseThrow().password()).hasValue("pr0xy");
        assertThat(access.toString()).doesNotContain("pr0xy");
        r.jenkins.proxy = new ProxyConfiguration("proxy.example", 3128, null, null, "*.other\n*.example");
        assertThat(CredentialAccess.cluster(staging, build).proxy()).isEmpty();
    }

    @Test
    void the_write_back_has_a_credential_of_its_own_or_none() throws Exception {
        staging.setRepository("https://git.example/shop.git");
        staging.setBranch("main");
        assertThat(CredentialAccess.writeBack(staging, build)).isSameAs(GitCredentials.NONE);
        staging.setCredentialsId("pusher");
        global(user("pusher", "jenkins", "s3cr3t"));

        assertThat(CredentialAccess.writeBack(staging, build))
                .isEqualTo(new GitCredentials.UsernamePassword("jenkins", "s3cr3t", "pusher jenkins"));
    }

    @Test
    void a_token_cannot_be_the_write_backs_credential() throws Exception {
        staging.setRepository("https://git.example/shop.git");
        staging.setBranch("main");
        staging.setCredentialsId("pusher");
        global(text("pusher", "s3cr3t"));
        GitopsException refused = Scene.refused(() -> CredentialAccess.writeBack(staging, build));

        assertThat(refused.getMessage()).contains("of a type that cannot be used here");
        assertThat(refused.remedy()).contains("\"Username with password\"");
    }

    @Test
    void an_images_registry_comes_with_its_credential() throws Exception {
        RegistryEntry entry = new RegistryEntry("Registry.example:5000");
        entry.setCredentialsId("pusher");
        entry.setAllowedJobs("**");
        RegistryEntry hub = new RegistryEntry("docker.io");
        GitopsConfiguration.get().setRegistries(List.of(entry, hub));
        global(user("pusher", "jenkins", "s3cr3t"));
        RegistryAccess access = CredentialAccess.registry("registry.example:5000/team/shop:1", build)
                .orElseThrow();

        assertThat(access.username()).hasValue("jenkins");
        assertThat(access.toString()).doesNotContain("s3cr3t");
        assertThat(CredentialAccess.registry("team/shop", build).orElseThrow().username())
                .isEmpty();
        assertThat(CredentialAccess.registry("other.example/shop", build)).isEmpty();
    }

    @Test
    void a_registrys_credential_is_for_the_jobs_that_it_names_and_by_default_for_none() throws Exception {
        RegistryEntry entry = new RegistryEntry("registry.example");
        entry.setCredentialsId("pusher");
        GitopsConfiguration.get().setRegistries(List.of(entry));
        global(user("pusher", "jenkins", "s3cr3t"));
        String job = build.getParent().getFullName();
        for (String others : List.of("", "other\n" + job + "/*", job.toUpperCase(java.util.Locale.ROOT))) {
            entry.setAllowedJobs(others);
            GitopsException refused =
                    Scene.refused(() -> CredentialAccess.registry("REGISTRY.example/team/shop:1", build));

            assertThat(refused.getMessage())
                    .isEqualTo("The job " + job + " may not push to the registry 'registry.example'");
            assertThat(refused.remedy()).contains("allowedJobs");
            assertThat(CredentialAccess.pushedWith("registry.example/shop", build)
                            .orElseThrow()
                            .password())
                    .as("to mask it in a build that began before")
                    .hasValue("s3cr3t");
        }
        entry.setAllowedJobs("other\n" + job);

        assertThat(CredentialAccess.registry("registry.example/shop", build)
                        .orElseThrow()
                        .password())
                .hasValue("s3cr3t");
    }

    @Test
    void a_chart_is_fetched_with_the_credential_of_its_own_registry_and_no_other() throws Exception {
        RegistryEntry entry = new RegistryEntry("registry.example");
        RegistryEntry hub = new RegistryEntry("docker.io");
        for (RegistryEntry each : List.of(entry, hub)) {
            each.setCredentialsId("reader");
            each.setAllowedJobs(build.getParent().getFullName());
        }
        GitopsConfiguration.get().setRegistries(List.of(entry, hub));
        global(user("reader", "jenkins", "s3cr3t"));

        for (String host : List.of("registry.example", "registry-1.docker.io")) {
            assertThat(CredentialAccess.chartRegistry(host, build).orElseThrow().password())
                    .as(host)
                    .hasValue("s3cr3t");
        }
        for (String host : List.of("registry", "localhost", "other.example", "registry.example:5000")) {
            assertThat(CredentialAccess.chartRegistry(host, build)).as(host).isEmpty();
        }
        entry.setAllowedJobs("other");
        assertThat(Scene.refused(() -> CredentialAccess.chartRegistry("registry.example", build))
                        .remedy())
                .contains("allowedJobs");
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
