package io.jenkins.plugins.gitops.engine.cluster.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes one answer into memory as it comes, up to a limit. The client library would take any amount, and goes on to do so
 * after nobody waits for it any more. The bytes are counted as they are after unzipping, where the library does that.
 */
final class AnswerBytes implements AsyncBody.Consumer<List<ByteBuffer>> {

    private final int limit;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    /** More came than may. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong(int limit) {
            super("the answer has more than "
                    + (limit >= 1024 * 1024 ? limit / 1024 / 1024 + " MiB" : limit + " bytes"));
        }
    }

    /** @param limit in bytes */
    AnswerBytes(int limit) {
        this.limit = limit;
    }

    /** All of it, once it is there; fails when it breaks off or is too long. To cancel it ends the answer. */
    CompletableFuture<byte[]> whole() {
        return whole;
    }

    /** Lets the answer come. */
    void begin(AsyncBody body) {
        whole.whenComplete((bytes, failure) -> {
            if (failure != null) {
                body.cancel();
            }
        });
        body.done().whenComplete((end, failure) -> {
            if (failure == null) {
                whole.complete(bytes());
            } else {
                whole.completeExceptionally(failure);
            }
        });
        body.consume();
    }

    private synchronized byte[] bytes() {
        return taken.toByteArray();
    }

    @Override
    public synchronized void consume(List<ByteBuffer> pieces, AsyncBody body) {
        for (ByteBuffer piece : pieces) {
            if (whole.isDone()) {
                return;
            }
            if (taken.size() + piece.remaining() > limit) {
                taken.reset();
                whole.completeExceptionally(new TooLong(limit));
                return;
            }
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            taken.writeBytes(bytes);
        }
        body.consume();
    }
}
