package io.jenkins.plugins.gitops.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The snippet generator gives back what was put in. */
@WithJenkins
class StepRoundTripTest {

    @Test
    void of_gitopsBuild(JenkinsRule jenkins) throws Exception {
        BuildStep step = new BuildStep("registry.example/shop");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));

        step.setContext("app");
        step.setDockerfile("app/Containerfile");
        step.setTag("1");
        step.setBuilder("podman");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void of_gitopsTest(JenkinsRule jenkins) throws Exception {
        TestStep step = new TestStep("build/reports/**/*.xml");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void of_gitopsDeploy(JenkinsRule jenkins) throws Exception {
        DeployStep step = new DeployStep("staging");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));

        step.setManifests("k8s/overlays/staging");
        step.setApplication("shop");
        step.setOnFailure("stop");
        step.setTimeoutSeconds(90);
        step.setTags("comment");
        step.setPromoteFrom("qa");
        step.setAllowNewerManifests(true);
        step.setReleaseHold(true);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void of_what_only_a_script_can_say(JenkinsRule jenkins) {
        DeployStep deploy = new DeployStep("staging");
        deploy.setImages(List.of("registry.example/shop@sha256:" + "ab".repeat(32)));
        BuildStep build = new BuildStep("registry.example/shop");
        build.setBuildArgs(Map.of("A", "b"));

        assertThat(
                Snippetizer.object2Groovy(deploy),
                is("gitopsDeploy environment: 'staging', images: ['registry.example/shop@sha256:" + "ab".repeat(32)
                        + "']"));
        assertThat(
                Snippetizer.object2Groovy(build), is("gitopsBuild buildArgs: [A: 'b'], name: 'registry.example/shop'"));
        assertThat(jenkins.jenkins, notNullValue());
    }
}
