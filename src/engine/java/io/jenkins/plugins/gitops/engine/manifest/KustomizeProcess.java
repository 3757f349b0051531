package io.jenkins.plugins.gitops.engine.manifest;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * kustomize as a child process with limits: 60 s, 32 MiB of output, about 1 GiB of memory. It gets no environment but a
 * path, so that no credential and no proxy of ours reaches it, and Git is told to fetch nothing.
 */
final class KustomizeProcess implements KustomizeCommand {

    private static final Duration TIME = Duration.ofSeconds(60);
    private static final int OUTPUT = 32 * 1024 * 1024;

    /** Go keeps its heap below this if it can; a soft limit. */
    private static final String MEMORY = "1GiB";

    /** Address space in KiB, a hard limit: Go programs reserve up to 1 GiB that they never use. */
    private static final int ADDRESS_SPACE = 3 * 1024 * 1024;

    /** An object's data, as Go prints it in errors (JSON, or a map): it may be a Secret's. */
    private static final Pattern SECRET =
            Pattern.compile("(\"?\\b(?:stringData|data)\"?\\s*:\\s*)(?:\\{[^}]*\\}?|map\\[[^\\]]*\\]?)");

    private final String searchPath;
    private final ChildProcess child;

    KustomizeProcess(String searchPath) {
        this(searchPath, new ChildProcess(TIME, OUTPUT));
    }

    KustomizeProcess(String searchPath, ChildProcess child) {
        this.searchPath = searchPath;
        this.child = child;
    }

    @Override
    public byte[] build(Path root, String directory) {
        List<String> command = new ArrayList<>(limited(command()));
        command.add(root.resolve(directory).toString());
        ChildProcess.Result result = child.run(command, environment(root), root, "kustomize");
        if (result.exit() != 0) {
            throw new GitopsException(
                    "kustomize could not build " + TreePath.shown(directory) + ": " + masked(result.errors(), root),
                    "Run 'kustomize build' there to see the same");
        }
        return result.output();
    }

    private List<String> command() {
        return onPath("kustomize")
                .map(kustomize -> List.of(kustomize, "build"))
                .or(() -> onPath("kubectl").map(kubectl -> List.of(kubectl, "kustomize")))
                .orElseThrow(() -> new GitopsException(
                        "Neither 'kustomize' nor 'kubectl' was found on the PATH",
                        "Install kustomize (or kubectl, which brings it) where manifests are rendered"));
    }

    private Optional<String> onPath(String name) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> List.of(name, name + ".exe").stream().map(file -> executable(folder, file)))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static String executable(String folder, String file) {
        try {
            Path path = Path.of(folder).resolve(file).toAbsolutePath();
            return Files.isRegularFile(path) && Files.isExecutable(path) ? path.toString() : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Through a shell's {@code ulimit}, where there is one: Java can set no limit on a child. */
    private List<String> limited(List<String> command) {
        Optional<String> shell = onPath("sh");
        if (shell.isEmpty()) {
            return command;
        }
        String script = "ulimit -v " + ADDRESS_SPACE + " 2>/dev/null; exec \"$@\"";
        List<String> limited = new ArrayList<>(List.of(shell.get(), "-c", script, "kustomize"));
        limited.addAll(command);
        return limited;
    }

    private Map<String, String> environment(Path root) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", searchPath);
        environment.put("GOMEMLIMIT", MEMORY);
        environment.put("GIT_ALLOW_PROTOCOL", "none");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("TMPDIR", String.valueOf(root.getParent()));
        // Without it no Windows program can open a socket or a temporary file.
        Optional.ofNullable(System.getenv("SystemRoot")).ifPresent(value -> environment.put("SystemRoot", value));
        return environment;
    }

    private static String masked(String errors, Path root) {
        String text = errors;
        try {
            text = text.replace(root.toRealPath() + File.separator, "")
                    .replace(root.toRealPath().toString(), ".");
        } catch (IOException e) {
            // The folder is gone; then the name that we know is the one that kustomize had.
        }
        text = text.replace(root + File.separator, "")
                .replace(root.toString(), ".")
                .strip();
        text = SECRET.matcher(text).replaceAll("$1***");
        return text.isEmpty() ? "it said nothing" : text;
    }
}
