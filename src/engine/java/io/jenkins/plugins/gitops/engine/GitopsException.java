package io.jenkins.plugins.gitops.engine;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can act on: what was tried, what went wrong and where, and what to do. It ends a step or a
 * command with its text and without a stack trace; so the text names file and line, or kind and name, and never holds
 * a secret. Any other exception is a fault of the engine.
 */
public class GitopsException extends RuntimeException {

    private final String remedy;

    /**
     * @param problem what was tried, what was answered and where, as a sentence without a full stop
     * @param remedy what to do about it, as a sentence without a full stop; never empty
     */
    public GitopsException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    /** As above, with the cause, for debugging; the text of the cause is not shown to users. */
    public GitopsException(String problem, String remedy, @Nullable Throwable cause) {
        super(ShownText.of(problem), cause);
        this.remedy = ShownText.of(remedy);
    }

    /** What to do about it, as a sentence without a full stop; never null or empty. */
    public final String remedy() {
        return remedy;
    }
}
