package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a program with its output passed on line by line. */
final class ChildProcess {

    private static final int KEPT = 40;

    private ChildProcess() {}

    /**
     * How it ended.
     *
     * @param lastLines the newest lines of its output and errors, oldest first
     */
    record Ended(int exitCode, List<String> lastLines) {}

    /** Whether a program of that name is on the PATH. */
    static boolean installed(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs it to its end; when this thread is interrupted, the program is ended with all that it started. */
    static Ended run(List<String> line, Map<String, String> environment, PrintWriter out)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = start(builder, line.get(0));
        process.getOutputStream().close();
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                out.println(text);
                out.flush();
                last.addLast(text);
                if (last.size() > KEPT) {
                    last.removeFirst();
                }
            }
            return new Ended(process.waitFor(), List.copyOf(last));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static Process start(ProcessBuilder builder, String program) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new GitopsException(
                    "The program " + program + " cannot be started: " + e.getMessage(),
                    "Install it, or name one that is on the PATH",
                    e);
        }
    }
}
