package io.jenkins.plugins.gitops.engine.cluster.api;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Splits work into batches. */
public final class RequestBatches {

    private RequestBatches() {}

    /** The batches in order, each of this size but the last. */
    public static <T> Stream<List<T>> of(List<T> all, int size) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
                .mapToObj(from -> all.subList(from, Math.min(from + size, all.size())));
    }
}
