package io.jenkins.plugins.gitops.engine.manifest.program;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a child process with limits: it is killed, with its children, when it takes too long or writes too much.
 *
 * @param time how long it may take
 * @param output how many bytes it may write to its standard output
 */
public record ChildProcess(Duration time, int output) {

    private static final int ERROR_BYTES = 64 * 1024;
    private static final int ERROR_LINES = 20;
    private static final int ERROR_LINE = 500;
    private static final long POLL_MILLIS = 20;

    /** How it ended; {@code errors} are the last lines of its standard error. */
    public record Result(int exit, byte[] output, String errors) {}

    /**
     * Runs a command and waits.
     *
     * @param environment all variables that it gets
     * @param name what messages call it
     * @throws GitopsException when it does not start, takes too long or writes too much
     */
    public Result run(List<String> command, Map<String, String> environment, Path folder, String name) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = start(builder, name, "Check that it can be run there");
        Set<ProcessHandle> children = new LinkedHashSet<>();
        try {
            return watch(process, children, name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitopsException(name + " was interrupted", "Try again", e);
        } finally {
            process.descendants().forEach(children::add);
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /**
     * Runs a command in our own folder, without limits, and passes on what it says. When this thread is interrupted, the
     * command is ended with all that it started.
     *
     * @param added variables that it gets beside our own
     * @param lines gets each line of its output and its errors as it comes, one after the other; a line of more than
     *     {@link TextLimits#LINE} characters in pieces of that length
     * @return its exit code
     * @throws GitopsException when it does not start
     */
    public static int follow(List<String> command, Map<String, String> added, Consumer<String> lines)
            throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(added);
        Process process =
                start(builder, "The program " + command.get(0), "Install it, or name one that is on the PATH");
        try {
            // In a thread of its own, because to read cannot be interrupted.
            Thread reading = new Thread(() -> passOn(process.getInputStream(), lines), command.get(0) + " output");
            reading.setDaemon(true);
            reading.start();
            reading.join();
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    /**
     * Passes on a process' output until it ends, or the process is ended.
     *
     * @param lines as in {@link #follow}
     */
    public static void passOn(InputStream stream, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            int before = '\n';
            for (int next = reader.read(); next >= 0; next = reader.read()) {
                boolean end = next == '\n' || next == '\r';
                boolean secondOfPair = next == '\n' && before == '\r';
                if ((end && !secondOfPair) || line.length() == TextLimits.LINE) {
                    lines.accept(line.toString());
                    line.setLength(0);
                }
                if (!end) {
                    line.append((char) next);
                }
                before = next;
            }
            if (!line.isEmpty()) {
                lines.accept(line.toString());
            }
        } catch (IOException e) {
            // The process was ended; what it said so far was passed on.
        }
    }

    private static Process start(ProcessBuilder builder, String name, String remedy) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new GitopsException(name + " cannot be started: " + e.getMessage(), remedy, e);
        }
    }

    private Result watch(Process process, Set<ProcessHandle> children, String name) throws InterruptedException {
        StreamReader out = new StreamReader(process.getInputStream(), output, false, name + " output");
        StreamReader errors = new StreamReader(process.getErrorStream(), ERROR_BYTES, true, name + " errors");
        long end = System.nanoTime() + time.toNanos();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || out.isAlive() || errors.isAlive()) {
            process.descendants().forEach(children::add);
            checkAmount(out, name);
            if (System.nanoTime() > end) {
                throw new GitopsException(
                        name + " took longer than " + time.toSeconds() + " s", "Make the directory smaller");
            }
            if (!process.isAlive()) {
                Thread.sleep(1);
            }
        }
        checkAmount(out, name);
        return new Result(process.exitValue(), out.bytes(), lastLines(errors.bytes()));
    }

    private void checkAmount(StreamReader out, String name) {
        if (out.overflowed) {
            throw new GitopsException(
                    name + " wrote more than " + output / 1024 / 1024 + " MiB",
                    "Split the directory, or leave large generated content out");
        }
    }

    private static String lastLines(byte[] bytes) {
        List<String> lines =
                new String(bytes, StandardCharsets.UTF_8).strip().lines().toList();
        return String.join(
                "\n",
                lines.subList(Math.max(0, lines.size() - ERROR_LINES), lines.size()).stream()
                        .map(line -> line.length() > ERROR_LINE ? line.substring(0, ERROR_LINE) + "..." : line)
                        .toList());
    }

    /** Reads a stream to its end; keeps its first bytes, or its last. */
    private static final class StreamReader extends Thread {

        private final InputStream stream;
        private final int limit;
        private final boolean last;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private volatile boolean overflowed;

        StreamReader(InputStream stream, int limit, boolean last, String name) {
            super(name);
            this.stream = stream;
            this.limit = limit;
            this.last = last;
            setDaemon(true);
            start();
        }

        byte[] bytes() throws InterruptedException {
            join();
            return kept.toByteArray();
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                    keep(buffer, read);
                }
            } catch (IOException e) {
                // The process was killed; what it wrote so far is kept.
            }
        }

        private void keep(byte[] buffer, int length) {
            if (kept.size() + length > limit) {
                overflowed = true;
                if (!last) {
                    return;
                }
                byte[] before = kept.toByteArray();
                kept.reset();
                kept.write(before, before.length / 2, before.length - before.length / 2);
            }
            kept.write(buffer, 0, length);
        }
    }
}
