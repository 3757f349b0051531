package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a test run.
 *
 * @param exitCode of the command that ran the tests; 0 when they passed
 * @param total test cases
 * @param failures failed assertions and errors together
 * @param skipped test cases that did not run
 * @param failing names of failed test cases, at most {@value #MOST_NAMES}
 */
public record TestReport(int exitCode, int total, int failures, int skipped, List<String> failing) {

    static final int MOST_NAMES = 50;

    public TestReport {
        failing = failing.stream().limit(MOST_NAMES).map(ShownText::line).toList();
    }

    static final TestReport EMPTY = new TestReport(0, 0, 0, 0, List.of());

    /** Whether a deploy may follow. A run in which no test was executed has shown nothing. */
    public boolean passed() {
        return exitCode == 0 && failures == 0 && total > skipped;
    }

    /** The numbers in one line. */
    public String summary() {
        String line = CountedNoun.of(total, "test") + ", " + failures + " failed, " + skipped + " skipped";
        return exitCode == 0 ? line : line + ", exit code " + exitCode;
    }

    /** The sum of both, for a run that writes one file a suite. */
    public TestReport plus(TestReport other) {
        List<String> names = new ArrayList<>(failing);
        names.addAll(other.failing);
        return new TestReport(
                Math.max(exitCode, other.exitCode),
                total + other.total,
                failures + other.failures,
                skipped + other.skipped,
                names);
    }

    /** The same results, of a command that ended with that code. */
    public TestReport withExitCode(int code) {
        return new TestReport(code, total, failures, skipped, failing);
    }
}
