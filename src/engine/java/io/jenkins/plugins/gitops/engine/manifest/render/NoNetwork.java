package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts a program in a network namespace of its own, in which not even loopback is up: with {@code unshare}, of util-linux
 * or BusyBox, as root or in a user namespace. Not every system has it, and not every container lets us.
 */
final class NoNetwork {

    private static final List<List<String>> WAYS = List.of(List.of("-n"), List.of("-r", "-n"));
    private static final ChildProcess PROBE = new ChildProcess(Duration.ofSeconds(10), 1024);

    /** What to write before a command, by the program's path; found out once. */
    private static final Map<String, List<String>> PREFIXES = new ConcurrentHashMap<>();

    private NoNetwork() {}

    /** What to write before a command; empty where there is no way. */
    static List<String> prefix(SearchPath programs) {
        return programs.find("unshare")
                .map(unshare -> PREFIXES.computeIfAbsent(unshare, path -> probe(path, programs)))
                .orElse(List.of());
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
