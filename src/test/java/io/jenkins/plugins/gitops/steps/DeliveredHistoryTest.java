package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import java.util.Map;
import java.util.function.Predicate;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What the job's pages tell of real deliveries, to an environment whose repository only builds know. */
@WithSharedJenkins
class DeliveredHistoryTest {

    @Test
    void git_and_records_agree_and_git_stays_when_the_builds_are_gone(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(Shop.JENKINSFILE);
        shop.configure();
        WorkflowJob job = shop.job(jenkins);
        WorkflowRun good = jenkins.buildAndAssertSuccess(job);
        shop.repository.commit(
                "main", "Break it", Map.of("Dockerfile", Shop.DOCKERFILE.replace("MODE=", "MODE=crash")));
        WorkflowRun bad = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        // The healthy one, and the failed one with its rollback.
        JSONArray joined = deliveries(
                jenkins,
                job,
                found -> found.size() == 2
                        && found.stream().allMatch(each -> ((JSONObject) each).get("committed") instanceof String));
        JSONObject failed = joined.getJSONObject(0);
        assertThat(failed.getString("outcome")).isEqualTo("failed");
        assertThat(failed.getBoolean("rolledBack")).isTrue();
        assertThat(failed.getString("reason")).contains("CrashLoopBackOff");
        assertThat(failed.getString("rollbackCommit"))
                .isEqualTo(shop.repository.git("rev-parse", "main").strip());
        assertThat(failed.getString("commit"))
                .isEqualTo(shop.repository.git("rev-parse", "main~1").strip());
        assertThat(failed.getInt("buildNumber")).isEqualTo(bad.getNumber());
        assertThat(joined.getJSONObject(1).getString("outcome")).isEqualTo("healthy");

        good.delete();
        bad.delete();

        // The same from Git alone, which has no reason.
        JSONArray listed = deliveries(jenkins, job, found -> found.size() == 2);
        assertThat(listed.getJSONObject(0).getString("outcome")).isEqualTo("failed");
        assertThat(listed.getJSONObject(1).getString("outcome")).isEqualTo("healthy");
        String page = jenkins.createWebClient().getPage(job, "gitops/").asXml();
        assertThat(page).contains(shop.repository.url());
        assertThat(page).doesNotContain(shop.repository.password());
    }

    private static JSONArray deliveries(JenkinsRule jenkins, WorkflowJob job, Predicate<JSONArray> wanted) {
        return eventually("the remote API has the deliveries")
                .until(
                        () -> jenkins.getJSON(job.getUrl() + "gitops/api/json")
                                .getJSONObject()
                                .getJSONArray("deliveries"),
                        wanted);
    }
}
