package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig's program while it runs. It is ended, with all that it started, when this is closed, and when this process ends: a
 * login that waits for a browser does not outlive the command that asked for it.
 */
final class ExecProcess implements AutoCloseable {

    private static final int LONGEST = 1024 * 1024;
    /** So long after its end its output is waited for, which something that it left behind may hold open. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private final Process process;
    private final String name;
    private final AtEnd atEnd;
    private @Nullable Thread telling;

    private ExecProcess(Process process, String name, AtEnd atEnd) {
        this.process = process;
        this.name = name;
        this.atEnd = atEnd;
    }

    /** Ends it. Made before it starts, as this process may end in that moment. */
    private static final class AtEnd extends Thread {

        private @Nullable Process process;
        private boolean over;

        AtEnd() {
            super("end of exec");
        }

        synchronized Process start(ProcessBuilder builder) throws IOException {
            if (over) {
                throw new IOException("this process ends");
            }
            process = builder.start();
            return process;
        }

        @Override
        public void run() {
            end();
        }

        synchronized void end() {
            over = true;
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        void forget() {
            try {
                Runtime.getRuntime().removeShutdownHook(this);
            } catch (IllegalStateException shuttingDown) {
                // It is running, or was.
            }
        }
    }

    /**
     * @param name of the program, for threads
     * @throws IOException when it does not start
     */
    static ExecProcess start(ProcessBuilder builder, String name) throws IOException {
        AtEnd atEnd = new AtEnd();
        try {
            Runtime.getRuntime().addShutdownHook(atEnd);
        } catch (IllegalStateException shuttingDown) {
            throw new IOException("this process ends", shuttingDown);
        }
        try {
            return new ExecProcess(atEnd.start(builder), name, atEnd);
        } catch (IOException doesNotStart) {
            atEnd.forget();
            throw doesNotStart;
        }
    }

    /** Gives it an empty input, and passes on its errors, line by line. */
    void alone(Consumer<String> errors) throws IOException {
        process.getOutputStream().close();
        telling = background(() -> ChildProcess.passOn(process.getErrorStream(), errors));
    }

    /**
     * Waits for its end.
     *
     * @return its output, at most 1 MiB; empty when it takes longer than the limit
     */
    Optional<byte[]> output(Duration limit) throws InterruptedException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Thread reading = background(() -> keep(process.getInputStream(), kept));
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        reading.join(LAST_WORDS_MILLIS);
        if (telling != null) {
            telling.join(LAST_WORDS_MILLIS);
        }
        synchronized (kept) {
            return Optional.of(kept.toByteArray());
        }
    }

    /** The exit code, after {@link #output}. */
    int exit() {
        return process.exitValue();
    }

    private Thread background(Runnable work) {
        Thread thread = new Thread(work, "exec " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void keep(InputStream stream, ByteArrayOutputStream kept) {
        try (stream) {
            byte[] bytes = stream.readNBytes(LONGEST);
            synchronized (kept) {
                kept.writeBytes(bytes);
            }
        } catch (IOException ended) {
            // What it printed is not whole then, and no credential.
        }
    }

    @Override
    public void close() {
        atEnd.end();
        atEnd.forget();
    }
}
