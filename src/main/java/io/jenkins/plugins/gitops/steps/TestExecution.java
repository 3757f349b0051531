package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StageTests;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.OldResults;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs the block, then reads the test results and stores them for this build's deploys. Its progress is part of its stored
 * state, so that it continues after a restart.
 */
final class TestExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    /** Tolerance for file times, which file systems round. */
    private static final long SLACK_MILLIS = 2000;

    private final String junit;
    private long begun;
    private boolean running;
    private boolean over;
    private Throwable failure;
    private transient volatile boolean stopped;

    TestExecution(StepContext context, String junit) {
        super(context);
        this.junit = junit;
    }

    @Override
    public boolean start() {
        background(this::begin);
        return false;
    }

    @Override
    public void onResume() {
        if (over) {
            background(this::finish);
        } else if (!running) {
            background(this::begin);
        }
    }

    private void background(AgentCalls.Work work) {
        AgentCalls.background(work, e -> getContext()
                .onFailure(failure != null ? failure : e instanceof IOException lost ? lost(lost) : e));
    }

    private static AbortException lost(IOException e) {
        return new AbortException("The agent could not be asked for the results of the test run: " + e.getMessage()
                + "\n-> See why it was lost (Manage Jenkins > Nodes), and build again");
    }

    private void begin() throws IOException, InterruptedException {
        begun = getContext().get(FilePath.class).act(new AgentTime()) - SLACK_MILLIS;
        getContext().newBodyInvoker().withCallback(new Callback()).start();
    }

    /** Called on the Pipeline's own thread, so that its saved state and ours are of one moment. */
    private final class Callback extends BodyExecutionCallback {

        private static final long serialVersionUID = 1L;

        @Override
        public void onStart(StepContext context) {
            running = true;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            over = true;
            background(TestExecution.this::finish);
        }

        @Override
        public void onFailure(StepContext context, Throwable thrown) {
            over = true;
            failure = thrown;
            background(TestExecution.this::finish);
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = true;
        super.stop(cause);
    }

    @Override
    public String getStatus() {
        return over ? "reading the results" : running ? "running the tests" : "preparing";
    }

    private void finish() throws IOException, InterruptedException {
        TestReport report;
        ResultFiles files = new ResultFiles(getContext().get(FilePath.class), junit);
        try {
            report = files.addedTo(new TestReport(failure == null ? 0 : 1, 0, 0, 0, List.of()), begun);
        } catch (GitopsException e) {
            remember(new TestReport(1, 0, 0, 0, List.of()));
            getContext().onFailure(failure != null ? failure : StepFailure.of(e));
            return;
        }
        remember(report);
        TaskListener listener = getContext().get(TaskListener.class);
        listener.getLogger().println("[gitops] " + (report.passed() ? "passed: " : "failed: ") + report.summary());
        if (!files.old().isEmpty()) {
            listener.getLogger().println("[gitops] " + OldResults.text(files.old()));
        }
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

    private void remember(TestReport report) throws IOException, InterruptedException {
        if (!stopped) {
            FlowNode node = getContext().get(FlowNode.class);
            Run<?, ?> build = getContext().get(Run.class);
            BuildFacts.of(build)
                    .add(node.getId(), new StageTests(stage(node), report, EnvironmentAccess.source(build)));
        }
    }

    private static String stage(FlowNode node) {
        List<String> names = new ArrayList<>();
        for (BlockStartNode block : node.iterateEnclosingBlocks()) {
            LabelAction label = block.getPersistentAction(LabelAction.class);
            if (label != null) {
                names.add(0, label.getDisplayName());
            }
        }
        return String.join(" / ", names);
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
