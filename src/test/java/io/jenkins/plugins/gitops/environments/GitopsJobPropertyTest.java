package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.forms.JobPropertyForm;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

@WithSharedJenkins
class GitopsJobPropertyTest {

    @Test
    void it_survives_the_jobs_page(JenkinsRule r) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, "shop");
        job.addProperty(property());
        r.configRoundtrip(job);

        assertSame(job.getProperty(GitopsJobProperty.class));
    }

    @Test
    void a_job_without_it_stays_without_it(JenkinsRule r) throws Exception {
        FreeStyleProject job = r.createFreeStyleProject("shop");
        r.configRoundtrip(job);

        assertThat(job.getProperty(GitopsJobProperty.class)).isNull();
    }

    @Test
    void a_jenkinsfile_can_set_it(JenkinsRule r) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "properties([gitops(environments: 'staging, production', application: 'shop', manifests: 'k8s')])",
                true));
        r.buildAndAssertSuccess(job);

        assertSame(job.getProperty(GitopsJobProperty.class));
    }

    @Test
    void its_check_says_what_an_administrator_allows(JenkinsRule r) throws Exception {
        Scene.environment("staging", "shop");
        FreeStyleProject job = r.createFreeStyleProject("shop");
        JobPropertyForm descriptor = r.jenkins.getDescriptorByType(JobPropertyForm.class);

        assertThat(descriptor.doCheckEnvironments(job, "").getMessage()).isEqualTo("This job may use: staging");
        FormValidation other = descriptor.doCheckEnvironments(job, "staging production");
        assertThat(other.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(other.getMessage()).contains("may not use production");
        assertThat(descriptor.doCheckManifests(job, "../../etc").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(descriptor.doCheckApplication(job, "Not good").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(descriptor.doCheckApplication(job, "").kind).isEqualTo(FormValidation.Kind.OK);
    }

    private static GitopsJobProperty property() {
        GitopsJobProperty property = new GitopsJobProperty();
        property.setEnvironments("staging, production");
        property.setApplication("shop");
        property.setManifests("k8s");
        return property;
    }

    private static void assertSame(GitopsJobProperty property) {
        assertThat(property.getEnvironments()).isEqualTo("staging, production");
        assertThat(property.getApplication()).isEqualTo("shop");
        assertThat(property.getManifests()).isEqualTo("k8s");
    }
}
