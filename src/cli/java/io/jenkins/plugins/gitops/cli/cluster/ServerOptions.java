package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ways to a cluster beside a kubeconfig that holds all it needs. */
public final class ServerOptions {

    /** Standard input can be read once. */
    private static CredentialSource input;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The API server, https, instead of a kubeconfig; with --token-file.")
    private String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the bearer token for --server, read again when it is written anew; '-' for standard"
                            + " input (default: $GITOPS_TOKEN_FILE).")
    private String tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates, as PEM, of who signed the certificate of --server (default: those that Java"
                    + " trusts).")
    private Path authority;

    @Option(names = "--in-cluster", description = "In a pod: that pod's own ServiceAccount, in its own cluster.")
    private boolean inCluster;

    @Option(
            names = "--allow-exec",
            description =
                    "Run the program that the kubeconfig names for the credential (exec), as kubectl does: on EKS,"
                            + " GKE, AKS and with OIDC.")
    private boolean allowExec;

    /**
     * The cluster that these options name.
     *
     * @param kubeconfig whether an option names a kubeconfig or a context in one
     * @return empty when they name none, so that the kubeconfig counts
     * @throws GitopsException when the options contradict each other, or what they name is wrong
     */
    public Optional<ClusterAccess> access(boolean kubeconfig) {
        if (!inCluster && server == null) {
            requireNone("--token-file", tokenFile);
            requireNone("--ca-file", authority);
            return Optional.empty();
        }
        if (kubeconfig || (inCluster && (server != null || tokenFile != null || authority != null))) {
            throw new GitopsException(
                    "The cluster is named twice: by " + (inCluster ? "--in-cluster" : "--server " + server)
                            + ", and by "
                            + (kubeconfig ? "a kubeconfig or its context" : "--server, --token-file or --ca-file"),
                    "Give one of them, here and in gitops.yaml (context, server)");
        }
        return Optional.of(inCluster ? PodAccount.ofThisProcess().access() : named());
    }

    private static void requireNone(String option, Object value) {
        if (value != null) {
            throw new GitopsException(
                    option + " goes with --server, which is missing", "Name the server, or leave " + option + " out");
        }
    }

    private ClusterAccess named() {
        ClusterAccess access = new ClusterAccess(
                address(),
                Optional.ofNullable(authority)
                        .map(file -> AuthorityFile.pem(file, "Name a file that this user may read (--ca-file)")),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return access.as(credentials());
    }

    private URI address() {
        try {
            URI address = new URI(server);
            if ("https".equals(address.getScheme()) && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException notAnAddress) {
            // As one that is not https.
        }
        throw new GitopsException(
                "The server '" + ShownText.line(server.replaceFirst("//[^/]*@", "//***@"), TextLimits.SHOWN)
                        + "' is not an https address",
                "Write https://host:6443; a token is not sent without TLS");
    }

    private CredentialSource credentials() {
        String name = Optional.ofNullable(tokenFile)
                .or(() -> Optional.ofNullable(System.getenv("GITOPS_TOKEN_FILE")))
                .orElseThrow(() -> new GitopsException(
                        "There is no token for the server " + server,
                        "Name a file that holds it with --token-file or in GITOPS_TOKEN_FILE; or take the cluster from"
                                + " a kubeconfig (--context), or from the pod (--in-cluster)"));
        if (name.equals("-")) {
            return ofInput();
        }
        TokenFile file = new TokenFile(Path.of(name), "Name a file that this user may read (--token-file)");
        file.current();
        if (file.worldReadable() && !mounted(name)) {
            spec.commandLine()
                    .getErr()
                    .println("warning: every user of this machine may read the token file " + name + "\n-> chmod 600 "
                            + name);
        }
        return file;
    }

    /** Of a pod or a container: its files are readable for all of its users, and it has one. */
    private static boolean mounted(String file) {
        return file.startsWith("/run/secrets/") || file.startsWith("/var/run/secrets/");
    }

    /** Read once, however often it is asked for. */
    private static synchronized CredentialSource ofInput() {
        if (input == null) {
            if (Terminal.hasPerson()) {
                throw new GitopsException(
                        "The token is to come from standard input, and that is a terminal",
                        "Pipe it in, or name a file with --token-file");
            }
            try {
                input = new FixedCredential(TokenFile.parse(System.in.readNBytes(TokenFile.LONGEST + 1), "-"));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return input;
    }

    /** Whether a kubeconfig's program may run; asked only when there is one. */
    public ExecProgram.Runner programs(Path kubeconfig) {
        return program -> {
            if (!allowExec) {
                throw new GitopsException(
                        "The kubeconfig " + kubeconfig + " gets its credential from a program: " + program.shown(),
                        "Add --allow-exec to run it, if you trust that file; or use the token of a ServiceAccount"
                                + " (gitops kubeconfig)");
            }
            // That of the whole command line, which --quiet leaves as it is: a person has to see the code of a login.
            // Not by the
            // root of our own specification: the one of options within options has no parent.
            CommandLine whole = spec.commandLine().getCommandSpec().root().commandLine();
            return ExecCredentials.shared(program, kubeconfig, whole.getErr());
        };
    }

    /** What a pod could do that has no kubeconfig; empty elsewhere. */
    public static Optional<String> hint() {
        return PodAccount.ofThisProcess().there()
                ? Optional.of("this is a pod: --in-cluster uses its ServiceAccount")
                : Optional.empty();
    }
}
