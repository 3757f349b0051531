package io.jenkins.plugins.gitops.pages;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The job's pages, with what the branch on a real Git server tells. */
@WithSharedJenkins
class BranchPageTest {

    private static JenkinsRule jenkins;

    private FreeStyleProject job;
    private DeliveredBranch branch;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void a_job_and_a_branch() throws Exception {
        job = jenkins.createFreeStyleProject();
        branch = new DeliveredBranch();
        branch.configure("**", "staging", "production");
    }

    @AfterEach
    void open_to_all() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    private HtmlPage list(Predicate<String> wanted) throws Exception {
        JenkinsRule.WebClient client = client();
        return eventually("the page has it")
                .until(() -> client.getPage(job, "gitops/"), page -> wanted.test(page.asNormalizedText()));
    }

    /** A page that is asked for again and again shall not leave its scripts running each time. */
    private static JenkinsRule.WebClient client() {
        return jenkins.createWebClient().withJavaScriptEnabled(false);
    }

    private static String row(HtmlPage page, String table, int number) {
        return ((HtmlTable) page.getHtmlElementById(table))
                .getRow(number)
                .asNormalizedText()
                .replace('\n', ' ')
                .replace('\t', ' ');
    }

    private JSONArray exported(Predicate<JSONArray> wanted) throws Exception {
        return exported(job, wanted);
    }

    private static JSONArray exported(FreeStyleProject of, Predicate<JSONArray> wanted) throws Exception {
        return eventually("the remote API has it")
                .until(
                        () -> jenkins.getJSON(of.getUrl() + "gitops/api/json")
                                .getJSONObject()
                                .getJSONArray("deliveries"),
                        wanted);
    }

    @Test
    void what_others_delivered_is_listed() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        branch.deliver(
                "shop", "staging", "1.1", Optional.of("https://other.example/job/elsewhere/7/"), "failed,rolled-back");

        HtmlPage page = list(text -> text.contains("shop:1.1"));

        assertThat(row(page, "gitops-deliveries", 1))
                .contains("Committed")
                .contains("shop in staging")
                .contains("shop:1.1")
                .contains("other.example #7");
        assertThat(page.getAnchorByText("other.example #7").getHrefAttribute())
                .isEqualTo("https://other.example/job/elsewhere/7/");
        assertThat(row(page, "gitops-deliveries", 2))
                .contains("Failed, rolled back")
                .contains("shop:1.0")
                .contains("Someone")
                .contains("took 4");
        assertThat(page.asNormalizedText()).contains("From " + branch.repository.url() + " (main), as of");
        HtmlPage main = client().getPage(job);
        assertThat(row(main, "gitops-environments", 1))
                .contains("shop staging")
                .contains("shop:1.1")
                .contains("Committed");
    }

    @Test
    void after_a_removal_nothing_runs_until_the_next_delivery() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        DeliveredBranch.Commit removal = branch.remove("shop", "staging");

        HtmlPage page = list(text -> text.contains("Removal"));

        assertThat(row(page, "gitops-deliveries", 1))
                .contains("Removed")
                .contains("shop in staging")
                .contains(removal.revision().abbreviated())
                .doesNotContain("shop:1.0");
        assertThat(row(page, "gitops-deliveries", 2)).contains("Healthy").contains("shop:1.0");
        assertThat(row(client().getPage(job), "gitops-environments", 1))
                .contains("shop staging Removed")
                .doesNotContain("shop:1.0");
        JSONObject exported = exported(deliveries -> true).getJSONObject(0);
        assertThat(exported.getString("kind")).isEqualTo("removal");
        assertThat(exported.getJSONArray("images").size()).isZero();

        branch.deliver("shop", "staging", "1.1", Optional.empty(), "removed");
        assertThat(row(list(text -> text.contains("shop:1.1")), "gitops-deliveries", 2))
                .contains("Removed");
        assertThat(row(client().getPage(job), "gitops-environments", 1)).contains("shop:1.1");
    }

    @Test
    void git_and_the_builds_record_are_one_delivery() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        String url = jenkins.getURL() + build.getUrl();
        DeliveredBranch.Commit commit = branch.deliver("shop", "staging", "1.0", Optional.of(url), "");
        deliver(build, "healthy", commit);
        Samples.deliver(build, Samples.record("refused", Instant.now()));

        HtmlPage page = list(text -> text.contains("as of"));

        assertThat(((HtmlTable) page.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(3);
        assertThat(row(page, "gitops-deliveries", 1)).contains("Refused").contains("2 failed");
        assertThat(row(page, "gitops-deliveries", 2))
                .contains("Healthy")
                .contains("shop:1.0")
                .contains(commit.revision().abbreviated())
                .contains("#1");
    }

    private static void deliver(FreeStyleBuild build, String name, DeliveredBranch.Commit commit) {
        Samples.deliver(
                build,
                Samples.record(name, commit.id().requested(), json -> is((ObjectNode) json.get("forward"), commit)));
    }

    /** A build whose delivery failed and put the version before back. */
    private DeliveredBranch.Commit rolledBack(FreeStyleBuild build) throws Exception {
        Optional<String> url = Optional.of(jenkins.getURL() + build.getUrl());
        DeliveredBranch.Commit failed = branch.deliver("shop", "staging", "1.1", url, "healthy");
        DeliveredBranch.Commit back = branch.rollBack("shop", "staging", "1.0", url, "failed");
        Samples.deliver(build, Samples.record("rolled-back", failed.id().requested(), json -> {
            is((ObjectNode) json.get("forward"), failed);
            is((ObjectNode) json.get("back"), back);
        }));
        return back;
    }

    private static void is(ObjectNode attempt, DeliveredBranch.Commit commit) {
        attempt.put("id", commit.id().value());
        ((ObjectNode) attempt.get("writing")).put("commit", commit.revision().id());
    }

    @Test
    void a_delivery_that_was_rolled_back_is_one_delivery_on_the_pages_of_all_jobs() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        FreeStyleProject other = jenkins.createFreeStyleProject("other");
        DeliveredBranch.Commit back = rolledBack(jenkins.buildAndAssertSuccess(other));

        HtmlPage page = list(text -> text.contains("shop:1.1"));

        assertThat(((HtmlTable) page.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(3);
        assertThat(row(page, "gitops-deliveries", 1))
                .contains("Failed, rolled back")
                .contains("shop:1.1")
                .contains("other #1")
                .doesNotContain("Rollback");
        assertThat(row(client().getPage(job), "gitops-environments", 1))
                .contains("Failed, rolled back")
                .contains(back.revision().abbreviated());
        JSONObject here = exported(job, found -> found.size() == 2).getJSONObject(0);
        JSONObject there = exported(other, found -> found.size() == 2).getJSONObject(0);
        for (String field : List.of(
                "deployId",
                "kind",
                "outcome",
                "rolledBack",
                "phase",
                "commit",
                "rollbackCommit",
                "rollbackOf",
                "images",
                "result",
                "durationMillis",
                "reason")) {
            assertThat(here.get(field)).as(field).isEqualTo(there.get(field));
        }
        assertThat(here.getString("rollbackCommit")).isEqualTo(back.revision().id());
        assertThat(here.get("rollbackOf")).isEqualTo(net.sf.json.JSONNull.getInstance());
    }

    @Test
    void without_the_record_git_tells_which_rollback_belongs_to_which_delivery() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        branch.deliver("shop", "staging", "1.0");
        DeliveredBranch.Commit back = rolledBack(build);
        DeliveredBranch.Commit next = branch.deliver("shop", "staging", "1.2");
        branch.rollBack("shop", "staging", "1.0", Optional.of("https://other.example/job/x/7/"), "failed");
        build.delete();

        HtmlPage page = list(text -> text.contains("1.2"));

        assertThat(((HtmlTable) page.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(5);
        assertThat(row(page, "gitops-deliveries", 1)).contains("Rollback").contains("Committed");
        assertThat(row(page, "gitops-deliveries", 2)).contains("Failed").contains("shop:1.2");
        assertThat(row(page, "gitops-deliveries", 3))
                .contains("Failed, rolled back")
                .contains("shop:1.1");
        JSONArray all = exported(job, found -> found.size() == 4);
        assertThat(all.getJSONObject(0).getString("rollbackOf"))
                .isEqualTo(next.id().value());
        assertThat(all.getJSONObject(2).getBoolean("rolledBack")).isTrue();
        assertThat(all.getJSONObject(2).getString("rollbackCommit"))
                .isEqualTo(back.revision().id());
    }

    @Test
    void a_deleted_build_leaves_what_git_knows() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        DeliveredBranch.Commit commit =
                branch.deliver("shop", "staging", "1.0", Optional.of(jenkins.getURL() + build.getUrl()), "");
        deliver(build, "healthy", commit);
        assertThat(row(list(text -> text.contains("as of")), "gitops-deliveries", 1))
                .contains("Healthy");

        build.delete();

        HtmlPage page = list(text -> true);
        assertThat(row(page, "gitops-deliveries", 1)).contains("Committed").contains("#1");
        assertThat(page.getAnchors())
                .noneMatch(anchor -> anchor.getHrefAttribute().contains("/" + build.getUrl()));
    }

    @Test
    void another_jobs_build_is_named_for_who_may_read_that_job_alone() throws Exception {
        FreeStyleProject other = jenkins.createFreeStyleProject("other");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(other);
        deliver(
                build,
                "healthy",
                branch.deliver("shop", "staging", "1.0", Optional.of(jenkins.getURL() + build.getUrl()), ""));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("both")
                .grant(Item.READ)
                .onItems(job)
                .to("one"));
        JenkinsRule.WebClient reader = client().login("both");
        HtmlPage both = eventually("the page has it")
                .until(() -> reader.getPage(job, "gitops/"), page -> page.asNormalizedText()
                        .contains("shop:1.0"));
        HtmlPage one = client().login("one").getPage(job, "gitops/");

        assertThat(row(both, "gitops-deliveries", 1)).contains("Healthy").contains("other #1");
        assertThat(row(one, "gitops-deliveries", 1)).contains("Committed").contains("shop:1.0");
        assertThat(one.asXml()).doesNotContain("other");
        assertThat(client().login("one")
                        .goTo(job.getUrl() + "gitops/api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .contains("1.0")
                .doesNotContain("other");
        client().assertFails(job.getUrl() + "gitops/", 404);
    }

    @Test
    void a_job_sees_only_environments_that_it_may_deliver_to() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        branch.deliver("shop", "production", "2.0");
        branch.deliver("shop", "secret", "3.0");
        list(text -> text.contains("1.0") && text.contains("2.0") && !text.contains("3.0"));
        GitopsJobProperty property = new GitopsJobProperty();
        property.setEnvironments("staging");
        job.addProperty(property);

        assertThat(list(text -> true).asNormalizedText()).contains("1.0").doesNotContain("2.0");
        job.removeProperty(GitopsJobProperty.class);
        branch.configure("other", "staging", "production");
        assertThat(list(text -> true).asNormalizedText()).doesNotContain("1.0").doesNotContain("2.0");
    }

    @Test
    void a_branch_that_cannot_be_asked_is_said_and_what_was_known_is_shown() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        list(text -> text.contains("as of"));
        Path there = branch.repository.folder();
        Files.move(there, there.resolveSibling(there.getFileName() + ".away"));

        HtmlPage page = list(text -> text.contains("could not be asked"));

        assertThat(page.asNormalizedText())
                .contains(branch.repository.url() + " (main) could not be asked: ")
                .contains("Below is what was known");
        assertThat(row(page, "gitops-deliveries", 1)).contains("shop:1.0");
    }

    @Test
    void after_a_restart_the_cache_serves_while_the_server_is_away() throws Throwable {
        branch.deliver("shop", "staging", "1.0");
        list(text -> text.contains("as of"));
        Path there = branch.repository.folder();
        Files.move(there, there.resolveSibling(there.getFileName() + ".away"));

        jenkins.restart();
        job = jenkins.jenkins.getItemByFullName(job.getFullName(), FreeStyleProject.class);

        HtmlPage page = list(text -> text.contains("could not be asked"));
        assertThat(page.asNormalizedText()).contains("Below is what was known before Jenkins started");
        assertThat(row(page, "gitops-deliveries", 1)).contains("shop:1.0");
    }

    @Test
    void the_list_can_be_of_one_application_and_environment() throws Exception {
        for (int i = 0; i < 30; i++) {
            branch.deliver("shop", "staging", "1." + i);
        }
        branch.deliver("cart", "staging", "2.0");
        list(text -> text.contains("2.0"));

        HtmlPage only = list(text -> true).getAnchorByText("shop in staging").click();

        assertThat(only.asNormalizedText())
                .contains("Only shop in staging")
                .contains("Page 1 of 2, 30 deliveries")
                .doesNotContain("cart");
        HtmlPage second = only.getAnchorByText("Older").click();
        assertThat(row(second, "gitops-deliveries", 5)).contains("shop:1.0 ");
        HtmlPage all = second.getAnchorByText("Show all").click();
        assertThat(all.asNormalizedText()).contains("cart in staging");
        assertThat(client().getPage(job, "gitops/?environment=%22%3E%3Cb%3Enone")
                        .asNormalizedText())
                .contains("Only the environment \"><b>none");
    }

    @Test
    void the_jobs_main_page_has_its_own_applications() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        branch.deliver("cart", "staging", "2.0");
        branch.deliver("shop", "staging", "1.0", Optional.of(jenkins.getURL() + build.getUrl()), "");
        branch.deliver("shop", "staging", "1.1");
        list(text -> text.contains("cart"));

        HtmlPage main = client().getPage(job);

        assertThat(((HtmlTable) main.getHtmlElementById("gitops-environments")).getRowCount())
                .isEqualTo(2);
        assertThat(row(main, "gitops-environments", 1)).contains("shop:1.1").contains("Someone");
    }

    @Test
    void the_api_has_the_names_of_gitops_history() throws Exception {
        DeliveredBranch.Commit first =
                branch.deliver("shop", "staging", "1.0", Optional.of("https://user:s3cr3t@other.example/job/x/7/"), "");
        branch.deliver("shop", "staging", "1.1");

        JSONArray deliveries = exported(found -> found.size() == 2);

        JSONObject older = deliveries.getJSONObject(1);
        assertThat(older.getString("id")).isEqualTo(first.id().value());
        assertThat(older.getString("deployId")).isEqualTo(first.id().value());
        assertThat(older.getString("revision")).isEqualTo(first.revision().id());
        assertThat(older.getString("commit")).isEqualTo(first.revision().id());
        assertThat(Instant.parse(older.getString("committed"))).isBeforeOrEqualTo(Instant.now());
        assertThat(older.getString("author")).isEqualTo("Someone");
        assertThat(older.getString("source")).startsWith("https://git.example/shop.git@77b8dc97");
        assertThat(older.getString("build")).isEqualTo("https://other.example/job/x/7/");
        assertThat(older.getString("result")).isEqualTo("healthy");
        assertThat(older.getString("outcome")).isEqualTo("healthy");
        assertThat(older.getString("duration")).startsWith("PT4");
        assertThat(deliveries.getJSONObject(0).get("result")).isEqualTo(net.sf.json.JSONNull.getInstance());
        JSONObject all = jenkins.getJSON(job.getUrl() + "gitops/api/json").getJSONObject();
        assertThat(all.getJSONArray("branches").getJSONObject(0).getString("branch"))
                .isEqualTo("main");
        assertThat(all.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void a_forged_commit_borrows_no_record() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        String url = jenkins.getURL() + build.getUrl();
        DeliveredBranch.Commit forged = branch.deliver("shop", "production", "6.6.6", Optional.of(url), "");
        Samples.deliver(
                build, Samples.record("healthy", forged.id().requested(), json -> ((ObjectNode) json.get("forward"))
                        .put("id", forged.id().value())));

        HtmlPage page = list(text -> text.contains("6.6.6"));

        assertThat(List.of(row(page, "gitops-deliveries", 1), row(page, "gitops-deliveries", 2)))
                .anySatisfy(row -> assertThat(row).contains("shop:6.6.6").contains("Committed"))
                .anySatisfy(row -> assertThat(row).contains("shop:1.4.2").contains("Healthy"));
    }
}
