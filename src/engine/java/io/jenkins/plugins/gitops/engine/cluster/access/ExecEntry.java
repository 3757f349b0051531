package io.jenkins.plugins.gitops.engine.cluster.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code exec} of a user in a kubeconfig, with what its program is told of the cluster. */
final class ExecEntry {

    private static final String EXTENSION = "client.authentication.k8s.io/exec";

    private final Kubeconfig file;
    private final Map<?, ?> exec;
    private final String user;

    ExecEntry(Kubeconfig file, Map<?, ?> user, String name) {
        this.file = file;
        this.user = name;
        if (!(user.get("exec") instanceof Map<?, ?> entry)) {
            throw file.malformed("has an 'exec' in user '" + name + "' that is no program", "Write its 'command'");
        }
        this.exec = entry;
    }

    ExecProgram program(Map<?, ?> cluster, String clusterName) {
        return new ExecProgram(
                file.origin(),
                needed("apiVersion"),
                needed("command"),
                arguments(),
                environment(),
                interaction(),
                file.text(exec, "installHint").orElse(""),
                file.yes(exec, "provideClusterInfo")
                        ? Optional.of(new ExecProgram.ClusterInfo(
                                file.server(cluster, clusterName),
                                file.text(cluster, "tls-server-name"),
                                !file.yes(cluster, "insecure-skip-tls-verify"),
                                file.data(cluster, "certificate-authority-data", clusterName),
                                config(cluster)))
                        : Optional.empty());
    }

    private String needed(String field) {
        return file.text(exec, field)
                .orElseThrow(() -> file.malformed("has no '" + field + "' in 'exec' of user '" + user + "'", "Add it"));
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (exec.get("args") instanceof List<?> list) {
            for (Object each : list) {
                arguments.add(each instanceof String text ? text : "");
            }
        }
        return arguments;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        if (exec.get("env") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> variable) {
                    environment.put(
                            file.text(variable, "name").orElse(""),
                            file.text(variable, "value").orElse(""));
                }
            }
        }
        if (environment.keySet().stream().anyMatch(name -> name.isEmpty() || name.contains("="))) {
            throw file.malformed("has an 'env' without a name in 'exec' of user '" + user + "'", "Name the variable");
        }
        // No process can be given one.
        if (environment.entrySet().stream()
                .anyMatch(each ->
                        each.getKey().indexOf('\0') >= 0 || each.getValue().indexOf('\0') >= 0)) {
            throw file.malformed(
                    "has an 'env' with a NUL character in 'exec' of user '" + user + "'", "Write it without");
        }
        return environment;
    }

    /** In v1 it has to be said; before, the terminal was always given where there is one. */
    private ExecProgram.Interaction interaction() {
        Optional<String> word = file.text(exec, "interactiveMode");
        if (word.isEmpty() && !needed("apiVersion").equals(ExecProgram.V1)) {
            return ExecProgram.Interaction.IF_AVAILABLE;
        }
        return word.flatMap(ExecProgram.Interaction::named)
                .orElseThrow(() -> file.malformed(
                        "has no known 'interactiveMode' in 'exec' of user '" + user + "'",
                        "Write Never, IfAvailable or Always"));
    }

    private static Optional<Object> config(Map<?, ?> cluster) {
        if (cluster.get("extensions") instanceof List<?> extensions) {
            for (Object each : extensions) {
                if (each instanceof Map<?, ?> named && EXTENSION.equals(named.get("name"))) {
                    return Optional.ofNullable(named.get("extension"));
                }
            }
        }
        return Optional.empty();
    }
}
