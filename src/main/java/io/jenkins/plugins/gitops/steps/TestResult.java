package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code gitopsTest} returns to the script. */
public final class TestResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int total;
    private final int failures;
    private final int skipped;
    private final boolean passed;

    TestResult(TestReport report) {
        this.total = report.total();
        this.failures = report.failures();
        this.skipped = report.skipped();
        this.passed = report.passed();
    }

    @Whitelisted
    public int getTotal() {
        return total;
    }

    @Whitelisted
    public int getFailures() {
        return failures;
    }

    @Whitelisted
    public int getSkipped() {
        return skipped;
    }

    @Whitelisted
    public boolean isPassed() {
        return passed;
    }
}
