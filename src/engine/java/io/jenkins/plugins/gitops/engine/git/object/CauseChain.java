package io.jenkins.plugins.gitops.engine.git.object;

import java.util.Objects;
import java.util.stream.Stream;

/** A failure, what caused it, and so on: libraries wrap what went wrong, each in its own way. */
public final class CauseChain {

    private CauseChain() {}

    /** The outermost first. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
