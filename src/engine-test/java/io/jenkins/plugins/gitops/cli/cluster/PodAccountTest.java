package io.jenkins.plugins.gitops.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod's account as the kubelet mounts it, with a token that is written anew, at a real API server. */
class PodAccountTest {

    @TempDir
    Path folder;

    private final ControlPlane plane = ControlPlane.shared();
    private final SetClock clock = SetClock.running();

    @Test
    void the_mounted_token_opens_the_cluster_also_when_it_was_written_anew() throws IOException {
        String namespace = plane.freshNamespace();
        plane.kubectl(namespace, "create", "serviceaccount", "pod").succeeded();
        ClusterAccess admin = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty());
        Files.writeString(folder.resolve("ca.crt"), admin.certificateAuthority().orElseThrow());
        Files.writeString(folder.resolve("namespace"), namespace);
        Files.writeString(folder.resolve("token"), "has-ended");
        URI server = URI.create(plane.apiServer());
        ClusterAccess access = new PodAccount(
                        Map.of(
                                "KUBERNETES_SERVICE_HOST",
                                server.getHost(),
                                "KUBERNETES_SERVICE_PORT",
                                Integer.toString(server.getPort())),
                        folder)
                .access();

        try (Cluster cluster = Cluster.connect(access, Duration.ofSeconds(10))) {
            assertThatThrownBy(() -> cluster.account(namespace)).hasMessageContaining("does not accept the credential");
            Files.writeString(folder.resolve("token"), plane.token(namespace, "pod") + "\n");
            assertThat(cluster.account(namespace).name()).contains("system:serviceaccount:" + namespace + ":pod");
        }
        assertThat(access.namespace()).contains(namespace);
    }

    @Test
    void a_token_file_is_read_again_after_ten_seconds() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "one");
        TokenFile token = new TokenFile(file, "", clock.clock());
        assertThat(token.current()).isEqualTo(ClientCredential.token("one"));
        Files.writeString(file, "two");
        assertThat(token.current()).isEqualTo(ClientCredential.token("one"));
        clock.pass(Duration.ofSeconds(11));
        assertThat(token.current()).isEqualTo(ClientCredential.token("two"));
        assertThat(token.rejected(ClientCredential.token("two"))).isFalse();
    }

    @Test
    void a_pod_without_a_token_says_what_its_spec_needs() {
        assertThatThrownBy(() -> new PodAccount(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), folder).access())
                .hasMessageContaining("has no token of a ServiceAccount");
        assertThatThrownBy(() -> new PodAccount(Map.of(), folder).access()).hasMessageContaining("This is no pod");
    }

    @Test
    void what_cannot_be_read_there_is_no_matter_of_options() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "one");
        PodAccount pod = new PodAccount(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), folder);
        assertUnreadable(pod, "ca.crt");

        ClusterAccess admin = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty());
        Files.writeString(folder.resolve("ca.crt"), admin.certificateAuthority().orElseThrow());
        CredentialSource source = pod.access().source().orElseThrow();
        Files.delete(token);
        assertThatThrownBy(source::current)
                .isInstanceOfSatisfying(GitopsException.class, PodAccountTest::assertNoOption)
                .hasMessageContaining("cannot be read");
    }

    private static void assertUnreadable(PodAccount pod, String file) {
        assertThatThrownBy(pod::access)
                .isInstanceOfSatisfying(GitopsException.class, PodAccountTest::assertNoOption)
                .hasMessageContaining(file + " cannot be read");
    }

    private static void assertNoOption(GitopsException failed) {
        assertThat(failed.remedy()).contains("fsGroup").doesNotContain("--");
    }
}
