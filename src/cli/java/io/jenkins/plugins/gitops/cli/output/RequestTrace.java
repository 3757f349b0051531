package io.jenkins.plugins.gitops.cli.output;

import io.jenkins.plugins.gitops.engine.RequestLog;
import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Prints what is asked of servers, a line each, until it is closed. */
public final class RequestTrace implements AutoCloseable {

    private final Logger logger = RequestLog.logger();
    private final Level before = logger.getLevel();
    private final Handler lines;

    /** Begins. */
    public RequestTrace(PrintWriter err) {
        lines = new Handler() {
            @Override
            public void publish(LogRecord asked) {
                err.println(asked.getMessage());
                err.flush();
            }

            @Override
            public void flush() {
                err.flush();
            }

            @Override
            public void close() {
                // The process's own stream.
            }
        };
        logger.addHandler(lines);
        logger.setLevel(Level.FINE);
    }

    @Override
    public void close() {
        logger.removeHandler(lines);
        logger.setLevel(before);
    }
}
