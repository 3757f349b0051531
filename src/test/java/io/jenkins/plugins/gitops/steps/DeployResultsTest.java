package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What a Pipeline is told of a deploy that did not end healthy. */
@WithSharedJenkins
class DeployResultsTest {

    private static final String DECLARATIVE = """
            pipeline {
              agent any
              stages {
                stage('Build') { steps { gitopsBuild name: 'REGISTRY/shop' } }
                stage('Deploy') { steps { gitopsDeploy environment: 'staging', manifests: 'k8s' } }
              }
              post {
                failure {
                  sh 'echo "shell: $GITOPS_OUTCOME in $GITOPS_ENVIRONMENT of $GITOPS_APPLICATION, $GITOPS_REASON"'
                  echo "commits ${env.GITOPS_COMMIT} ${env.GITOPS_ROLLBACK_COMMIT}, id ${env.GITOPS_DEPLOY_ID}"
                  script {
                    def all = gitopsResults()
                    def last = all.delivery
                    echo "result: ${last.outcome} ${last.rolledBack} ${last.commit} ${last.rollbackCommit} ${last.id}"
                    echo "plan: ${last.created} ${last.changed} ${last.deleted} ${last.unchanged} ${last.held}"
                    echo "all: ${all.deliveries.size()} ${all.images[0].digest} ${all.tests}"
                  }
                }
              }
            }
            """;

    @Test
    void after_a_failure_post_gets_outcome_reason_and_commits(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(DECLARATIVE);
        shop.configure();
        WorkflowJob job = shop.job(jenkins);
        jenkins.buildAndAssertSuccess(job);
        shop.repository.commit(
                "main", "Break it", Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=crash")));

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        String commit = shop.repository.git("rev-parse", "main~1").strip();
        String back = shop.repository.git("rev-parse", "main").strip();
        String id = variables(build).get("GITOPS_DEPLOY_ID");
        assertThat(id).isNotEmpty();
        jenkins.assertLogContains("shell: failed in staging of shop, ", build);
        jenkins.assertLogContains("commits " + commit + " " + back + ", id " + id, build);
        jenkins.assertLogContains("result: failed true " + commit + " " + back + " " + id, build);
        jenkins.assertLogContains("plan: 0 1 0 0 false", build);
        jenkins.assertLogContains("all: 1 sha256:", build);
        assertThat(variables(build).get("GITOPS_REASON")).contains("CrashLoopBackOff");
        build.reload();
        assertThat(variables(build)).containsEntry("GITOPS_COMMIT", commit).containsEntry("GITOPS_OUTCOME", "failed");
    }

    @Test
    void with_return_status_the_build_goes_on_and_knows(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop("""
                node {
                  checkout scm
                  gitopsBuild name: 'REGISTRY/shop'
                  def end = gitopsDeploy environment: 'staging', manifests: 'k8s', returnStatus: true
                  echo "ended ${end.outcome} ${end.rolledBack} ${end.created} ${end.remedy.length() > 0}"
                  if (end.outcome != 'healthy') { unstable end.reason }
                  retry(2) {
                    catchError(buildResult: 'UNSTABLE') {
                      gitopsDeploy environment: 'nowhere', manifests: 'k8s'
                    }
                  }
                  echo "then ${env.GITOPS_OUTCOME} in ${env.GITOPS_ENVIRONMENT}, commit '${env.GITOPS_COMMIT}'"
                  echo "order ${gitopsResults().deliveries.collect { it.outcome + ' ' + it.environment }}"
                }
                """);
        shop.repository.commit(
                "main", "Break it", Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=crash")));
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.UNSTABLE, shop.job(jenkins));

        jenkins.assertLogContains("ended failed false 1 ", build);
        jenkins.assertLogContains("then refused in nowhere, commit ''", build);
        jenkins.assertLogContains("order [failed staging, refused nowhere]", build);
    }

    @Test
    void with_return_status_a_refusal_is_a_result_too(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition("""
                parallel(
                  a: { def end = gitopsDeploy environment: 'nowhere', manifests: 'k8s', returnStatus: true
                       echo "a ${end.outcome}: ${end.reason} -> ${end.remedy}, '${end.id}' '${end.commit}' ${end.changed}" },
                  b: { def end = gitopsDeploy environment: 'elsewhere', returnStatus: true
                       echo "b ${end.outcome} ${end.environment}" })
                echo "${gitopsResults().deliveries*.environment.sort()}"
                """, true));

        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains(
                "a refused: There is no environment 'nowhere'; this job may use none -> Correct the name, or", build);
        jenkins.assertLogContains("b refused elsewhere", build);
        jenkins.assertLogContains("[elsewhere, nowhere]", build);
        jenkins.assertLogContains("[gitops] refused: There is no environment 'nowhere'", build);
    }

    @Test
    void a_build_without_deliveries_has_results_without_any(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "def all = gitopsResults(); echo \"${all.delivery} ${all.deliveries} ${all.images} ${all.tests}"
                        + " ${env.GITOPS_OUTCOME}\"",
                true));

        jenkins.assertLogContains("null [] [] null null", jenkins.buildAndAssertSuccess(job));
    }

    private static EnvVars variables(WorkflowRun build) throws Exception {
        return build.getEnvironment(TaskListener.NULL);
    }
}
