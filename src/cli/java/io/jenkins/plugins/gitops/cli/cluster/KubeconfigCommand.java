package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.account.DeliveryAccount;
import io.jenkins.plugins.gitops.engine.cluster.account.IssuedToken;
import io.jenkins.plugins.gitops.engine.cluster.account.ServiceAccountName;
import io.jenkins.plugins.gitops.engine.cluster.account.TokenRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops kubeconfig}: an account that delivers to one namespace, and a kubeconfig with a token of it. */
@Command(
        name = "kubeconfig",
        description = {
            "Makes a ServiceAccount that may deliver to one namespace, and a kubeconfig with a token of it that ends"
                    + " soon. It has no more rights than the role that is named, and it is made with your own.",
            "Without --yes the objects are shown, as 'kubectl apply' takes them, and nothing is changed."
        },
        mixinStandardHelpOptions = true)
public final class KubeconfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--account",
            defaultValue = "deployer",
            paramLabel = "NAME",
            description = "Name of the ServiceAccount (default: ${DEFAULT-VALUE}); it is in the --namespace.")
    private String account;

    @Option(
            names = "--role",
            defaultValue = DeliveryAccount.EDIT,
            paramLabel = "NAME",
            description = "ClusterRole whose rights it gets in that namespace (default: ${DEFAULT-VALUE}).")
    private String role;

    @Option(
            names = "--duration",
            defaultValue = "1h",
            paramLabel = "TIME",
            description =
                    "How long the token is valid, 10m or more (default: ${DEFAULT-VALUE}); the server may give less.")
    private Duration duration;

    @Option(
            names = "--long-lived",
            description =
                    "A token that never ends, in a Secret, instead of one that ends. Whoever reads it has it for good. Not"
                            + " with --duration.")
    private boolean longLived;

    @Option(names = "--token-only", description = "The account is there with its rights: a new token alone.")
    private boolean tokenOnly;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "File for the kubeconfig, which must not be there; only you can read it.")
    private Path file;

    @Option(names = "--yes", description = "Do it, and do not only show what would be done.")
    private boolean yes;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() {
        if (longLived && spec.commandLine().getParseResult().hasMatchedOption("--duration")) {
            throw new GitopsException(
                    "--duration goes with a token that ends, and --long-lived makes one that never does",
                    "Leave one of them out");
        }
        ClusterAccess access = cluster.access();
        ServiceAccountName name = new ServiceAccountName(cluster.namespace(access), account);
        DeliveryAccount wanted = new DeliveryAccount(name, role, longLived);
        TokenRequest request = new TokenRequest(name, duration);
        result.requireWritable();
        List<ObjectNode> objects = tokenOnly ? List.of() : wanted.objects();
        if (!yes) {
            result.write(
                    spec,
                    new MadeAccount(name, role, false, objects, List.of(), Optional.empty(), Optional.empty()),
                    (tokenOnly ? "# A token of ServiceAccount " + name : text(objects)) + "\n# Nothing was changed at "
                            + access.server() + "; to do it, add --yes --save FILE");
            return ExitCode.OK.number();
        }
        SecretOutput output = new SecretOutput(file);
        List<String> made = List.of();
        Optional<IssuedToken> issued;
        try (Cluster connected = ClusterOptions.connect(access)) {
            if (!tokenOnly) {
                made = connected.setUp(wanted);
                // Now: it was done, whatever becomes of the token.
                made.forEach(spec.commandLine().getErr()::println);
            }
            issued = longLived ? Optional.empty() : Optional.of(connected.issue(request));
            String token = issued.map(IssuedToken::token).orElseGet(() -> connected.lastingToken(name));
            output.write(new KubeconfigText(access, name, token).yaml());
        }
        result.write(
                spec,
                new MadeAccount(name, role, true, objects, made, Optional.of(file), issued.map(IssuedToken::expires)),
                issued.map(this::validity)
                                .orElseGet(() -> "The token never ends; to end it: kubectl --namespace "
                                        + name.namespace() + " delete secret " + name.name())
                        + "\nwrote " + file + "; try it: gitops inventory list --kubeconfig " + file + " --namespace "
                        + name.namespace());
        return ExitCode.OK.number();
    }

    private static String text(List<ObjectNode> objects) {
        return objects.stream().map(OutputFormat.YAML::print).collect(Collectors.joining("\n"));
    }

    /** {@code 1h30m} */
    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private String validity(IssuedToken token) {
        return "The token is valid for " + text(token.lifetime()) + ", until " + token.expires()
                + (token.lifetime().compareTo(duration) < 0
                        ? "; the server gave less than the " + text(duration) + " that were asked for"
                        : "");
    }
}
