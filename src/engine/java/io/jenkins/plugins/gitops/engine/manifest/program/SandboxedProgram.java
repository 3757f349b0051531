package io.jenkins.plugins.gitops.engine.manifest.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs programs written in Go (kustomize, Helm) as child processes with limits: 60 s, 32 MiB of output, about 1 GiB of memory. Their
 * environment is empty but for a PATH and what they need, so that no credential and no proxy of ours reaches them. They have no
 * network where the system lets us take it from them ({@link NoNetwork}), and a proxy that is none anywhere else.
 */
public final class SandboxedProgram {

    private static final Duration TIME = Duration.ofSeconds(60);
    private static final int OUTPUT = 32 * 1024 * 1024;

    /** Go keeps its heap below this if it can; a soft limit. */
    private static final String MEMORY = "1GiB";

    /** Address space in KiB, a hard limit: Go programs reserve up to 1 GiB that they never use. */
    private static final int ADDRESS_SPACE = 3 * 1024 * 1024;

    /**
     * Where nobody listens (the port of the discard protocol): what a program fetches from elsewhere all the same, it does not get.
     * Go goes through no proxy to loopback ({@code httpproxy.Config}), so this machine's own ports stay open to it.
     */
    private static final String NO_PROXY = "http://127.0.0.1:9";

    private static final List<String> PROXY_VARIABLES = List.of("http_proxy", "https_proxy", "all_proxy");

    private final SearchPath searchPath;
    private final ChildProcess child;

    /** With the usual limits. */
    public SandboxedProgram(SearchPath searchPath) {
        this(searchPath, new ChildProcess(TIME, OUTPUT));
    }

    /** With these limits of time and output. */
    public SandboxedProgram(SearchPath searchPath, ChildProcess child) {
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
    public ChildProcess.Result run(
            String name, List<String> command, Map<String, String> environment, Path folder, Path temporary) {
        return child.run(limited(name, command), environment(environment, temporary), folder, name);
    }

    /** The program of that name on the path. */
    public Optional<String> find(String name) {
        return searchPath.find(name);
    }

    /**
     * Without a network, where this system lets us; and through a shell's {@code ulimit}, where there is one: Java can set no
     * limit on a child.
     */
    private List<String> limited(String name, List<String> program) {
        List<String> command = new ArrayList<>(NoNetwork.prefix(searchPath));
        command.addAll(program);
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
        for (String proxy : PROXY_VARIABLES) {
            environment.put(proxy, NO_PROXY);
            environment.put(proxy.toUpperCase(Locale.ROOT), NO_PROXY);
        }
        // Without it no Windows program can open a socket or a temporary file.
        Optional.ofNullable(System.getenv("SystemRoot")).ifPresent(value -> environment.put("SystemRoot", value));
        return environment;
    }
}
