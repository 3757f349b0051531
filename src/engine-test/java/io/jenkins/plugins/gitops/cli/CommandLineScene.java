package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A repository, a namespace and a work folder for the command line. It runs in this JVM, as most of a short process would be
 * loading classes; or as a process of its own, where its folder, its environment or its end matter.
 */
public class CommandLineScene {

    static final String APP =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  containers:
                    - {name: shop, image: "REGISTRY/shop:none"}
            """;

    public final Path folder;
    public final GitServer.BareRepository repository;
    public final String namespace;

    CommandLineScene(Path folder) {
        this(folder, UnaryOperator.identity());
    }

    /** @param route the repository as the command line sees it: under another URL */
    public CommandLineScene(Path folder, UnaryOperator<GitServer.BareRepository> route) {
        this.folder = folder;
        this.namespace = ControlPlane.shared().freshNamespace();
        this.repository = route.apply(GitServer.shared().createRepository(Map.of("k8s/shop.yaml", app())));
    }

    private CommandLineScene(Path folder, CommandLineScene other) {
        this.folder = folder;
        this.namespace = other.namespace;
        this.repository = other.repository;
    }

    /** The same repository and namespace as another machine's user delivers to. */
    public CommandLineScene from(Path otherFolder) {
        try {
            return new CommandLineScene(Files.createDirectories(otherFolder), this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String app() {
        return APP.replace("REGISTRY", ImageRegistry.shared().address());
    }

    /** How a command ended, and what it said. */
    public record Said(int exitCode, String out, String err) {}

    /** The arguments of a deploy, and more. */
    public List<String> deploy(String image, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "deploy",
                "--environment",
                "staging",
                "--manifests",
                "k8s",
                "--image",
                image,
                "--source",
                repository.url() + "@" + tip(),
                "--timeout",
                "40s"));
        arguments.addAll(places());
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Where: repository, cluster, state. */
    public List<String> places() {
        return List.of(
                "--repository",
                repository.url(),
                "--git-username",
                repository.username(),
                "--kubeconfig",
                kubeconfig().toString(),
                "--namespace",
                namespace,
                "--state",
                state().toString());
    }

    /** Takes up what was interrupted. */
    public Said resume(String... ids) {
        List<String> arguments = new ArrayList<>(List.of("resume"));
        arguments.addAll(List.of(ids));
        arguments.addAll(places());
        return run(arguments);
    }

    public Path state() {
        return folder.resolve("state");
    }

    /** How the command line reaches the cluster. */
    protected Path kubeconfig() {
        return ControlPlane.shared().kubeconfigFile();
    }

    /** What stands before {@code java}, for limits and namespaces of the system. */
    protected List<String> before() {
        return List.of();
    }

    /** More variables of the command line's environment. */
    protected Map<String, String> environment() {
        return Map.of();
    }

    public Process start(List<String> arguments) {
        // What a shell starts in the background ignores Ctrl-C, and so do its children.
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.addAll(before());
        line.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GitopsCommand.class.getName()));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("GITOPS_GIT_PASSWORD", repository.password());
        builder.environment().putAll(environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it here. */
    public Said run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try {
            List<String> all = new ArrayList<>(arguments);
            if (all.contains("--git-username")) {
                Path password = Files.writeString(folder.resolve("password"), repository.password());
                all.addAll(List.of("--git-password-file", password.toString()));
            }
            int exitCode =
                    GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
            Files.writeString(folder.resolve("err"), err.toString());
            return new Said(exitCode, out.toString(), err.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it as a process of its own, in its folder. */
    public Said runAlone(List<String> arguments) {
        try {
            Process process = start(arguments);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + arguments + "\n" + Files.readString(folder.resolve("err")));
            }
            return new Said(
                    process.exitValue(),
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it said last, of a process so far. */
    public String err() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String tip() {
        return repository.git("rev-parse", "main").strip();
    }

    public int commits() {
        return Integer.parseInt(repository.git("rev-list", "--count", "main").strip());
    }

    public String running() {
        return ControlPlane.shared().image(namespace, "shop");
    }

    /** For the failure of a test. */
    @Override
    public String toString() {
        return "namespace " + namespace + ", repository " + repository.url() + " with the commits\n"
                + repository.git("log", "--oneline", "main") + "and what was said last is\n"
                + (Files.exists(folder.resolve("err")) ? err() : "nothing");
    }
}
