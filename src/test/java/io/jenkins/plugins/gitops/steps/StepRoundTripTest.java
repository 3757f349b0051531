package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The snippet generator gives back what was put in. */
@WithSharedJenkins
class StepRoundTripTest {

    @Test
    void of_gitopsBuild(JenkinsRule jenkins) throws Exception {
        BuildStep step = new BuildStep("registry.example/shop");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));

        step.setContext("app");
        step.setDockerfile("app/Containerfile");
        step.setTag("1");
        step.setBuilder("podman");
        step.setReuse(true);
        step.setInputs(List.of("lib", "../web"));
        step.setBuildArgs(Map.of("VERSION", "1.0", "FLAGS", "-a=b c"));
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

        step.setFile("services/shop");
        step.setManifests("k8s/overlays/staging");
        step.setImages(List.of("registry.example/shop@sha256:" + "ab".repeat(32), "registry.example/cart:1"));
        step.setApplication("shop");
        step.setOnFailure("stop");
        step.setTimeoutSeconds(90);
        step.setTags("comment");
        step.setPromoteFrom("qa");
        step.setAllowNewerManifests(true);
        step.setReleaseHold(true);
        step.setNewPlace(true);
        step.setChanged(true);
        step.setRollbackTo("previous");
        step.setAdopt(true);
        step.setAdoptHelm(List.of("Deployment/web"));
        step.setValues(List.of("env/values.yaml", "env/values-staging.yaml"));
        step.setReplace(List.of("Job/migrate", "Job/shop/seed"));
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void of_the_steps_after_a_delivery(JenkinsRule jenkins) throws Exception {
        SyncStep sync = new SyncStep("staging");
        sync.setFile("services/shop");
        sync.setApplication("shop");
        sync.setManifests("k8s");
        sync.setValues(List.of("env/values.yaml"));
        sync.setTimeoutSeconds(90);
        jenkins.assertEqualDataBoundBeans(sync, new StepConfigTester(jenkins).configRoundTrip(sync));

        DriftStep drift = new DriftStep("staging");
        jenkins.assertEqualDataBoundBeans(drift, new StepConfigTester(jenkins).configRoundTrip(drift));
        drift.setApplication("shop");
        drift.setManifests("k8s");
        drift.setFile("services/shop");
        drift.setFailOnDrift(true);
        jenkins.assertEqualDataBoundBeans(drift, new StepConfigTester(jenkins).configRoundTrip(drift));

        DeleteStep delete = new DeleteStep("staging");
        delete.setApplication("shop");
        delete.setConfirm("shop");
        delete.setFile("services/shop");
        delete.setInclude(List.of("PersistentVolumeClaim/data", "Namespace/shop"));
        delete.setTimeoutSeconds(90);
        jenkins.assertEqualDataBoundBeans(delete, new StepConfigTester(jenkins).configRoundTrip(delete));
    }

    @Test
    void the_form_offers_the_environments_that_the_job_may_use(JenkinsRule jenkins) throws Exception {
        FreeStyleProject shop = jenkins.createFreeStyleProject("shop");
        GitopsConfiguration.get()
                .setEnvironments(List.of(environment("staging", "shop"), environment("production", "other")));
        DeployStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(DeployStep.DescriptorImpl.class);

        assertThat(form.doFillEnvironmentItems(shop)).containsExactly("staging");
        assertThat(form.doFillPromoteFromItems(shop)).containsExactly("staging");
        assertThat(form.doFillEnvironmentItems(null)).isEmpty();
        assertThat(form.doCheckEnvironment(shop, "staging").kind).isEqualTo(FormValidation.Kind.OK);
        FormValidation other = form.doCheckEnvironment(shop, "production");
        assertThat(other.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(other.getMessage()).isEqualTo("This job may not deliver to production. It may deliver to: staging");
    }

    private static EnvironmentEntry environment(String name, String jobs) {
        EnvironmentEntry entry = new EnvironmentEntry(name);
        entry.setAllowedJobs(jobs);
        return entry;
    }

    @Test
    void an_empty_choice_says_what_it_means(JenkinsRule jenkins) {
        DeployStep.DescriptorImpl deploy = jenkins.jenkins.getDescriptorByType(DeployStep.DescriptorImpl.class);
        BuildStep.DescriptorImpl build = jenkins.jenkins.getDescriptorByType(BuildStep.DescriptorImpl.class);

        for (ListBoxModel choice : List.of(deploy.doFillOnFailureItems(), deploy.doFillTagsItems())) {
            assertThat(choice.get(0).value).isEmpty();
            assertThat(choice.get(0).name).isEqualTo("As the environment has it");
        }
        assertThat(build.doFillBuilderItems().get(0).name).isEqualTo("The first that the agent has");
    }

    @Test
    void the_form_says_at_once_what_is_no_image_and_no_build_argument(JenkinsRule jenkins) {
        DeployStep.DescriptorImpl deploy = jenkins.jenkins.getDescriptorByType(DeployStep.DescriptorImpl.class);
        BuildStep.DescriptorImpl build = jenkins.jenkins.getDescriptorByType(BuildStep.DescriptorImpl.class);

        assertThat(deploy.doCheckImages("registry.example/shop:1\nregistry.example/shop@sha256:12").kind)
                .isEqualTo(FormValidation.Kind.ERROR);
        assertThat(deploy.doCheckImages("registry.example/shop:1\n").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(build.doCheckBuildArgs("A=b\nB").getMessage()).contains("is no build argument");
        assertThat(build.doCheckBuildArgs("A=b=c\n\nB=").kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void of_names_of_objects_one_a_line(JenkinsRule jenkins) {
        DeployStep step = new DeployStep("staging");
        step.setAdopt(true);
        step.setReplace(List.of("Job/migrate\nJob/shop/seed\n"));
        step.setReturnStatus(true);

        assertThat(Snippetizer.object2Groovy(step))
                .isEqualTo(
                        "gitopsDeploy adopt: true, environment: 'staging', replace: ['Job/migrate', 'Job/shop/seed'],"
                                + " returnStatus: true");
        assertThat(jenkins.jenkins).isNotNull();
    }

    @Test
    void the_form_says_at_once_what_is_no_name_of_an_object_and_what_excludes_what(JenkinsRule jenkins) {
        DeployStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(DeployStep.DescriptorImpl.class);

        assertThat(form.doCheckReplace("Job/migrate\nJob.batch/shop/seed").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckAdoptHelm("").kind).isEqualTo(FormValidation.Kind.OK);
        for (FormValidation answer : List.of(form.doCheckReplace("Job/migrate\nseed"), form.doCheckAdoptHelm("seed"))) {
            assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(answer.getMessage())
                    .isEqualTo("&#039;seed&#039; does not name an object. Write KIND/NAME or KIND/NAMESPACE/NAME, for"
                            + " example Job/migrate.");
        }
        assertThat(form.doCheckRollbackTo("previous", "").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckRollbackTo("", "qa").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckRollbackTo("2f6c1d9", "").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.doCheckRollbackTo("2f6c", "").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(form.doCheckRollbackTo("previous", "qa").kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void of_lists_and_maps_as_a_script_writes_them(JenkinsRule jenkins) {
        DeployStep deploy = new DeployStep("staging");
        deploy.setImages(List.of("registry.example/shop@sha256:" + "ab".repeat(32)));
        BuildStep build = new BuildStep("registry.example/shop");
        build.setBuildArgs(Map.of("A", "b"));

        assertThat(Snippetizer.object2Groovy(deploy))
                .isEqualTo("gitopsDeploy environment: 'staging', images: ['registry.example/shop@sha256:"
                        + "ab".repeat(32) + "']");
        assertThat(Snippetizer.object2Groovy(build))
                .isEqualTo("gitopsBuild buildArgs: [A: 'b'], name: 'registry.example/shop'");
        assertThat(jenkins.jenkins).isNotNull();
    }
}
