package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hudson.ExtensionList;
import hudson.PluginManager;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.KnownHosts;
import io.jenkins.plugins.gitops.engine.git.remote.SshPrivateKey;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.monitoring.DeliveryCollector;
import io.jenkins.plugins.gitops.pages.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Each library is its API plugin's, as this plugin's class loader sees it, and does its work there. Other tests have one
 * flat class path, where a missing dependency or a second copy cannot be seen.
 */
class ClassLoadingTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = ShortLivedJenkins.create();

    /** In one Jenkins, since to start it takes longer than all of them. */
    @TestFactory
    Stream<DynamicTest> each_library_is_its_plugins_and_works() throws Throwable {
        jenkins.startJenkins();
        RealShop shop = RealShop.create();
        return Stream.of(
                dynamicTest("kubernetes-client and okhttp", () -> jenkins.runRemotely(ClassLoadingTest::cluster, shop)),
                dynamicTest("jgit", () -> jenkins.runRemotely(ClassLoadingTest::git, shop)),
                dynamicTest("sshd", () -> jenkins.runRemotely(ClassLoadingTest::ssh, RealSsh.of(shop))),
                dynamicTest("snakeyaml", () -> jenkins.runRemotely(ClassLoadingTest::yaml, shop)),
                dynamicTest("jackson", () -> jenkins.runRemotely(ClassLoadingTest::json)),
                dynamicTest("simpleclient", () -> jenkins.runRemotely(ClassLoadingTest::metrics)));
    }

    private static void cluster(JenkinsRule rule, RealShop shop) throws Exception {
        comesFrom("kubernetes-client-api", "io.fabric8.kubernetes.client.KubernetesClient", Cluster.class);
        comesFrom("kubernetes-client-api", "io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory", Cluster.class);
        comesFrom("okhttp-api", "okhttp3.OkHttpClient", Cluster.class);

        ClusterAccess access = ClusterAccess.fromKubeconfig(shop.kubeconfig(), "test", Optional.empty());
        try (Cluster cluster = Cluster.connect(access, Duration.ofMinutes(1))) {
            assertThat(cluster.version()).startsWith("v1.");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .anyMatch(name -> name.startsWith("OkHttp"));
    }

    private static void git(JenkinsRule rule, RealShop shop) throws Exception {
        comesFrom("git-client", "org.eclipse.jgit.lib.Repository", RemoteBranch.class);

        GitIdentity someone = new GitIdentity("Someone", "someone@example.org");
        try (RemoteBranch branch = RemoteBranch.open(
                Files.createTempDirectory("caches"),
                new GitRemote(shop.repository(), "main"),
                new GitCredentials.UsernamePassword(shop.username(), shop.password()),
                Duration.ofMinutes(1))) {
            Revision tip = branch.fetchTip();
            Revision commit = branch.commit(
                    tip,
                    new TreeMap<>(Map.of("new", new byte[0])),
                    new CommitMessage("Add a file", "", List.of()),
                    someone,
                    someone,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS));
            assertThat(branch.push(commit, tip, message -> false)).isEqualTo(new PushOutcome.In(commit));
            assertThat(branch.fetchTip()).isEqualTo(commit);
        }
    }

    private static void ssh(JenkinsRule rule, RealSsh ssh) throws Exception {
        comesFrom("mina-sshd-api-core", "org.apache.sshd.client.SshClient", RemoteBranch.class);
        comesFrom("mina-sshd-api-common", "org.apache.sshd.common.config.keys.KeyUtils", RemoteBranch.class);

        for (String key : List.of(ssh.ed25519(), ssh.rsaInPkcs8())) {
            GitCredentials credentials = new GitCredentials.SshKey(
                    "",
                    SshPrivateKey.parse(key, Optional.of(RealSsh.PASSPHRASE), "the test"),
                    KnownHosts.parse(ssh.knownHosts(), "the test's list"));
            GitRemote remote = new GitRemote(ssh.repository(), "main");
            assertThat(RemoteBranch.tryPush(remote, credentials, Duration.ofMinutes(1), Optional.empty())
                            .id())
                    .hasSize(40);
        }
    }

    private static void yaml(JenkinsRule rule, RealShop shop) throws Exception {
        comesFrom("snakeyaml-api", "org.yaml.snakeyaml.Yaml", ManifestRenderer.class);

        Path folder = Files.createTempDirectory("manifests");
        Files.writeString(folder.resolve("shop.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: shop}
                """);
        assertThat(new ManifestRenderer().render(DiskTree.of(folder), "").manifests())
                .hasSize(1);
    }

    private static void json(JenkinsRule rule) throws Exception {
        comesFrom("jackson2-api", "com.fasterxml.jackson.databind.ObjectMapper", RecordStore.class);

        DeployRecord record = Samples.record("healthy", Instant.now());
        RecordStore store = new RecordStore(Files.createTempDirectory("records"));
        store.write(record);
        assertThat(store.read(record.id())).isEqualTo(record);
    }

    private static void metrics(JenkinsRule rule) throws Exception {
        comesFrom("prometheus", "io.prometheus.client.Collector", DeliveryCollector.class);

        var build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("counted"));
        for (DeliveryListener listener : ExtensionList.lookup(DeliveryListener.class)) {
            listener.ended(build, Samples.record("healthy", Instant.now()));
        }
        assertThat(ExtensionList.lookupSingleton(DeliveryCollector.class).collect())
                .extracting(family -> family.name)
                .contains("gitops_deployments");
    }

    /** The class that our own class would get, if it named the library's. */
    private static void comesFrom(String plugin, String library, Class<?> ours) throws ClassNotFoundException {
        PluginManager plugins = Jenkins.get().getPluginManager();
        assertThat(plugins.whichPlugin(ours).getShortName()).isEqualTo("gitops");
        Class<?> found = Class.forName(library, false, ours.getClassLoader());
        assertThat(plugins.whichPlugin(found)).as(library).isNotNull();
        assertThat(plugins.whichPlugin(found).getShortName()).as(library).isEqualTo(plugin);
    }
}
