package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A program that was run with its output printed line by line. */
public final class PrintedProgram {

    private static final int KEPT_LINES = 40;

    private PrintedProgram() {}

    /**
     * How it ended.
     *
     * @param lastLines the newest lines of its output and errors, oldest first
     */
    public record Ended(int exitCode, List<String> lastLines) {}

    /** Runs it to its end; when this thread is interrupted, the program is ended with all that it started. */
    public static Ended run(List<String> command, Map<String, String> environment, PrintWriter out)
            throws InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        int exitCode = ChildProcess.follow(command, environment, line -> {
            out.println(line);
            out.flush();
            last.addLast(line);
            if (last.size() > KEPT_LINES) {
                last.removeFirst();
            }
        });
        return new Ended(exitCode, List.copyOf(last));
    }
}
