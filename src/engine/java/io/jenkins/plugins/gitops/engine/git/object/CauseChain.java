package io.jenkins.plugins.gitops.engine.git.object;

import java.util.Objects;
import java.util.stream.Stream;

/** A failure, what caused it, and so on: each library wraps what went wrong in exceptions of its own. */
public final class CauseChain {

    private CauseChain() {}

    /** The outermost first. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
