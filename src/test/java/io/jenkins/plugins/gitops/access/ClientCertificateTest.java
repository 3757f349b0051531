package io.jenkins.plugins.gitops.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.CertificateCredentialsImpl;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** A key store with a client's certificate, against a real API server that knows its authority. */
@WithSharedJenkins
class ClientCertificateTest {

    private static final String PASSWORD = "s3cr3t-keystore";

    @TempDir
    Path folder;

    private final ControlPlane plane = ControlPlane.shared();
    private EnvironmentEntry staging;
    private FreeStyleBuild build;

    @BeforeEach
    void a_cluster_with_a_certificate(JenkinsRule rule) throws Exception {
        staging = Scene.environment("staging", "**");
        build = Scene.build(rule.createFreeStyleProject("shop"));
        ClusterAccess administrator = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "test", Optional.empty());
        Scene.cluster(plane.apiServer(), "certificate")
                .setCaCertificate(administrator.certificateAuthority().orElseThrow());
        Path certificate = Files.writeString(
                folder.resolve("crt"), administrator.clientCertificate().orElseThrow());
        Path key = Files.writeString(
                folder.resolve("key"), administrator.clientKey().orElseThrow());
        Path store = folder.resolve("store.p12");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "pkcs12",
                        "-export",
                        "-in",
                        certificate.toString(),
                        "-inkey",
                        key.toString(),
                        "-out",
                        store.toString(),
                        "-passout",
                        "pass:" + PASSWORD)
                .inheritIO()
                .start();
        assertThat(Eventually.exitCode(openssl)).isZero();
        add(
                new CertificateCredentialsImpl.UploadedKeyStoreSource(
                        null, SecretBytes.fromBytes(Files.readAllBytes(store))),
                PASSWORD);
    }

    @Test
    void it_opens_the_cluster_as_its_owner() {
        ClusterAccess access = CredentialAccess.cluster(staging, build);

        try (Cluster cluster = Cluster.connect(access, Duration.ofSeconds(60))) {
            assertThat(cluster.version()).startsWith("v1.");
            // A client that is not known, or may not read, gets an error here.
            assertThat(cluster.inventory(new InventoryId("shop", "staging", plane.freshNamespace())))
                    .isEmpty();
        }
        assertThat(access.toString()).contains("client certificate");
        assertThat(access.toString()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void without_it_the_same_cluster_says_no() {
        ClusterAccess access = CredentialAccess.cluster(staging, build);
        ClusterAccess nobody = new ClusterAccess(
                access.server(),
                access.certificateAuthority(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (Cluster cluster = Cluster.connect(nobody, Duration.ofSeconds(60))) {
            GitopsException refused =
                    Scene.refused(() -> cluster.inventory(new InventoryId("shop", "staging", plane.freshNamespace())));

            assertThat(refused.getMessage()).contains("system:anonymous");
        }
    }

    private static void add(CertificateCredentialsImpl.KeyStoreSource source, String password) {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new CertificateCredentialsImpl(CredentialsScope.GLOBAL, "certificate", "", password, source));
    }
}
