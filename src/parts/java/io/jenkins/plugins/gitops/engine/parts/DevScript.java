package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of the scripts under {@code dev/}, with a state folder. What it starts ends with this JVM, also when that is killed. */
public final class DevScript {

    private static final Path REPOSITORY = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .toAbsolutePath();

    /** Long enough to build Kubernetes' API server, on a machine that has none yet. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final Path PARTS = REPOSITORY.resolve("target/engine/parts");

    private final String name;
    private final Path state;

    /** @param name the script's file name */
    public DevScript(String name, Path state) {
        this.name = name;
        this.state = state;
    }

    /** The state folder of this JVM's shared parts. Those of JVMs that have ended are removed. */
    static synchronized Path sharedState() {
        Path own = PARTS.resolve(Long.toString(ProcessHandle.current().pid()));
        try {
            Files.createDirectories(own);
            try (Stream<Path> all = Files.list(PARTS)) {
                for (Path folder : all.filter(DevScript::isAbandoned).toList()) {
                    remove(folder);
                }
            }
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAbandoned(Path folder) {
        String pid = folder.getFileName().toString();
        return pid.matches("\\d+") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    static void remove(Path folder) {
        run(List.of("rm", "-rf", folder.toString())).succeeded();
    }

    Path state() {
        return state;
    }

    /** Starts the part if it does not run; it stops with this JVM. Returns what it published, by key. */
    public Map<String, String> start(String... options) {
        return published(tryToStart(options));
    }

    /** Starts the part if it can be started here; the exit code says what came of it. */
    Output tryToStart(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "start", "--parent-pid", Long.toString(ProcessHandle.current().pid())));
        arguments.addAll(Arrays.asList(options));
        return call(arguments.toArray(String[]::new));
    }

    /** What a part published that has started, by key. */
    static Map<String, String> published(Output started) {
        return started.succeeded()
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Where the scripts keep what they got and built. */
    static Path cache() {
        String chosen = System.getenv("GITOPS_CACHE");
        return chosen == null || chosen.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache/gitops")
                : Path.of(chosen);
    }

    /** What a script prints that has no state. */
    public static String printed(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(REPOSITORY.resolve("dev").resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        return run(command).succeeded().strip();
    }

    /** Calls the script with its state folder. */
    public Output call(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(REPOSITORY.resolve("dev").resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--state", state.toString()));
        return run(command);
    }

    /** A finished command. Standard output and standard error apart. */
    public record Output(String command, int exitCode, String out, String err) {

        /** Standard output, if the command ended with 0. */
        public String succeeded() {
            if (exitCode != 0) {
                throw new IllegalStateException("%s ended with %d:%n%s%n%s".formatted(command, exitCode, out, err));
            }
            return out;
        }
    }

    /** Runs a command to its end; kills it after half an hour. */
    public static Output run(List<String> command, Map<String, String> environment, byte[] input) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            Path in = Files.createTempFile("command", ".in");
            try {
                Files.write(in, input);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(REPOSITORY.toFile())
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                String line = String.join(" ", command);
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            "%s did not end within %s:%n%s".formatted(line, LIMIT, Files.readString(err)));
                }
                return new Output(
                        line,
                        process.exitValue(),
                        new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                        Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
                Files.delete(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Output run(List<String> command) {
        return run(command, Map.of(), new byte[0]);
    }
}
