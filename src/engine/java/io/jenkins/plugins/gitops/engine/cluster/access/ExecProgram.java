package io.jenkins.plugins.gitops.engine.cluster.access;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program that a kubeconfig names for a credential: {@code exec} of a user, as client-go reads it
 * (client.authentication.k8s.io). Only {@link Runner} decides whether it runs; nothing of the engine runs one.
 *
 * @param kubeconfig as messages name it
 * @param apiVersion the version of its input and output
 * @param environment added to that of this process
 * @param installHint what its author says to somebody who does not have it; may be empty
 * @param cluster for its input; empty when it does not ask for it
 */
public record ExecProgram(
        String kubeconfig,
        String apiVersion,
        String command,
        List<String> arguments,
        Map<String, String> environment,
        Interaction interaction,
        String installHint,
        Optional<ClusterInfo> cluster) {

    public static final String V1 = "client.authentication.k8s.io/v1";
    public static final String V1BETA1 = "client.authentication.k8s.io/v1beta1";

    private static final String ALPHA = "client.authentication.k8s.io/v1alpha1";

    /** Whether it may ask a person on the terminal. */
    public enum Interaction {
        NEVER,
        IF_AVAILABLE,
        ALWAYS;

        static Optional<Interaction> named(String word) {
            return Optional.ofNullable(
                    switch (word) {
                        case "Never" -> NEVER;
                        case "IfAvailable" -> IF_AVAILABLE;
                        case "Always" -> ALWAYS;
                        default -> null;
                    });
        }
    }

    /**
     * What the program is told of the cluster.
     *
     * @param config the kubeconfig's extension for such programs, each value a text
     */
    public record ClusterInfo(
            URI server,
            Optional<String> tlsServerName,
            boolean verifyCertificate,
            Optional<String> certificateAuthority,
            Optional<Object> config) {}

    /** Turns such a program into a credential, or refuses it. */
    public interface Runner {
        /** @throws GitopsException when it may not run */
        CredentialSource credentials(ExecProgram program);
    }

    /** @throws GitopsException when the version is not one that is known */
    public ExecProgram {
        if (!apiVersion.equals(V1) && !apiVersion.equals(V1BETA1)) {
            throw new GitopsException(
                    "The kubeconfig of " + kubeconfig + " has 'exec' with the version '"
                            + ShownText.line(apiVersion, TextLimits.SHOWN) + "', which is not known",
                    (apiVersion.equals(ALPHA) ? "Kubernetes took that version out in 1.24. " : "")
                            + "Let the cluster's tool write the kubeconfig anew; it has to be " + V1);
        }
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** The command with its arguments as people are shown it; short. */
    public String shown() {
        return ShownText.line(
                command + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments)), TextLimits.SHOWN);
    }
}
