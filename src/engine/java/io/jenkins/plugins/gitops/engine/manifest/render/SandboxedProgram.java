package io.jenkins.plugins.gitops.engine.manifest.render;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Runs programs written in Go (kustomize, Helm) as child processes with limits: 60 s, 32 MiB of output, about 1 GiB of memory. Their
 * environment is empty but for a PATH and what they need, so that no credential and no proxy setting reaches them.
 */
public final class SandboxedProgram {

    private static final Duration TIME = Duration.ofSeconds(60);
    private static final int OUTPUT = 32 * 1024 * 1024;

    /** Go keeps its heap below this if it can; a soft limit. */
    private static final String MEMORY = "1GiB";

    /** Address space in KiB, a hard limit: Go programs reserve up to 1 GiB that they never use. */
    private static final int ADDRESS_SPACE = 3 * 1024 * 1024;

    /** An object's data, as Go prints it in errors (JSON, or a map): it may be a Secret's. */
    private static final Pattern SECRET =
            Pattern.compile("(\"?\\b(?:stringData|data)\"?\\s*:\\s*)(?:\\{[^}]*\\}?|map\\[[^\\]]*\\]?)");

    private final SearchPath searchPath;
    private final ChildProcess child;

    SandboxedProgram(SearchPath searchPath) {
        this(searchPath, new ChildProcess(TIME, OUTPUT));
    }

    SandboxedProgram(SearchPath searchPath, ChildProcess child) {
        this.searchPath = searchPath;
        this.child = child;
    }

    /**
     * Runs a program in a private folder.
     *
     * @param name what messages call it
     * @param environment variables to add
     * @param folder its working directory
     * @param temporary its directory for temporary files
     */
    ChildProcess.Result run(
            String name, List<String> command, Map<String, String> environment, Path folder, Path temporary) {
        return child.run(limited(name, command), environment(environment, temporary), folder, name);
    }

    /** The program of that name on the path. */
    Optional<String> find(String name) {
        return searchPath.find(name);
    }

    /** Through a shell's {@code ulimit}, where there is one: Java can set no limit on a child. */
    private List<String> limited(String name, List<String> command) {
        Optional<String> shell = find("sh");
        if (shell.isEmpty()) {
            return command;
        }
        String script = "ulimit -v " + ADDRESS_SPACE + " 2>/dev/null; exec \"$@\"";
        List<String> limited = new ArrayList<>(List.of(shell.get(), "-c", script, name));
        limited.addAll(command);
        return limited;
    }

    private Map<String, String> environment(Map<String, String> own, Path temporary) {
        Map<String, String> environment = new TreeMap<>(own);
        environment.put("PATH", searchPath.folders());
        environment.put("GOMEMLIMIT", MEMORY);
        environment.put("TMPDIR", String.valueOf(temporary));
        // Without it no Windows program can open a socket or a temporary file.
        Optional.ofNullable(System.getenv("SystemRoot")).ifPresent(value -> environment.put("SystemRoot", value));
        return environment;
    }

    /** A program's error output, without the name of the temporary folder and without a Secret's data. */
    static String masked(String errors, Path root) {
        String text = errors;
        try {
            text = text.replace(root.toRealPath() + File.separator, "")
                    .replace(root.toRealPath().toString(), ".");
        } catch (IOException e) {
            // The folder is gone; then the name that we know is the one that the program had.
        }
        text = text.replace(root + File.separator, "")
                .replace(root.toString(), ".")
                .strip();
        text = SECRET.matcher(text).replaceAll("$1***");
        return text.isEmpty() ? "it wrote no error" : text;
    }
}
