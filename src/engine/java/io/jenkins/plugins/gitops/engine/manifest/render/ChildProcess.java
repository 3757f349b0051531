package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a child process with limits: it is killed, with its children, when it takes too long or writes too much.
 *
 * @param time how long it may take
 * @param output how many bytes it may write to its standard output
 */
record ChildProcess(Duration time, int output) {

    private static final int ERROR_BYTES = 64 * 1024;
    private static final int ERROR_LINES = 20;
    private static final int ERROR_LINE = 500;
    private static final long POLL_MILLIS = 20;

    /** How it ended; {@code errors} are the last lines of its standard error. */
    record Result(int exit, byte[] output, String errors) {}

    /**
     * Runs a command and waits.
     *
     * @param environment all variables that it gets
     * @param name what messages call it
     * @throws GitopsException when it does not start, takes too long or writes too much
     */
    Result run(List<String> command, Map<String, String> environment, Path folder, String name) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new GitopsException(
                    name + " could not be started: " + e.getMessage(), "Check that it can be run there", e);
        }
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
