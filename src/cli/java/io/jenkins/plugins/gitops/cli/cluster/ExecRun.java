package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram.Interaction;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One run of a kubeconfig's program: without a shell, with the environment of this process but for the secrets that are ours,
 * and with a time limit. What it says on standard error goes to the person.
 */
final class ExecRun {

    private static final Duration TIME = Duration.ofMinutes(1);
    /** For a login in a browser. */
    private static final Duration TIME_WITH_A_PERSON = Duration.ofMinutes(10);

    private static final String INFO = "KUBERNETES_EXEC_INFO";

    private final ExecProgram program;
    private final Path folder;
    private final PrintWriter err;
    private final boolean terminal;
    private final Duration time;

    ExecRun(ExecProgram program, Path kubeconfig, PrintWriter err) {
        this(program, kubeconfig, err, Terminal.hasPerson(), TIME);
    }

    /** @param terminal whether there is one to ask a person on */
    ExecRun(ExecProgram program, Path kubeconfig, PrintWriter err, boolean terminal, Duration time) {
        this.program = program;
        this.folder = kubeconfig.toAbsolutePath().getParent();
        this.err = err;
        this.terminal = terminal;
        this.time = time;
    }

    ExecAnswer answer() {
        boolean interactive = program.interaction() != Interaction.NEVER && terminal;
        if (program.interaction() == Interaction.ALWAYS && !terminal) {
            throw failed(
                    "has to ask a person, and there is no terminal",
                    "Run this on a terminal, or use the token of a ServiceAccount (gitops kubeconfig)");
        }
        List<String> command = new ArrayList<>(List.of(executable()));
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("GITOPS_"));
        builder.environment().putAll(program.environment());
        builder.environment().put(INFO, info(interactive));
        if (interactive) {
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        try (ExecProcess process = ExecProcess.start(builder, program.command())) {
            return ExecAnswer.parse(output(process, interactive), program);
        } catch (IOException doesNotStart) {
            throw new GitopsException(
                    "The program " + program.shown() + " cannot be started: " + doesNotStart.getMessage(),
                    "Check that it can be run here",
                    doesNotStart);
        }
    }

    /** A name is searched on the PATH, where a folder without a name is never this one; a path is meant from the kubeconfig. */
    private String executable() {
        String command = program.command();
        boolean path = command.contains("/") || command.contains(File.separator);
        if (!path) {
            return SearchPath.ofThisProcess().find(command).orElseThrow(this::missing);
        }
        Path file = folder.resolve(command).normalize();
        if (!Files.isExecutable(file)) {
            throw missing();
        }
        return file.toString();
    }

    private GitopsException missing() {
        return failed(
                "is not installed here",
                program.installHint().isBlank()
                        ? "Install it, so that it is found on the PATH"
                        : "Its author says: " + program.installHint().strip());
    }

    private String info(boolean interactive) {
        ObjectNode info =
                ClusterJson.object().put("apiVersion", program.apiVersion()).put("kind", "ExecCredential");
        ObjectNode spec = info.putObject("spec").put("interactive", interactive);
        program.cluster().ifPresent(cluster -> {
            ObjectNode about =
                    spec.putObject("cluster").put("server", cluster.server().toString());
            cluster.tlsServerName().ifPresent(name -> about.put("tls-server-name", name));
            if (!cluster.verifyCertificate()) {
                about.put("insecure-skip-tls-verify", true);
            }
            cluster.certificateAuthority()
                    .ifPresent(pem -> about.put(
                            "certificate-authority-data",
                            Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
            cluster.config().ifPresent(config -> about.set("config", ClusterJson.MAPPER.valueToTree(config)));
        });
        return ClusterJson.write(info);
    }

    private byte[] output(ExecProcess process, boolean interactive) throws IOException {
        Duration limit = interactive ? TIME_WITH_A_PERSON : time;
        try {
            if (!interactive) {
                process.alone(this::tell);
            }
            byte[] output = process.output(limit)
                    .orElseThrow(() -> failed(
                            "took longer than " + limit.toSeconds() + " s",
                            "Run it by hand and see what it waits for"));
            if (process.exit() != 0) {
                throw failed(
                        "ended with " + process.exit(),
                        "See what it said, log in anew with the cluster's tool, and run it by hand");
            }
            return output;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", "Try again");
        }
    }

    private void tell(String line) {
        err.println(line);
        err.flush();
    }

    private GitopsException failed(String problem, String remedy) {
        return new GitopsException("The program " + program.shown() + " " + problem, remedy);
    }
}
