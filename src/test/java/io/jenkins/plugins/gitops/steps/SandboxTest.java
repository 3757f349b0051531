package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a sandboxed script may do with what the steps return, and with our classes. */
class SandboxTest {

    @Test
    void the_results_have_getters_alone_and_each_may_be_used() {
        assertThat(Stream.of(ImageResult.class, TestResult.class, DeployResult.class, BuildResults.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()))
                .isNotEmpty()
                .allSatisfy(SandboxTest::assertGetter);
    }

    private static void assertGetter(Method method) {
        assertThat(method.isAnnotationPresent(Whitelisted.class))
                .as(method.toString())
                .isTrue();
        assertThat(method.getParameterCount()).as(method.toString()).isZero();
        assertThat(method.getReturnType().isPrimitive()
                        || Set.of(String.class, List.class, DeployResult.class, TestResult.class)
                                .contains(method.getReturnType()))
                .as(method.toString())
                .isTrue();
        assertThat(method.getName()).matches("(get|is)[A-Z].*|toString");
    }

    @WithJenkins
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.jenkins.plugins.gitops.environments.GitopsConfiguration.get().environments",
                "io.jenkins.plugins.gitops.access.CredentialAccess.registry('docker.io/x', currentBuild.rawBuild)",
                "io.jenkins.plugins.gitops.deliveries.DeliveryService.get().all()",
                "new io.jenkins.plugins.gitops.environments.EnvironmentEntry('x').setAllowedJobs('**')",
                "new io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer()"
            })
    void a_script_cannot_reach_past_the_steps(String script, JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(script, true));

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(JenkinsRule.getLog(build)).contains("Scripts not permitted to use");
        assertThat(JenkinsRule.getLog(build)).doesNotContain("allowedJobs");
    }
}
