package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.nio.charset.StandardCharsets;
import jenkins.branch.BranchSource;
import jenkins.scm.impl.mock.MockSCMController;
import jenkins.scm.impl.mock.MockSCMDiscoverTags;
import jenkins.scm.impl.mock.MockSCMSource;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.jvnet.hudson.test.JenkinsRule;

/** The tag {@code v1} in the multibranch project {@code releases}. */
final class TaggedRelease {

    private TaggedRelease() {}

    /** Builds it; the build has to succeed. */
    static WorkflowRun build(JenkinsRule jenkins, String jenkinsfile) throws Exception {
        try (MockSCMController controller = MockSCMController.create()) {
            controller.createRepository("shop");
            controller.addFile("shop", "master", "Begin", "Jenkinsfile", jenkinsfile.getBytes(StandardCharsets.UTF_8));
            controller.createTag("shop", "master", "v1");
            WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "releases");
            project.getSourcesList()
                    .add(new BranchSource(new MockSCMSource(controller, "shop", new MockSCMDiscoverTags())));
            Eventually.get(project.scheduleBuild2(0).getFuture());
            jenkins.waitUntilNoActivity();
            return jenkins.buildAndAssertSuccess(project.getItem("v1"));
        }
    }
}
