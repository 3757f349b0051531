package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What {@code gitopsTest} takes from an agent: so much, and for so long. */
@WithSharedJenkins
class TestResultsTest {

    private static final String SECONDS = "io.jenkins.plugins.gitops.steps.agentSeconds";
    private static final String BYTES = "io.jenkins.plugins.gitops.steps.resultBytes";
    private static final String RESULT = "<testsuite><testcase name=\"adds\"/></testsuite>";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterEach
    void as_usual() {
        System.clearProperty(SECONDS);
        System.clearProperty(BYTES);
    }

    @Test
    void an_agent_that_hangs_does_not_hold_the_step() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("tests"));
        String pid = "" + agent.getChannel().call(new Pid());
        WorkflowRun build = start("node('tests') { gitopsTest(junit: 'r.xml') { echo 'running'; sleep 3 } }");
        jenkins.waitForMessage("running", build);
        try {
            signal("-STOP", pid);
            System.setProperty(SECONDS, "2");

            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        } finally {
            signal("-CONT", pid);
        }
        jenkins.assertLogContains(
                "The agent could not be asked for the results of the test run: it did not answer within 2 s", build);
        jenkins.assertLogNotContains("\tat ", build);
    }

    @Test
    void results_that_are_too_long_together_are_one_message() throws Exception {
        System.setProperty(BYTES, "" + (3 * RESULT.length() - 1));
        String three = Stream.of("r1.xml", "r2.xml", "r3.xml")
                .map(file -> "writeFile file: '" + file + "', text: '" + RESULT + "'")
                .collect(Collectors.joining("; "));
        WorkflowRun build = fail(three, "r*.xml");

        jenkins.assertLogContains("have more than " + (3 * RESULT.length() - 1) + " bytes", build);
        jenkins.assertLogContains("-> Have the run leave its output out of the results, or name less", build);
    }

    @Test
    void too_many_results_are_one_message() throws Exception {
        WorkflowRun build = fail("sh 'mkdir -p many; cd many; seq -f %g.xml 10001 | xargs touch'", "many/*");

        jenkins.assertLogContains("are more than 10000 files", build);
    }

    @Test
    void results_of_an_earlier_run_are_named_as_old() throws Exception {
        String old = "writeFile file: 'old.xml', text: '" + RESULT + "'; sh 'touch -d 2020-01-01 old.xml'; ";
        WorkflowRun none = start("node { " + old + "gitopsTest(junit: '*.xml') { echo 'up to date' } }");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(none));
        WorkflowRun mixed = start(
                "node { " + old + "gitopsTest(junit: '*.xml') { writeFile file: 'new.xml', text: '" + RESULT + "' } }");
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(mixed));

        jenkins.assertLogContains("1 result file is older than the test run and does not count: old.xml", none);
        jenkins.assertLogContains("1 result file is older than the test run and does not count: old.xml", mixed);
        assertThat(BuildFacts.of(mixed).tests().orElseThrow().total()).isEqualTo(1);
    }

    private static WorkflowRun fail(String script, String junit) throws Exception {
        WorkflowRun build = start("node { gitopsTest(junit: '" + junit + "') { " + script + " } }");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(BuildFacts.of(build).tests().orElseThrow().passed()).isFalse();
        return build;
    }

    private static WorkflowRun start(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static void signal(String signal, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }

    private static final class Pid extends MasterToSlaveCallable<Long, RuntimeException> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }
}
