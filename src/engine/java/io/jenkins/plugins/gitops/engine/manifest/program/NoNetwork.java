package io.jenkins.plugins.gitops.engine.manifest.program;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * Starts a program in a network namespace of its own, in which not even loopback is up: with {@code unshare}, of util-linux
 * or BusyBox, as root or in a user namespace. Not every system has it, and not every container lets us.
 */
public final class NoNetwork {

    private static final Logger LOGGER = Logger.getLogger(NoNetwork.class.getName());
    private static final List<List<String>> WAYS = List.of(List.of("-n"), List.of("-r", "-n"));
    private static final ChildProcess PROBE = new ChildProcess(Duration.ofSeconds(10), 1024);

    /** What to write before a command, by the program's path; found out once. */
    private static final Map<String, List<String>> PREFIXES = new ConcurrentHashMap<>();

    /** The search paths of which somebody was told that there is no way. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private NoNetwork() {}

    /** What to write before a command; empty where there is no way, of which the administrator is told once. */
    public static List<String> prefix(SearchPath programs) {
        List<String> prefix = programs.find("unshare")
                .map(unshare -> PREFIXES.computeIfAbsent(unshare, path -> probe(path, programs)))
                .orElse(List.of());
        if (prefix.isEmpty() && TOLD.add(programs.folders())) {
            LOGGER.warning(
                    "kustomize and Helm run with a network here: there is no 'unshare', or the system does not let us"
                            + " use it. A proxy that is none keeps them from other machines, but not from ports of this one."
                            + " Allow user namespaces here, or render where they are allowed");
        }
        return prefix;
    }

    private static List<String> probe(String unshare, SearchPath programs) {
        return programs.find("true").stream()
                .flatMap(nothing -> WAYS.stream().filter(way -> works(command(unshare, way), nothing)))
                .findFirst()
                .map(way -> command(unshare, way))
                .orElse(List.of());
    }

    private static List<String> command(String unshare, List<String> way) {
        List<String> command = new ArrayList<>(List.of(unshare));
        command.addAll(way);
        return List.copyOf(command);
    }

    private static boolean works(List<String> prefix, String nothing) {
        List<String> command = new ArrayList<>(prefix);
        command.add(nothing);
        try {
            return PROBE.run(command, Map.of(), Path.of("").toAbsolutePath(), "unshare")
                            .exit()
                    == 0;
        } catch (GitopsException doesNotStart) {
            if (Thread.currentThread().isInterrupted()) {
                throw doesNotStart;
            }
            return false;
        }
    }
}
