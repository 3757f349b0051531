package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;

/**
 * A delivery that was asked for and has not ended.
 *
 * @param application label value
 * @param environment label value
 * @param phase the word of the phase that it is in; {@link #QUEUE} while it waits for its turn
 * @param asked when it was asked for
 */
public record UnderWay(String application, String environment, String phase, Instant asked) {

    /** Before the first phase. */
    public static final String QUEUE = "queue";

    boolean waits() {
        return phase.equals(QUEUE);
    }
}
