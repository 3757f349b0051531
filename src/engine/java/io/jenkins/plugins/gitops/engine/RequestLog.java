package io.jenkins.plugins.gitops.engine;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What was asked of servers and how long each answer took, at the level {@code FINE}. Bodies, headers and credentials are never in
 * it.
 */
public final class RequestLog {

    private static final Logger LOGGER = Logger.getLogger(RequestLog.class.getName());

    private RequestLog() {}

    /** For who shows it. */
    public static Logger logger() {
        return LOGGER;
    }

    /** Now, where somebody listens; as {@link System#nanoTime} has it. */
    public static long begin() {
        return LOGGER.isLoggable(Level.FINE) ? System.nanoTime() : 0;
    }

    /**
     * An answer came, or none.
     *
     * @param request what was asked, without secrets
     * @param answer what came of it, in a word
     * @param begun what {@link #begin} said
     */
    public static void answered(String request, String answer, long begun) {
        if (begun != 0 && LOGGER.isLoggable(Level.FINE)) {
            LOGGER.fine(ShownText.line(
                    request + ": " + answer + ", "
                            + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms",
                    TextLimits.PATH));
        }
    }
}
