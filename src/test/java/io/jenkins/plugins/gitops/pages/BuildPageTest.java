package io.jenkins.plugins.gitops.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.InvisibleAction;
import io.jenkins.plugins.gitops.SpokenLanguage;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.notification.FailedObject;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

@WithSharedJenkins
class BuildPageTest {

    private static final Instant TODAY = Instant.parse("2026-11-20T10:00:00Z");

    private static JenkinsRule jenkins;

    private FreeStyleBuild build;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void a_build() throws Exception {
        build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
    }

    private HtmlPage buildPage() throws Exception {
        return jenkins.createWebClient().getPage(build);
    }

    private HtmlPage deliveriesPage() throws Exception {
        return jenkins.createWebClient().getPage(build, "gitops/");
    }

    @Test
    void the_build_page_tells_what_was_built_tested_and_delivered() throws Exception {
        BuildFacts action = BuildFacts.of(build);
        action.add(Samples.built());
        action.add(new TestReport(0, 148, 0, 3, List.of()));
        Samples.deliver(build, Samples.record("healthy", TODAY));

        HtmlPage page = buildPage();
        assertThat(page.asNormalizedText())
                .contains("Built registry.example/team/shop:1.4.2 4f2a9c1be07d from 77b8dc974a")
                .contains("148 tests, 0 failed, 3 skipped")
                .contains("Healthy")
                .contains("shop in staging")
                .contains("took 42 sec")
                .contains("commit a3f19e02c4");
        assertThat(page.getAnchorByText("a3f19e02c4").getHrefAttribute())
                .isEqualTo("https://github.com/team/shop/commit/a3f19e02c4d5b6a7980f1e2d3c4b5a6978876655");
    }

    @Test
    void a_commit_without_a_known_address_is_text() throws Exception {
        Samples.deliver(build, Samples.record("healthy", TODAY, json -> ((ObjectNode) json.at("/request/remote"))
                .put("url", "ssh://git@git.internal:2222/team/shop.git")));

        HtmlPage page = buildPage();
        assertThat(page.asNormalizedText()).contains("commit a3f19e02c4");
        assertThat(page.getAnchors())
                .noneMatch(anchor -> anchor.getTextContent().contains("a3f19e02c4"));
    }

    @Test
    void a_delivery_that_was_put_back_says_why_and_by_which_commit() throws Exception {
        Samples.deliver(build, Samples.record("rolled-back", TODAY));

        assertThat(buildPage().asNormalizedText())
                .contains("Failed, rolled back")
                .contains("put back by e07b5512aa")
                .contains("CrashLoopBackOff");
        HtmlPage page = deliveriesPage();
        assertThat(page.<DomElement>getByXPath("//pre"))
                .extracting(DomElement::getTextContent)
                .anyMatch(text -> text.contains("log: ERROR settings.yaml: unknown key 'databse.url'"));
        assertThat(page.asNormalizedText())
                .contains("Mend what is named above, build and deploy again.")
                .contains("registry.example/team/shop:1.4.1 9b0c77e1d2f3");
    }

    /** The way back to Git, as a notification has it. */
    @Test
    void what_failed_whose_commits_are_in_it_and_what_to_do_now_are_said_as_a_notification_says_them()
            throws Exception {
        DeployRecord record = Samples.deliver(
                build, Samples.record("rolled-back", TODAY, Samples.brought("Ada Example", "Rename a setting", 12)));
        NotificationEvent event = DeliveryEvents.ended(record, SinceHealthy.UNKNOWN);
        FailedObject failed = event.failure().orElseThrow().object().orElseThrow();

        HtmlPage page = deliveriesPage();

        assertThat(page.asNormalizedText())
                .containsSubsequence(
                        "What failed",
                        failed.name() + " " + failed.cause(),
                        failed.log().get(0),
                        "What to do now")
                .containsSubsequence(
                        NotificationText.of(event, MessageLanguage.ENGLISH).next())
                .containsSubsequence(
                        "Commits since the last healthy delivery",
                        "77b8dc974a Rename a setting Ada Example,",
                        "and 12 more")
                .doesNotContain("ada@example.com");
        assertThat(page.getAnchorByText("77b8dc974a").getHrefAttribute())
                .isEqualTo("https://github.com/team/shop/commit/77b8dc974a0e41d5a1b2c3d4e5f60718293a4b5c");
        try (SpokenLanguage chinese = SpokenLanguage.chinese()) {
            assertThat(deliveriesPage().asNormalizedText())
                    .containsSubsequence(
                            NotificationText.of(event, MessageLanguage.CHINESE).next())
                    .contains("还有 12 个");
        }
    }

    @Test
    void the_deliveries_page_has_plan_timeline_images_and_source() throws Exception {
        Samples.deliver(build, Samples.record("healthy", TODAY).warned(TODAY, List.of("gadgets are \"old\"")));

        assertThat(opened())
                .contains("Warning: gadgets are \"old\"")
                .contains("sha256:4f2a9c1be07d83aa")
                .contains("Plan: 0 to create, 1 to change, 0 to prune, 4 unchanged")
                .contains("change    Deployment shop-staging/shop")
                .contains("Timeline: 7 events")
                .contains("Pushed a3f19e02c4 to main")
                .contains("77b8dc974a https://github.com/team/shop.git")
                .contains("Ada Example");
    }

    private String opened() throws Exception {
        HtmlPage page = deliveriesPage();
        page.querySelectorAll("details").forEach(details -> ((DomElement) details).setAttribute("open", "open"));
        return page.asNormalizedText();
    }

    @Test
    void the_plan_that_failed_is_shown_before_that_of_its_rollback() throws Exception {
        Samples.deliver(build, Samples.record("rolled-back", TODAY, json -> {
            json.set("failedPlan", json.get("plan"));
            json.set("plan", json.get("plan").deepCopy());
            ((ObjectNode) json.get("plan")).put("change", 2).put("text", "change    Deployment shop-staging/shop back");
        }));

        assertThat(opened())
                .containsSubsequence(
                        "Plan of the delivery that failed: 0 to create, 1 to change",
                        "+ registry.example/team/shop:1.4.2",
                        "Plan of the rollback: 0 to create, 2 to change",
                        "Deployment shop-staging/shop back");
    }

    @Test
    void a_record_of_an_older_version_has_the_plan_of_the_rollback_alone() throws Exception {
        Samples.deliver(build, Samples.record("rolled-back", TODAY));

        assertThat(opened()).contains("Plan of the rollback: 0 to create").doesNotContain("Plan of the delivery");
    }

    @Test
    void a_running_delivery_shows_its_phase() throws Exception {
        Samples.deliver(build, Samples.record("running", Instant.now()));

        assertThat(buildPage().asNormalizedText()).contains("Running").contains("wait, for ");
        assertThat(deliveriesPage().asNormalizedText()).contains("Running (wait)");
    }

    @Test
    void failed_tests_are_named_on_the_build_page_and_the_junit_plugins_page_is_linked() throws Exception {
        BuildFacts.of(build).add(new TestReport(1, 10, 7, 0, List.of("A.a", "A.b", "A.c", "A.d", "A.e", "A.f", "A.g")));

        HtmlPage page = buildPage();
        assertThat(page.asNormalizedText())
                .containsSubsequence("10 tests, 7 failed", "A.a", "A.e", "and 2 more")
                .doesNotContain("A.f");
        assertThat(page.getAnchors())
                .noneMatch(anchor -> anchor.getHrefAttribute().contains("testReport"));

        build.addAction(new TestPage());
        assertThat(buildPage().getAnchors())
                .anyMatch(anchor -> anchor.getHrefAttribute().equals("testReport/"));
    }

    /** At the address of the JUnit plugin's. */
    private static final class TestPage extends InvisibleAction {
        @Override
        public String getUrlName() {
            return "testReport";
        }
    }

    @Test
    void the_deliveries_page_names_cluster_and_namespace() throws Exception {
        Samples.deliver(build, Samples.record("healthy", TODAY));
        assertThat(deliveriesPage().asNormalizedText())
                .contains("namespace shop-staging of the cluster cluster.example:6443");

        ClusterEntry cluster = new ClusterEntry("blue");
        cluster.setServerUrl("https://cluster.example:6443/");
        GitopsConfiguration.get().setClusters(List.of(cluster));
        assertThat(deliveriesPage().asNormalizedText()).contains("namespace shop-staging of the cluster blue");
    }

    @Test
    void a_running_delivery_has_no_symbol_of_success() {
        assertThat(view(Samples.record("running", Instant.now())).getSymbol()).isEqualTo("symbol-status-nobuilt-anime");
        assertThat(view(Samples.record("healthy", TODAY)).getSymbol()).isEqualTo("symbol-status-blue");
    }

    private DeliveryView view(DeployRecord record) {
        return new DeliveryView(record, BuildRef.of(build.getParent(), 1), CommitLinks.of(build.getParent()));
    }

    @Test
    void the_page_of_a_rollback_says_what_it_undoes_and_to_what_it_goes_back() throws Exception {
        Samples.deliver(build, Samples.record("healthy", TODAY, json -> ((ObjectNode) json.get("request"))
                .put("kind", "ROLLBACK")
                .put("rollbackOf", "01m82yh7k3qv9pf8w2m4s6t0bd")));

        assertThat(deliveriesPage().asNormalizedText())
                .containsSubsequence(
                        "Rollback of shop in staging",
                        "Undoes",
                        "the delivery 01m82yh7k3qv9pf8w2m4s6t0bd",
                        "Back to",
                        "registry.example/team/shop:1.4.2@sha256:4f2a9c1be07d");
        assertThat(buildPage().asNormalizedText()).contains("Rollback of shop in staging");
    }

    @Test
    void an_aborted_delivery_that_was_put_back_did_not_fail() throws Exception {
        Samples.deliver(build, Samples.record("rolled-back", TODAY, json -> ((ObjectNode) json.get("ending"))
                .put("outcome", "aborted")
                .put("reason", "Aborted by ann")));

        assertThat(buildPage().asNormalizedText())
                .contains("Aborted, rolled back")
                .doesNotContain("Failed");
    }

    @Test
    void a_reason_that_begins_with_a_heading_has_its_first_cause_beside_it() throws Exception {
        Samples.deliver(build, Samples.record("refused", TODAY, json -> ((ObjectNode) json.get("ending"))
                .put(
                        "reason",
                        "Not healthy after 30 s:\nDeployment shop/shop: IN_PROGRESS: NotReady: pod shop-1: 503")));

        assertThat(buildPage().asNormalizedText())
                .contains("Not healthy after 30 s: Deployment shop/shop: IN_PROGRESS: NotReady: pod shop-1: 503");
    }

    @Test
    void a_build_that_has_ended_does_not_promise_a_delivery() throws Exception {
        BuildFacts.of(build).add(Samples.built());

        assertThat(deliveriesPage().asNormalizedText())
                .contains("Nothing was delivered")
                .doesNotContain("Nothing was delivered yet");
    }

    @Test
    void one_unreadable_record_does_not_hide_the_others() throws Exception {
        Samples.deliver(build, Samples.record("healthy", TODAY));
        DeployRecord damaged = Samples.deliver(build, Samples.record("refused", TODAY.plusSeconds(60)));
        Path folder = build.getRootDir().toPath().resolve("gitops");
        Files.writeString(folder.resolve(damaged.id() + ".json"), "{\"format\": 1, \"requ");
        Files.writeString(folder.resolve("stray.json"), "{}");

        assertThat(buildPage().asNormalizedText())
                .contains("The record of delivery " + damaged.id() + " cannot be read.")
                .contains("The record of delivery stray cannot be read.")
                .contains("Healthy");
        assertThat(deliveriesPage().asNormalizedText())
                .contains("The record of delivery " + damaged.id() + " cannot be read.")
                .contains("shop in staging")
                .doesNotContain(jenkins.jenkins.getRootDir().toString());
    }

    @Test
    void a_delivery_is_shown_before_its_step_has_added_it() throws Exception {
        BuildFacts.of(build).add(Samples.built());
        BuildFacts.records(build).write(Samples.record("running", Instant.now()));

        assertThat(buildPage().asNormalizedText()).contains("shop in staging");
    }

    @Test
    void a_build_without_deliveries_shows_nothing() throws Exception {
        assertThat(buildPage().asNormalizedText()).doesNotContain("Deliveries");
    }
}
