package io.jenkins.plugins.gitops.engine.git;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;

import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class with a main method in a process of its own. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final Path output;

    /**
     * @param before what stands before {@code java}, for limits
     * @param output where what it prints goes
     */
    public ChildJvm(List<String> before, Path output, Class<?> main, String... arguments) {
        List<String> line = new ArrayList<>(before);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        this.output = output;
        try {
            this.process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until it has printed this; fails when it ends without. */
    public void awaitOutput(String text) {
        eventually("it prints '" + text + "'")
                .failFast(() -> {
                    if (!process.isAlive() && !output().contains(text)) {
                        throw new AssertionError("ended without '" + text + "': " + output());
                    }
                })
                .until(this::output, printed -> printed.contains(text));
    }

    /** Ends its input, waits, and returns the exit code. */
    public int finish() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Eventually.exitCode(process);
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
