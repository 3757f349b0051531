package io.jenkins.plugins.gitops.engine.git.transfer;

import io.jenkins.plugins.gitops.engine.CountedInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one conversation with a Git server to its {@link TransferLimits}: counts what the server sends, and cuts the
 * connection when that is too much or takes too long. The timeout of a connection alone ends nothing that sends a byte now
 * and then.
 */
public final class TransferMeter implements AutoCloseable {

    private static final Excess SHA256 = new Excess(
            "holds a repository with SHA-256 ids, and only SHA-1 is understood",
            "Deliver from a repository with SHA-1 ids (git init --object-format=sha1)");

    private final TransferLimits limits;
    private final ObjectFormat format = new ObjectFormat();
    private final long begun = System.nanoTime();
    private final List<Runnable> cuts = new ArrayList<>();
    private CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean packFollows;
    private long answer;
    private long pack;
    private @Nullable Excess excess;

    /**
     * What was too much, or cannot be understood.
     *
     * @param what goes on a sentence that begins with the server
     */
    public record Excess(String what, String remedy) {}

    public TransferMeter(TransferLimits limits) {
        this.limits = limits;
        limit(limits.answerTime());
    }

    /** From now on a pack may come: more, and for longer. */
    public synchronized void packFollows() {
        packFollows = true;
        ended.complete(null);
        ended = new CompletableFuture<>();
        limit(limits.packTime().minusNanos(System.nanoTime() - begun));
    }

    /** @param cut ends the connection, from another thread than the one that uses it */
    public synchronized void onExcess(Runnable cut) {
        cuts.add(cut);
    }

    /** What was exceeded; whatever the conversation throws then is only its consequence. */
    public synchronized Optional<Excess> excess() {
        return Optional.ofNullable(excess);
    }

    /** Passes on and counts what the server sends, as it is after unzipping. */
    public InputStream metered(InputStream in) {
        return new CountedInput(in) {

            private final PacketSizes packets = new PacketSizes();

            @Override
            protected void came(byte[] buffer, int from, int count) throws IOException {
                if (saysSha256(buffer, from, count)) {
                    exceed(SHA256);
                }
                count(packets.packBytes(buffer, from, count), count);
            }
        };
    }

    private synchronized boolean saysSha256(byte[] buffer, int from, int count) {
        return format.isSha256(buffer, from, count);
    }

    private void count(int ofPack, int all) throws IOException {
        added(ofPack, all).ifPresent(this::exceed);
        Optional<Excess> found = excess();
        if (found.isPresent()) {
            throw new IOException("The server " + found.get().what());
        }
    }

    private synchronized Optional<Excess> added(int ofPack, int all) {
        int packed = packFollows ? ofPack : 0;
        pack += packed;
        answer += all - packed;
        if (answer > limits.answerBytes()) {
            return Optional.of(new Excess(
                    "sent more than " + mebibytes(limits.answerBytes())
                            + " beside the files: names of branches, or messages",
                    "Check the server; if the repository has so many branches and tags, deliver from one with fewer"));
        }
        return pack > limits.packBytes()
                ? Optional.of(new Excess(
                        "sent more than " + mebibytes(limits.packBytes()) + " of files and history",
                        "Deliver from a smaller repository, or set the system property " + TransferLimits.PACK_BYTES))
                : Optional.empty();
    }

    private void limit(Duration time) {
        long millis = Math.max(1, time.toMillis());
        boolean withPack = packFollows;
        // The JDK's one timer thread must not wait for a socket that does not close.
        ended.orTimeout(millis, TimeUnit.MILLISECONDS)
                .exceptionallyAsync(
                        late -> {
                            expire(withPack);
                            return null;
                        },
                        cut -> {
                            Thread thread = new Thread(cut, "gitops-git-time-limit");
                            thread.setDaemon(true);
                            thread.start();
                        });
    }

    private void expire(boolean withPack) {
        Duration allowed = withPack ? limits.packTime() : limits.answerTime();
        exceed(new Excess(
                "did not come to an end within " + allowed.toSeconds() + " s",
                "Check the server and the way to it"
                        + (withPack
                                ? ", or allow more time for a large repository by the system property "
                                        + TransferLimits.PACK_SECONDS
                                : "")));
    }

    /** Without the lock: a connection may be slow to close. */
    private void exceed(Excess found) {
        List<Runnable> now;
        synchronized (this) {
            if (excess != null) {
                return;
            }
            excess = found;
            now = List.copyOf(cuts);
        }
        now.forEach(Runnable::run);
    }

    private static String mebibytes(long bytes) {
        return bytes / 1024 / 1024 + " MiB";
    }

    @Override
    public synchronized void close() {
        ended.complete(null);
        cuts.clear();
    }
}
