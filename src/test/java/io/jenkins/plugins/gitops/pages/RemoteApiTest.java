package io.jenkins.plugins.gitops.pages;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

@WithSharedJenkins
class RemoteApiTest {

    private static final Instant TODAY = Instant.parse("2026-11-20T10:00:00Z");
    private static final String WARNING = "k8s/shop.yaml:2: Gadget shop: the API server warns: gadgets are old";

    private JenkinsRule jenkins;
    private FreeStyleBuild build;
    private DeployRecord record;

    @BeforeEach
    void a_delivery(JenkinsRule rule) throws Exception {
        jenkins = rule;
        build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("shop"));
        BuildFacts.of(build).add(Samples.built());
        BuildFacts.of(build).add(new TestReport(1, 10, 2, 0, List.of("ShopTest.pays")));
        record = Samples.deliver(
                build,
                Samples.record("rolled-back", TODAY, Samples.brought("Ada Example", "Rename a setting", 1))
                        .warned(TODAY, List.of(WARNING)));
    }

    private static void tellsOfTheDelivery(JSONObject delivery) {
        assertThat(delivery.getString("application")).isEqualTo("shop");
        assertThat(delivery.getString("environment")).isEqualTo("staging");
        assertThat(delivery.getString("outcome")).isEqualTo("failed");
        assertThat(delivery.getBoolean("rolledBack")).isTrue();
        assertThat(delivery.getString("commit")).startsWith("a3f19e02c4");
        assertThat(delivery.getString("rollbackCommit")).startsWith("e07b5512aa");
        assertThat(delivery.getJSONArray("images").getString(0)).contains("@sha256:4f2a9c1be07d");
        assertThat(delivery.getLong("durationMillis")).isEqualTo(112_000);
        assertThat(delivery.getString("reason")).contains("CrashLoopBackOff");
        assertThat(delivery.getInt("buildNumber")).isEqualTo(1);
    }

    @Test
    void a_build_tells_of_its_deliveries_beside_its_other_actions() throws Exception {
        JSONObject json = jenkins.getJSON(build.getUrl() + "api/json").getJSONObject();
        JSONObject action = json.getJSONArray("actions").stream()
                .map(JSONObject.class::cast)
                .filter(each -> each.optString("_class").equals(GitopsRunAction.class.getName()))
                .findFirst()
                .orElseThrow();

        JSONObject delivery = action.getJSONArray("deliveries").getJSONObject(0);
        tellsOfTheDelivery(delivery);
        assertThat(delivery.getString("deployId")).isEqualTo(record.id().value());
        assertThat(delivery.getJSONArray("warnings").toArray()).containsExactly(WARNING);
        JSONObject followUp = delivery.getJSONObject("followUp");
        assertThat(followUp.getString("failedObject")).isEqualTo("Deployment shop-staging/shop");
        assertThat(followUp.getJSONArray("next").toArray()).containsExactly("mend", "release-hold");
        assertThat(followUp.getBoolean("moreCommits")).isTrue();
        JSONObject commit = followUp.getJSONArray("commits").getJSONObject(0);
        assertThat(commit.getString("subject")).isEqualTo("Rename a setting");
        assertThat(commit.getString("author")).isEqualTo("Ada Example");
        assertThat(commit.getString("id")).startsWith("77b8dc974a");
        assertThat(action.getJSONArray("images").getJSONObject(0).getString("image"))
                .startsWith("registry.example/team/shop:1.4.2@sha256:");
        assertThat(action.getJSONObject("tests").getInt("failures")).isEqualTo(2);
    }

    @Test
    void a_job_tells_what_runs_where_and_of_all_its_deliveries() throws Exception {
        JSONObject json =
                jenkins.getJSON(build.getParent().getUrl() + "gitops/api/json").getJSONObject();

        tellsOfTheDelivery(json.getJSONArray("deliveries").getJSONObject(0));
        JSONObject state = json.getJSONArray("environments").getJSONObject(0);
        assertThat(state.getJSONArray("images").getString(0)).contains("@sha256:9b0c77e1d2f3");
        tellsOfTheDelivery(state.getJSONObject("newest"));
    }

    @Test
    void a_list_of_jobs_does_not_read_their_deliveries() throws Exception {
        assertThat(jenkins.getJSON("api/json?depth=1").getJSONObject().toString())
                .doesNotContain("deliveries");
    }

    @Test
    void whoever_may_not_read_the_job_sees_nothing() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader"));
        Job<?, ?> job = build.getParent();
        for (String page : List.of("gitops/", "gitops/api/json", "1/gitops/", "1/gitops/api/json")) {
            jenkins.createWebClient().assertFails(job.getUrl() + page, 404);
            jenkins.createWebClient().login("reader").goTo(job.getUrl() + page, null);
        }
    }
}
