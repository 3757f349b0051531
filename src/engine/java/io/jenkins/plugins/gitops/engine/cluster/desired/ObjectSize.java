package io.jenkins.plugins.gitops.engine.cluster.desired;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How large an object is as it is sent, beside what a cluster takes. */
public record ObjectSize(long bytes) {

    private static final long MEBIBYTE = 1024 * 1024;

    /** {@code MaxRequestBodyBytes} of an API server. */
    private static final long LARGEST_REQUEST = 3 * MEBIBYTE;

    /** {@code --max-request-bytes} of etcd by default, which no trial comes to. */
    private static final long LARGEST_STORED = 3 * MEBIBYTE / 2;

    public static ObjectSize of(ApplyObject object) {
        return new ObjectSize(object.body().toString().getBytes(StandardCharsets.UTF_8).length);
    }

    /** Why no server takes it; empty when it may. */
    public Optional<String> problem() {
        return bytes > LARGEST_REQUEST
                ? Optional.of("it has " + bytes + " bytes, and an API server takes " + LARGEST_REQUEST
                        + " at most; split it, or keep its data elsewhere")
                : Optional.empty();
    }

    /** Why most would not store it; empty when they do. */
    public Optional<String> warning() {
        return bytes > LARGEST_STORED
                ? Optional.of("it has " + bytes + " bytes, and most clusters store " + LARGEST_STORED
                        + " at most, which shows only when it is applied; split it, or keep its data elsewhere")
                : Optional.empty();
    }
}
