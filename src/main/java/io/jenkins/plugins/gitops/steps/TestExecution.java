package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.JUnitXml;
import io.jenkins.plugins.gitops.engine.delivery.TestReport;
import io.jenkins.plugins.gitops.history.GitopsRunAction;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs the block, then reads what it wrote, and remembers it for this build's deploys. */
final class TestExecution extends GeneralNonBlockingStepExecution {

    private static final long serialVersionUID = 1L;

    /** File systems round times. */
    private static final long SLACK_MILLIS = 2000;

    private final String junit;
    private long begun;

    TestExecution(StepContext context, String junit) {
        super(context);
        this.junit = junit;
    }

    @Override
    public boolean start() {
        run(() -> {
            begun = getContext().get(FilePath.class).act(new AgentTime()) - SLACK_MILLIS;
            getContext().newBodyInvoker().withCallback(new Callback()).start();
        });
        return false;
    }

    /** Reads the results in the background, whether the block failed or not. */
    private final class Callback extends BodyExecutionCallback {

        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(StepContext context, Object result) {
            run(() -> finish(null));
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            run(() -> finish(failure));
        }
    }

    private void finish(Throwable failure) throws IOException, InterruptedException {
        TestReport report;
        try {
            report = read(failure == null ? 0 : 1);
        } catch (GitopsException e) {
            TestReport nothing = new TestReport(1, 0, 0, 0, List.of());
            GitopsRunAction.of(getContext().get(Run.class)).add(nothing);
            getContext()
                    .onFailure(failure != null ? failure : new AbortException(e.getMessage() + "\n-> " + e.remedy()));
            return;
        }
        GitopsRunAction.of(getContext().get(Run.class)).add(report);
        TaskListener listener = getContext().get(TaskListener.class);
        listener.getLogger().println("[gitops] " + (report.passed() ? "passed: " : "failed: ") + report.summary());
        report.failing().forEach(name -> listener.getLogger().println("[gitops]   " + name));
        if (failure != null) {
            getContext().onFailure(failure);
            return;
        }
        if (!report.passed()) {
            getContext().get(Run.class).setResult(Result.UNSTABLE);
        }
        getContext().onSuccess(new TestResult(report));
    }

    private TestReport read(int exitCode) throws IOException, InterruptedException {
        FilePath folder = getContext().get(FilePath.class);
        TestReport report = new TestReport(exitCode, 0, 0, 0, List.of());
        int read = 0;
        for (FilePath file : folder.list(junit)) {
            if (file.lastModified() < begun) {
                continue;
            }
            read++;
            try (InputStream xml = file.read()) {
                report = report.plus(JUnitXml.read(file.getRemote(), xml));
            }
        }
        if (read == 0) {
            throw new GitopsException(
                    "The test run wrote no result file that matches '" + junit + "' in " + folder.getRemote(),
                    "Have the run write JUnit XML, and name its place from the current folder (junit: '...')");
        }
        return report;
    }

    /** The agent's clock: its files have its times. */
    private static final class AgentTime extends MasterToSlaveFileCallable<Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long invoke(File folder, VirtualChannel channel) {
            return System.currentTimeMillis();
        }
    }
}
