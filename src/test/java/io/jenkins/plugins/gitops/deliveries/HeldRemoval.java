package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A removal that is under way until it is let go: one of its objects has a finalizer. */
final class HeldRemoval {

    private final RealJenkinsExtension jenkins;
    private final Application application;

    HeldRemoval(RealJenkinsExtension jenkins, String name) {
        this.jenkins = jenkins;
        this.application = new Application(name);
    }

    Application application() {
        return application;
    }

    /** Until its build has asked the server to delete. */
    void begin() throws Throwable {
        application.letPodsStart();
        String image = application.good("1").toString();
        jenkins.runRemotely(Controller::deliver, application.name, "MAX_SURVIVABILITY", image);
        Controller.Ended delivered = jenkins.runRemotely(Controller::ended, application.name, 1);
        assertThat(delivered.result()).as(delivered.log()).isEqualTo("SUCCESS");
        application.kubectl("patch", "deployment/app", "-p", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
        jenkins.runRemotely(HeldRemoval::remove, application.name);
        eventually("a deletion").untilAsserted(() -> assertThat(log()).contains("Deleting "));
    }

    void letGo() {
        application.kubectl("patch", "deployment/app", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    /** By one commit, though its build was told of it in two lives of the controller. */
    void assertRemoved() throws Throwable {
        Controller.Ended build = jenkins.runRemotely(Controller::ended, application.name, 2);
        assertThat(build.result()).as(build.log()).isEqualTo("SUCCESS");
        assertThat(build.log())
                .contains("goes on after a restart of Jenkins", "ended as removed")
                .doesNotContain("\tat ");
        assertThat(application.repository.git("log", "--format=%s", "main").lines())
                .filteredOn(subject -> subject.startsWith("Remove " + application.name))
                .hasSize(1);
        assertThat(application.kubectl("get", "deployments", "-o", "name")).isEmpty();
    }

    private static void remove(JenkinsRule rule, String name) throws Exception {
        EnvironmentEntry environment =
                GitopsConfiguration.get().environment(name).orElseThrow();
        environment.setAllowDelete(true);
        GitopsConfiguration.get().save();
        WorkflowJob job = rule.jenkins.getItemByFullName(name, WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "def end = gitopsDelete environment: 'NAME', application: 'NAME', confirm: 'NAME'\n"
                                .replace("NAME", name)
                        + "echo \"ended as ${end.outcome}\"",
                true));
        job.scheduleBuild2(0).waitForStart();
    }

    private String log() throws IOException {
        Path log = jenkins.getHome().toPath().resolve("jobs/" + application.name + "/builds/2/log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
