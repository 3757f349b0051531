package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.CountedInput;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;

/** A command on the server, as JGit takes it. Keeps the beginning of its error stream: JGit loses that on errors. */
final class SshCommand extends Process {

    private static final int MAX_ERROR_BYTES = 16 * 1024;

    /** In bytes, 1 MiB: JGit keeps all of it in memory. */
    private static final int MOST_ERROR_BYTES = 1024 * 1024;

    private final ChannelExec channel;
    private final Duration timeout;
    private final InputStream output;
    private final ErrorStream errors;

    /** @param timeout how long to wait for the end of a command whose output has ended */
    SshCommand(ChannelExec channel, Duration timeout, TransferMeter meter) {
        this.channel = channel;
        this.timeout = timeout;
        this.output = meter.metered(channel.getInvertedOut());
        this.errors = new ErrorStream(channel.getInvertedErr());
    }

    /** Passes on what it reads, and keeps the beginning of it. */
    private static final class ErrorStream extends CountedInput {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch complete = new CountDownLatch(1);
        private long total;

        ErrorStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int count = -1;
            try {
                count = super.read(buffer, from, length);
            } finally {
                if (count < 0) {
                    complete.countDown();
                }
            }
            return count;
        }

        @Override
        protected void came(byte[] buffer, int from, int count) throws IOException {
            if (kept.size() < MAX_ERROR_BYTES) {
                kept.write(buffer, from, Math.min(count, MAX_ERROR_BYTES - kept.size()));
            }
            total += count;
            if (total > MOST_ERROR_BYTES) {
                throw new IOException("The server's error stream has no end");
            }
        }
    }

    /** The beginning of its error stream, once that has ended, or the timeout is over. */
    String errorOutput() {
        try {
            if (!errors.complete.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.close(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return errors.kept.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public OutputStream getOutputStream() {
        return channel.getInvertedIn();
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return errors;
    }

    @Override
    public int waitFor() {
        return exitValue();
    }

    /** Waits for it; -1 when the server did not say. */
    @Override
    public int exitValue() {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EXIT_STATUS), timeout);
        Integer status = channel.getExitStatus();
        return status == null ? -1 : status;
    }

    @Override
    public void destroy() {
        channel.close(false);
    }
}
