package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the tests of a build said, as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class TestCounts {

    private static final int FIRST = 5;

    private final TestReport report;

    TestCounts(TestReport report) {
        this.report = report;
    }

    @Exported
    public boolean isPassed() {
        return report.passed();
    }

    @Exported
    public int getTotal() {
        return report.total();
    }

    @Exported
    public int getFailures() {
        return report.failures();
    }

    @Exported
    public int getSkipped() {
        return report.skipped();
    }

    @Exported
    public int getExitCode() {
        return report.exitCode();
    }

    /** Names of failed tests, as far as they are kept. */
    @Exported
    public List<String> getFailing() {
        return report.failing();
    }

    /** The first of them, for a summary. */
    public List<String> getFirstFailing() {
        return getFailing().stream().limit(FIRST).toList();
    }

    /** How many more failed than {@link #getFirstFailing}, where any name is known; otherwise 0. */
    public int getMoreFailing() {
        return getFailing().isEmpty()
                ? 0
                : Math.max(0, report.failures() - getFirstFailing().size());
    }

    public String getSymbol() {
        return report.passed() ? "symbol-status-blue" : "symbol-status-red";
    }
}
