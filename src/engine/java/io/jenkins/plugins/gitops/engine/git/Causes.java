package io.jenkins.plugins.gitops.engine.git;

import java.util.Objects;
import java.util.stream.Stream;

/** A failure, what caused it, and so on: libraries wrap what went wrong, each in its own way. */
final class Causes {

    private Causes() {}

    /** The outermost first. */
    static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
