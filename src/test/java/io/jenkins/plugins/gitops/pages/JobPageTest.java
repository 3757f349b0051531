package io.jenkins.plugins.gitops.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.pages.history.ListedDelivery;
import io.jenkins.plugins.gitops.pages.history.RefusedBuild;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

@WithSharedJenkins
class JobPageTest {

    private static final Instant TODAY = Instant.parse("2026-11-20T10:00:00Z");
    private static final String BUILDS = "io.jenkins.plugins.gitops.history.builds";
    private static final String CACHE = "io.jenkins.plugins.gitops.history.cache";

    private static JenkinsRule jenkins;

    private FreeStyleProject job;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void a_job() throws Exception {
        job = jenkins.createFreeStyleProject();
    }

    @AfterEach
    void defaults() {
        System.clearProperty(BUILDS);
        System.clearProperty(CACHE);
    }

    private FreeStyleBuild build() throws Exception {
        return jenkins.buildAndAssertSuccess(job);
    }

    private String row(int number) throws Exception {
        HtmlPage page = jenkins.createWebClient().getPage(job);
        HtmlTable table = page.getHtmlElementById("gitops-environments");
        return table.getRow(number).asNormalizedText().replace('\n', ' ').replace('\t', ' ');
    }

    @Test
    void the_job_page_tells_what_runs_where() throws Exception {
        Samples.deliver(build(), Samples.record("healthy", TODAY));
        Samples.deliver(
                build(), Samples.record("healthy", TODAY.plusSeconds(600), Samples.target("shop", "production")));

        assertThat(row(1))
                .contains("shop production")
                .contains("4f2a9c1be07d")
                .contains("Healthy")
                .contains("#2");
        assertThat(row(2))
                .contains("shop staging")
                .contains("a3f19e02c4")
                .contains("Healthy")
                .contains("#1");
    }

    @Test
    void the_job_page_names_cluster_and_namespace_of_an_environment() throws Exception {
        EnvironmentEntry staging = new EnvironmentEntry("staging");
        staging.setCluster("blue");
        staging.setNamespace("shop-staging");
        GitopsConfiguration.get().setEnvironments(List.of(staging));
        Samples.deliver(build(), Samples.record("healthy", TODAY));

        assertThat(row(1)).contains("staging namespace shop-staging of the cluster blue");
    }

    @Test
    void after_a_rollback_what_runs_is_what_it_went_back_to() throws Exception {
        Samples.deliver(build(), Samples.record("rolled-back", TODAY));

        assertThat(row(1))
                .contains("shop:1.4.1 9b0c77e1d2f3")
                .contains("e07b5512aa")
                .contains("Failed, rolled back")
                .doesNotContain("4f2a9c1be07d");
    }

    @Test
    void after_a_refused_delivery_what_runs_is_the_older_ones() throws Exception {
        Samples.deliver(build(), Samples.record("healthy", TODAY));
        Samples.deliver(build(), Samples.record("refused", TODAY.plusSeconds(600)));

        assertThat(row(1)).contains("4f2a9c1be07d since #1").contains("Refused").contains("#2");
    }

    @Test
    void the_list_has_the_failed_ones_too_newest_first() throws Exception {
        Samples.deliver(build(), Samples.record("healthy", TODAY));
        Samples.deliver(build(), Samples.record("rolled-back", TODAY.plusSeconds(600)));
        Samples.deliver(build(), Samples.record("refused", TODAY.plusSeconds(1200)));

        HtmlTable table = jenkins.createWebClient().getPage(job, "gitops/").getHtmlElementById("gitops-deliveries");
        assertThat(table.getRow(1).asNormalizedText()).contains("Refused").contains("2 failed");
        assertThat(table.getRow(2).asNormalizedText()).contains("Failed, rolled back");
        assertThat(table.getRow(3).asNormalizedText()).contains("Healthy");
    }

    private static void refuse(FreeStyleBuild build, Instant at, String environment) {
        BuildFacts.of(build).add(NotDelivered.refused(at, environment, "Not this one:\nit may not", "Ask"));
    }

    @Test
    void a_build_that_was_refused_before_a_delivery_began_is_in_the_list_where_it_belongs() throws Exception {
        Samples.deliver(build(), Samples.record("healthy", TODAY));
        refuse(build(), TODAY.plusSeconds(60), "production");
        Samples.deliver(build(), Samples.record("healthy", TODAY.plusSeconds(600)));

        HtmlPage page = jenkins.createWebClient().getPage(job, "gitops/");

        HtmlTable table = page.getHtmlElementById("gitops-deliveries");
        assertThat(table.getRow(1).asNormalizedText()).contains("Healthy").contains("#3");
        assertThat(table.getRow(2).asNormalizedText())
                .contains("Refused")
                .contains("Not this one: it may not")
                .contains("production")
                .contains("#2");
        assertThat(table.getRow(3).asNormalizedText()).contains("Healthy").contains("#1");
        assertThat(jenkins.createWebClient()
                        .getPage(job, "gitops/?environment=staging")
                        .asNormalizedText())
                .doesNotContain("Not this one");
        assertThat(jenkins.getJSON(job.getUrl() + "gitops/api/json")
                        .getJSONObject()
                        .getJSONArray("refused")
                        .getJSONObject(0)
                        .getInt("buildNumber"))
                .isEqualTo(2);
    }

    @Test
    void a_job_of_which_every_build_was_refused_has_the_page_and_loads_no_build() throws Exception {
        FreeStyleBuild only = build();
        refuse(only, TODAY, "staging");
        Files.writeString(only.getRootDir().toPath().resolve("build.xml"), "damaged");
        job.getLazyBuildMixIn().onLoad(jenkins.jenkins, job.getName());

        assertThat(new GitopsJobAction(job).getRefused())
                .extracting(RefusedBuild::getShortReason)
                .containsExactly("Not this one: it may not");
        assertThat(new GitopsJobAction(job).getIconFileName()).isNotNull();
    }

    @Test
    void the_list_is_in_pages() throws Exception {
        FreeStyleBuild build = build();
        for (int i = 0; i < 30; i++) {
            Samples.deliver(build, Samples.record("healthy", TODAY.plusSeconds(i)));
        }

        HtmlPage first = jenkins.createWebClient().getPage(job, "gitops/");
        assertThat(((HtmlTable) first.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(26);
        HtmlPage second = first.getAnchorByText("Older").click();
        assertThat(((HtmlTable) second.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(6);
        assertThat(second.asNormalizedText()).contains("Page 2 of 2");
        assertThat(jenkins.createWebClient()
                        .getPage(job, "gitops/?page=%22%3E999x")
                        .asNormalizedText())
                .contains("Page 1 of 2");
    }

    @Test
    void only_the_newest_builds_are_read_and_none_is_loaded() throws Exception {
        for (int i = 0; i < 4; i++) {
            Samples.deliver(build(), Samples.record("healthy", TODAY.plusSeconds(i)));
        }
        System.setProperty(BUILDS, "3");
        for (FreeStyleBuild each : job.getBuilds()) {
            // Whoever loads a build now, fails.
            Files.writeString(each.getRootDir().toPath().resolve("build.xml"), "damaged");
        }
        job.getLazyBuildMixIn().onLoad(jenkins.jenkins, job.getName());

        assertThat(new GitopsJobAction(job).getDeliveries())
                .extracting(ListedDelivery::getBuildNumber)
                .containsExactly(4, 3, 2);
    }

    @Test
    void an_unreadable_record_is_said_and_hides_no_other() throws Exception {
        Samples.deliver(build(), Samples.record("healthy", TODAY));
        FreeStyleBuild second = build();
        DeployRecord damaged = Samples.deliver(second, Samples.record("healthy", TODAY));
        Files.writeString(second.getRootDir().toPath().resolve("gitops/" + damaged.id() + ".json"), "{");

        HtmlPage page = jenkins.createWebClient().getPage(job, "gitops/");
        assertThat(page.asNormalizedText())
                .contains("A delivery is not listed, because its record cannot be read, in build #2")
                .contains("Healthy");
        assertThat(page.getAnchorByText("#2").getHrefAttribute()).endsWith(second.getUrl() + "gitops/");
    }

    @Test
    void a_record_that_changed_is_read_again_and_the_cache_can_be_switched_off() throws Exception {
        FreeStyleBuild build = build();
        DeployRecord running = Samples.deliver(build, Samples.record("running", TODAY));
        assertThat(row(1)).contains("Running");

        BuildFacts.records(build).write(Samples.record("healthy", TODAY, json -> ((ObjectNode) json.get("forward"))
                .put("id", running.id().value())));
        assertThat(row(1)).contains("Healthy");

        System.setProperty(CACHE, "0");
        Samples.deliver(build, Samples.record("refused", TODAY.plusSeconds(9)));
        assertThat(row(1)).contains("Refused");
    }

    @Test
    void a_job_without_deliveries_shows_nothing() throws Exception {
        build();
        assertThat(jenkins.createWebClient().getPage(job).asNormalizedText())
                .doesNotContain("What runs where")
                .doesNotContain("Deliveries");
    }
}
