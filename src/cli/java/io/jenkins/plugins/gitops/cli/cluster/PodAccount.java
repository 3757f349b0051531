package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenText;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The ServiceAccount of the pod that this process runs in, as the kubelet mounts it. Used only when somebody asks for it.
 *
 * @param environment of the process, with the cluster's address
 * @param folder with {@code token}, {@code ca.crt} and {@code namespace}
 */
record PodAccount(Map<String, String> environment, Path folder) {

    private static final Path MOUNTED =
            FileSystems.getDefault().getPath("/var/run/secrets/kubernetes.io/serviceaccount");

    /** Who may not read what the kubelet mounted: a container that runs as another user than it was mounted for. */
    private static final String UNREADABLE =
            "Let the container's user read what is mounted: set fsGroup in the pod's securityContext";

    static PodAccount ofThisProcess() {
        return new PodAccount(System.getenv(), MOUNTED);
    }

    boolean there() {
        return environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.exists(folder.resolve("token"));
    }

    /** @throws GitopsException when this is no pod, or one without a mounted token */
    ClusterAccess access() {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty()) {
            throw new GitopsException(
                    "This is no pod of a cluster: KUBERNETES_SERVICE_HOST is not set",
                    "Leave out --in-cluster, and name a kubeconfig or a server");
        }
        if (!Files.exists(folder.resolve("token"))) {
            throw new GitopsException(
                    "This pod has no token of a ServiceAccount: there is no " + folder.resolve("token"),
                    "Set serviceAccountName and automountServiceAccountToken: true in the pod's spec");
        }
        String name = host.contains(":") ? "[" + host + "]" : host;
        ClusterAccess access = new ClusterAccess(
                URI.create("https://" + name + ":" + port),
                Optional.of(AuthorityFile.pem(folder.resolve("ca.crt"), UNREADABLE)),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                namespace());
        return access.as(new TokenFile(folder.resolve("token"), UNREADABLE));
    }

    private Optional<String> namespace() {
        Path file = folder.resolve("namespace");
        try {
            return Optional.of(WrittenText.of(Files.readAllBytes(file), "The file " + file)
                            .strip())
                    .filter(name -> !name.isEmpty());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
