package io.jenkins.plugins.gitops.engine.cluster.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Hands on an answer line by line as it comes, and takes the next part only when these are done. Of a line, the first 16 KiB are
 * taken; no more is in memory.
 */
final class AnswerLines implements AsyncBody.Consumer<List<ByteBuffer>> {

    private static final int LONGEST_LINE = 16 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean busy;
    private volatile long came = System.nanoTime();

    /** @param lines called by one thread at a time, without the line's end */
    AnswerLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** When it ends; fails when it breaks off. To cancel it ends the answer. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** For how long nothing came; none while lines are handed on, as who takes them may be slow. */
    Duration idle() {
        return busy ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - came);
    }

    /** Lets the answer come. */
    void begin(AsyncBody body) {
        end.whenComplete((nothing, failure) -> {
            if (failure != null) {
                body.cancel();
            }
        });
        body.done().whenComplete((done, failure) -> {
            if (failure == null) {
                last();
            } else {
                end.completeExceptionally(failure);
            }
        });
        body.consume();
    }

    private synchronized void last() {
        try {
            if (line.size() > 0) {
                handOn();
            }
            end.complete(null);
        } catch (RuntimeException refused) {
            end.completeExceptionally(refused);
        }
    }

    @Override
    public synchronized void consume(List<ByteBuffer> pieces, AsyncBody body) {
        busy = true;
        try {
            for (ByteBuffer piece : pieces) {
                while (piece.hasRemaining() && !end.isDone()) {
                    take(piece.get());
                }
            }
        } catch (RuntimeException refused) {
            end.completeExceptionally(refused);
        } finally {
            came = System.nanoTime();
            busy = false;
        }
        if (!end.isDone()) {
            body.consume();
        }
    }

    private void take(byte next) {
        if (next == '\n') {
            handOn();
        } else if (line.size() < LONGEST_LINE) {
            line.write(next);
        }
    }

    private void handOn() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text);
    }
}
