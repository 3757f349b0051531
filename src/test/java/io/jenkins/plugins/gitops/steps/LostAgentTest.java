package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Image builds on an agent whose process is killed. */
@WithJenkins
class LostAgentTest {

    private static final String PATIENCE = "io.jenkins.plugins.gitops.steps.removedAgentSeconds";

    private static final String JENKINSFILE = """
            node('builder') {
              checkout scm
              withEnv(['PATH+HOLD=HOLDS', 'HOLD=HOLDS/shop']) {
                def image = gitopsBuild name: 'REGISTRY/shop', builder: 'buildah'
                echo "pinned ${image.digest}"
              }
            }
            """;

    @TempDir
    Path holds;

    @BeforeEach
    void hold() throws Exception {
        HeldBuilder.install(holds);
        Files.createFile(holds.resolve("shop.build"));
        System.setProperty(PATIENCE, "1");
    }

    @AfterEach
    void release() throws Exception {
        System.clearProperty(PATIENCE);
        Files.deleteIfExists(holds.resolve("shop.build"));
    }

    @Test
    void a_build_goes_on_when_its_agent_is_back(JenkinsRule jenkins) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(hudson.model.Label.get("builder"));
        WorkflowRun build = build(jenkins);

        kill(agent);
        jenkins.waitForMessage("[gitops] The agent " + agent.getNodeName() + " is not there; waiting for it", build);
        Files.delete(holds.resolve("shop.build"));
        Eventually.get(agent.toComputer().connect(true));

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(Files.readString(holds.resolve("shop.calls"))).isEqualTo("bud\npush\n");
        assertThat(BuildFacts.of(build).builds()).hasSize(1);
        jenkins.assertLogContains(
                "pinned "
                        + BuildFacts.of(build)
                                .builds()
                                .get(0)
                                .image()
                                .digest()
                                .orElseThrow()
                                .value(),
                build);
    }

    @Test
    void an_agent_that_is_gone_for_good_is_one_clear_message_and_no_half_state(JenkinsRule jenkins) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(hudson.model.Label.get("builder"));
        WorkflowRun build = build(jenkins);

        kill(agent);
        killBuilder();
        jenkins.jenkins.removeNode(agent);

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        String log = JenkinsRule.getLog(build);
        assertThat(log)
                .containsOnlyOnce("The agent " + agent.getNodeName() + " is gone, and the image build with it")
                .contains("-> Build again on another agent")
                .doesNotContain("\tat ");
        assertThat(BuildFacts.of(build).builds()).isEmpty();
        assertThat(build.getAction(GitopsRunAction.class).getDeliveries()).isEmpty();
    }

    /** Started, and in the middle of the image build. */
    private WorkflowRun build(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(JENKINSFILE.replace("HOLDS", holds.toString()));
        shop.configure();
        WorkflowRun build = shop.job(jenkins).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("wrapped bud", build);
        return build;
    }

    private static void kill(DumbSlave agent) throws Exception {
        ProcessHandle process =
                ProcessHandle.of(agent.getChannel().call(new Pid())).orElseThrow();
        Eventually.kill(process);
        eventually(agent + " is offline").until(() -> !agent.toComputer().isOnline());
    }

    private void killBuilder() throws Exception {
        long pid =
                Long.parseLong(Files.readString(holds.resolve("shop.building")).strip());
        ProcessHandle.of(pid).ifPresent(Eventually::kill);
    }

    private static final class Pid extends MasterToSlaveCallable<Long, RuntimeException> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }
}
