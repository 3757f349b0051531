package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenText;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The cluster: by a kubeconfig that needs no other file, or as {@link ServerOptions} name it. */
public final class ClusterOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST = 1024 * 1024;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig, with certificates inline (default: $KUBECONFIG, or ~/.kube/config).")
    private Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context in the kubeconfig (default: the current one).")
    private String context;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace of objects that name none, and of the inventory (default: the context's).")
    private String namespace;

    @Mixin
    private ServerOptions server;

    public ClusterAccess access() {
        return server.access(kubeconfig != null || context != null)
                .orElseGet(() -> access(Optional.empty(), Optional.ofNullable(context)));
    }

    /** With another kubeconfig, or another context than the option names. */
    public ClusterAccess access(Optional<Path> otherKubeconfig, Optional<String> contextInIt) {
        Path file = otherKubeconfig
                .or(() -> Optional.ofNullable(kubeconfig))
                .or(() -> Optional.ofNullable(System.getenv("KUBECONFIG"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of))
                .orElse(Path.of(System.getProperty("user.home"), ".kube", "config"));
        if (file.toString().contains(File.pathSeparator)) {
            throw new GitopsException(
                    "KUBECONFIG names several files",
                    "Name one file; 'kubectl config view --raw --flatten' merges them into one");
        }
        try {
            String text = WrittenText.of(bytes(file), "The kubeconfig " + file);
            return ClusterAccess.fromKubeconfig(text, file.toString(), contextInIt, server.programs(file));
        } catch (IOException e) {
            throw new GitopsException(
                    "The kubeconfig " + file + " cannot be read",
                    "Name one with --kubeconfig or in KUBECONFIG, or a server with --server"
                            + ServerOptions.hint().map(hint -> "; " + hint).orElse(""),
                    e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new GitopsException(
                        "The kubeconfig " + file + " is larger than 1 MiB", "Give a kubeconfig of one cluster");
            }
            return bytes;
        }
    }

    public String namespace(ClusterAccess access) {
        return Optional.ofNullable(namespace).or(access::namespace).orElse("default");
    }

    /** The option alone, where no other namespace takes its place. */
    public Optional<String> namedNamespace() {
        return Optional.ofNullable(namespace);
    }

    public static Cluster connect(ClusterAccess access) {
        return Cluster.connect(access, TIMEOUT);
    }

    /**
     * Connects while the command reads Git and renders: a process that has just started loads the classes of HTTP and TLS with its
     * first request. The delivery's own session is the same one. A failure is left to the delivery, which meets it again.
     *
     * <p>Not where a program gives the credential: it may ask a person, and what it says comes when the delivery asks for it.
     *
     * @return the thread, which never holds up the end of the process; empty where it does not connect
     */
    public static Optional<Thread> connectAhead(ClusterAccess access) {
        if (access.source().filter(ExecCredentials.class::isInstance).isPresent()) {
            return Optional.empty();
        }
        Thread thread = new Thread(
                () -> {
                    try (Cluster cluster = connect(access)) {
                        cluster.meet();
                    } catch (RuntimeException toldByTheDelivery) {
                        // Nothing depends on this.
                    }
                },
                "connect-ahead");
        thread.setDaemon(true);
        thread.start();
        return Optional.of(thread);
    }
}
