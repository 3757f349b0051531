package io.jenkins.plugins.gitops.pages;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.branches.DeliveryEnds;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.monitoring.DeliveryCollector;
import io.jenkins.plugins.gitops.monitoring.FigureGauges;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONNull;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The page of delivery figures, with what the branch on a real Git server tells. */
@WithSharedJenkins
class FiguresPageTest {

    private static final int NUMBER = 6;

    private static JenkinsRule jenkins;

    private final Random random = new Random(3);
    private final List<DeployId> ids = new ArrayList<>();
    private Folder folder;
    private FreeStyleProject job;
    private DeliveredBranch branch;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    /** One a day, each an hour after its commit; the third failed. Of a seventh nobody knows how it ended. */
    @BeforeEach
    void deliveries() throws Exception {
        folder = jenkins.createProject(Folder.class, "team");
        job = folder.createProject(FreeStyleProject.class, "shop");
        branch = new DeliveredBranch();
        branch.configure("**", "production");
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(NUMBER + 1));
        String before = "";
        for (int day = 0; day <= NUMBER; day++) {
            Instant requested = begin.plus(Duration.ofDays(day));
            String source = branch.repository.commit("main", "Code", Map.of("src/main", "" + day));
            DeployId id = DeployId.next(requested, random);
            ids.add(id);
            branch.repository.commit(
                    "main",
                    "Deploy shop\n\nGitops-Deploy-Id: " + id + "\nGitops-Application: shop\n"
                            + "Gitops-Environment: production\nGitops-Manifests: k8s\nGitops-Build: " + url(day)
                            + "\nGitops-Source: "
                            + branch.repository.url() + "@" + source + "\n" + before,
                    Map.of("k8s/shop.yaml", "image: " + day));
            before = "Gitops-Previous: " + id + (day == 2 ? " failed" : " healthy") + "\nGitops-Previous-Ended: "
                    + requested.plusSeconds(60) + "\n";
        }
    }

    @Test
    void has_each_number_beside_that_of_the_time_before_and_a_link_to_its_deliveries() throws Exception {
        HtmlPage page = page();

        assertThat(row(page, 1)).isEqualTo("Deliveries 6 0 6 0");
        assertThat(row(page, 2)).startsWith("Deployment frequency, a day 0.17 n/a 0.06 n/a");
        assertThat(row(page, 7)).isEqualTo("Change fail rate 16.7 % n/a 16.7 % n/a");
        HtmlAnchor failed = page.getAnchorByText("16.7 %");
        HtmlPage list = failed.click();
        HtmlTable table = list.getHtmlElementById("gitops-deliveries");
        assertThat(table.getRowCount()).as("a head and the one that failed").isEqualTo(2);
        assertThat(table.getRow(1).asNormalizedText()).contains("Failed").contains("shop in production");
        assertThat(list.asNormalizedText()).contains("Change fail rate, 30 days");
    }

    @Test
    void are_in_the_remote_api_and_null_where_there_is_no_value() throws Exception {
        JSONObject month = eventually("the remote API has them")
                .until(this::exported, all -> !all.isEmpty())
                .getJSONObject(0)
                .getJSONArray("windows")
                .getJSONObject(0);

        assertThat(month.getInt("days")).isEqualTo(30);
        JSONObject current = month.getJSONObject("current");
        assertThat(current.getInt("deliveries")).isEqualTo(NUMBER);
        assertThat(current.getDouble("changeFailRate")).isEqualTo(1.0 / NUMBER);
        assertThat(current.getLong("recoveryTimeMedianMillis"))
                .isEqualTo(Duration.ofDays(1).toMillis());
        assertThat(month.getJSONObject("before").get("changeFailRate")).isEqualTo(JSONNull.getInstance());
    }

    @Test
    void weeks_are_drawn_from_what_the_table_below_says() throws Exception {
        HtmlPage page = page();

        HtmlElement charts = page.getFirstByXPath("//div[@class='gitops-charts']");
        JSONArray weeks = JSONArray.fromObject(charts.getAttribute("data-weeks"));
        assertThat(weeks.size()).as("whole weeks of 90 days").isEqualTo(12);
        assertThat(weeks.getJSONObject(11).getInt("deployments")
                        + weeks.getJSONObject(10).getInt("deployments"))
                .isEqualTo(NUMBER - 1);
        HtmlTable table = (HtmlTable) page.getElementsByTagName("table").get(1);
        assertThat(table.getRowCount()).isEqualTo(1 + 12);
        assertThat(table.getRow(12).getCell(1).getTextContent().strip())
                .isEqualTo(weeks.getJSONObject(11).getString("deployments"));
    }

    @Test
    void a_folders_page_has_a_row_for_each_with_links_to_the_deliveries_in_the_jobs_pages() throws Exception {
        branch.configure("**", "production", "staging");
        GitopsConfiguration.get().environment("production").orElseThrow().setProduction(true);
        branch.deliver("bank", "staging", "1", Optional.of(url(9)), "healthy");
        branch.deliver("another", "staging", "1");

        HtmlPage page = folderPage("bank in staging");

        HtmlTable table = page.getHtmlElementById("gitops-figures");
        assertThat(table.getRows())
                .extracting(row -> row.getCell(0).asNormalizedText())
                .as("never blended, and production first")
                .containsExactly("Delivered", "shop in production Production", "bank in staging");
        assertThat(table.getRow(1).getCell(6).asNormalizedText()).isEqualTo("16.7 %\nbefore n/a");
        HtmlPage list = page.getAnchorByText("16.7 %").click();
        assertThat(list.getUrl().getPath()).endsWith("/job/team/job/shop/gitops/");
        assertThat(((HtmlTable) list.getHtmlElementById("gitops-deliveries")).getRowCount())
                .isEqualTo(2);
        assertThat(jenkins.getJSON(folder.getUrl() + "gitops/api/json")
                        .getJSONObject()
                        .getJSONArray("deliveryFigures")
                        .getJSONObject(0)
                        .toString())
                .contains(
                        "\"application\":\"shop\"",
                        "\"production\":true",
                        "\"weeks\":[",
                        "\"changeFailRate\":0.16",
                        "team/shop");
    }

    @Test
    void a_folders_page_leaves_out_the_jobs_that_its_reader_may_not_read() throws Exception {
        folderPage("shop in production");
        FreeStyleProject other = folder.createProject(FreeStyleProject.class, "other");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader")
                .grant(Item.READ)
                .onItems(folder, other)
                .to("reader")
                .grant(Item.READ)
                .onItems(job)
                .to("other"));

        HtmlPage page = eventually("the records are read")
                .until(
                        () -> client().withBasicApiToken("reader").getPage(folder, "gitops/"),
                        each -> !each.asNormalizedText().contains("first time"));

        assertThat(page.asNormalizedText()).contains("Nothing was delivered").doesNotContain("shop");
    }

    @Test
    void are_gauges_that_are_ready_before_they_are_collected() throws Exception {
        deliveredByABuild("shop");
        folderPage("shop in production");

        ExtensionList.lookupSingleton(FigureGauges.class).doRun();

        eventually("the collector has them")
                .until(
                        FiguresPageTest::collected,
                        samples -> samples.contains(
                                "gitops_figure_change_fail_ratio " + "[shop, production, false, 30d] " + 1.0 / NUMBER));
    }

    @Test
    void a_person_with_the_permission_marks_a_delivery_on_its_page() throws Exception {
        BareRepository repository = branch.repository;
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "pusher", "", repository.username(), repository.password()));
        GitopsConfiguration.get().environment("production").orElseThrow().setCredentialsId("pusher");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        String id = ids.get(4).value();
        Samples.deliver(build, Samples.record("healthy", ids.get(4).requested(), json -> {
            Samples.target("shop", "production").accept(json);
            ((ObjectNode) json.get("forward")).put("id", id);
            ((ObjectNode) json.at("/request/remote"))
                    .put("url", repository.url())
                    .put("branch", "main");
        }));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("ann", "reader")
                .grant(GitopsPermissions.DEPLOY)
                .everywhere()
                .to("ann"));
        String tip = repository.git("rev-parse", "main");

        assertThat(mark("reader", build, id, "failed", "It broke")).isEqualTo(403);
        assertThat(mark("ann", build, id, "failed", "x".repeat(501))).isEqualTo(400);
        assertThat(mark("ann", build, id, "nonsense", "It broke")).isEqualTo(400);
        assertThat(mark("ann", build, ids.get(3).value(), "failed", "Another build's"))
                .isEqualTo(400);
        GitopsConfiguration.get().environment("production").orElseThrow().setAllowedGroups("ops");
        assertThat(mark("ann", build, id, "failed", "Others are named")).isEqualTo(400);
        branch.configure("other", "production");
        assertThat(mark("ann", build, id, "failed", "The job may not deliver there"))
                .isEqualTo(400);
        branch.configure("**", "production");
        GitopsConfiguration.get().environment("production").orElseThrow().setCredentialsId("pusher");
        GitopsConfiguration.get()
                .environment("production")
                .orElseThrow()
                .setRepository(new DeliveredBranch().repository.url());
        assertThat(mark("ann", build, id, "failed", "The environment is elsewhere, and so is its credential"))
                .isEqualTo(400);
        GitopsConfiguration.get().environment("production").orElseThrow().setRepository(repository.url());
        assertThat(repository.git("rev-parse", "main")).isEqualTo(tip);
        HtmlPage form = eventually("the branch was read")
                .until(() -> login("ann").getPage(build, "gitops/"), page -> !DeliveryBranches.get()
                        .past(job, Duration.ofDays(1))
                        .get(0)
                        .past()
                        .isEmpty());
        form.<HtmlElement>getFirstByXPath("//details[@class='gitops-mark']").setAttribute("open", "open");
        form.<HtmlInput>getElementByName("reason").setValue("<b>The till</b> was empty");
        HtmlPage marked =
                form.<HtmlElement>getFirstByXPath("//button[@value='failed']").click();

        assertThat(repository.git("log", "-1", "--format=%an%n%B", "main"))
                .startsWith("ann\nMark " + id + " of shop in production as failed\n\n<b>The till</b> was empty\n")
                .contains("Gitops-Mark: " + id + " failed");
        assertThat(marked.asNormalizedText())
                .contains("Marked: Failed later", "ann <ann@", "<b>The till</b> was empty");
        assertThat(login("reader").<HtmlPage>getPage(build, "gitops/").asNormalizedText())
                .contains("Marked: Failed later")
                .doesNotContain("Mark as hotfix");
        assertThat(mark("ann", build, id, "none", "It was the network")).isEqualTo(200);
        assertThat(login("ann").<HtmlPage>getPage(build, "gitops/").asNormalizedText())
                .doesNotContain("Marked:");
        User.getById("ann", true).setFullName("The Director");
        CommitSettings commits = new CommitSettings();
        commits.setAuthor("Robot <robot@example.com>");
        GitopsConfiguration.get().environment("production").orElseThrow().setCommits(commits);
        assertThat(mark("ann", build, id, "failed", "The till")).isEqualTo(200);
        assertThat(repository.git("log", "-1", "--format=%an%n%B", "main"))
                .startsWith("Robot\n")
                .contains("\nThe till (ann)\n");
        assertThat(exportedTo("ann", build.getUrl() + "gitops/api/json").has("marks"))
                .isTrue();
        assertThat(exportedTo("ann", job.getUrl() + "api/json?depth=1").toString())
                .as("of a list of builds no branch is looked up")
                .contains("\"deliveries\"")
                .doesNotContain("\"marks\"");
    }

    @Test
    void a_folders_page_has_what_its_jobs_deliver_and_not_what_others_deliver_to_the_same_environment()
            throws Exception {
        branch.deliver("bank", "production", "1");
        branch.deliver("till", "production", "1");
        deliveredByABuild("till");

        HtmlTable table = folderPage("till in production").getHtmlElementById("gitops-figures");

        assertThat(table.getRows())
                .extracting(row -> row.getCell(0).asNormalizedText())
                .containsExactly("Delivered", "shop in production", "till in production");
    }

    @Test
    void what_was_read_under_a_name_is_not_of_another_job_that_gets_it() throws Exception {
        branch.deliver("till", "production", "1");
        deliveredByABuild("till");
        folderPage("till in production");

        job.delete();
        folder.createProject(FreeStyleProject.class, "shop");

        assertThat(folderPage("shop in production").asNormalizedText()).doesNotContain("till");
    }

    @Test
    void a_branch_that_cannot_be_read_is_named_with_the_reason() throws Exception {
        branch.configure("**", "production");
        GitopsConfiguration.get().environment("production").orElseThrow().setBranch("nowhere");

        HtmlPage page = eventually("the folder's page names it")
                .until(() -> client().getPage(folder, "gitops/"), each -> each.asNormalizedText()
                        .contains("(nowhere) could not be asked"));

        assertThat(page.asNormalizedText()).doesNotContain("first time");
    }

    private String url(int build) {
        return jenkins.jenkins.getRootUrl() + "job/team/job/shop/" + build + "/";
    }

    private DeployRecord deliveredByABuild(String application) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        DeployRecord record = Samples.deliver(build, Samples.record("healthy", Instant.now(), json -> {
            Samples.target(application, "production").accept(json);
            ((ObjectNode) json.at("/request/remote"))
                    .put("url", branch.repository.url())
                    .put("branch", "main");
        }));
        new DeliveryEnds().ended(build, record);
        return record;
    }

    @Test
    void pages_say_when_a_branch_has_more_marks_than_are_read() throws Exception {
        String mark = "Gitops-Mark: " + ids.get(4) + " hotfix\n";
        for (int commits = 0; commits < 10; commits++) {
            branch.repository.commit("main", "Mark\n\n" + mark.repeat(1001), Map.of());
        }

        assertThat(page().asNormalizedText()).contains("more than 10,000 marks");
        assertThat(folderPage("shop in production").asNormalizedText()).contains("more than 10,000 marks");
    }

    @Test
    void are_the_same_after_all_builds_are_deleted_and_after_a_restart() throws Throwable {
        jenkins.buildAndAssertSuccess(job);
        page();
        String before = figures();

        job.getLastBuild().delete();
        String name = job.getFullName();
        GitopsConfiguration.get().save();
        jenkins.restart();
        job = jenkins.jenkins.getItemByFullName(name, FreeStyleProject.class);
        page();

        assertThat(job.getLastBuild()).isNull();
        assertThat(figures()).isEqualTo(before);
    }

    private static List<String> collected() {
        return ExtensionList.lookupSingleton(DeliveryCollector.class).collect().stream()
                .flatMap(family -> family.samples.stream())
                .map(sample -> sample.name + " " + sample.labelValues + " " + sample.value)
                .toList();
    }

    /** Without what depends on the moment. */
    private String figures() throws Exception {
        JSONObject current = exported()
                .getJSONObject(0)
                .getJSONArray("windows")
                .getJSONObject(0)
                .getJSONObject("current");
        current.remove("from");
        current.remove("to");
        assertThat(current.getInt("deliveries")).isEqualTo(NUMBER);
        return current.toString();
    }

    private int mark(String user, FreeStyleBuild build, String id, String kind, String reason) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), build.getUrl() + "gitops/mark"), HttpMethod.POST);
        request.setRequestParameters(List.of(
                new NameValuePair("delivery", id),
                new NameValuePair("kind", kind),
                new NameValuePair("reason", reason)));
        return client().withBasicApiToken(user)
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(request)
                .getWebResponse()
                .getStatusCode();
    }

    private static JSONObject exportedTo(String user, String path) throws Exception {
        return client().withBasicApiToken(user).getJSON(path).getJSONObject();
    }

    private static JenkinsRule.WebClient login(String user) throws Exception {
        return jenkins.createWebClient().login(user);
    }

    private HtmlPage folderPage(String row) throws Exception {
        return eventually("the folder's page has " + row)
                .until(
                        () -> client().getPage(folder, "gitops/"),
                        page -> page.asNormalizedText().contains(row)
                                && !page.asNormalizedText().contains("first time"));
    }

    @Test
    void an_address_that_names_no_number_lists_all() throws Exception {
        page();

        for (String query : List.of("figure=nonsense&days=30", "figure=change-fail-rate&days=31", "figure=%3Cb%3E")) {
            HtmlPage list = client().getPage(job, "gitops/?application=shop&environment=production&" + query);
            assertThat(((HtmlTable) list.getHtmlElementById("gitops-deliveries")).getRowCount())
                    .isEqualTo(NUMBER + 2);
        }
    }

    private HtmlPage page() throws Exception {
        return eventually("the page has the figures")
                .until(() -> client().getPage(job, "gitops/figures"), page -> page.asNormalizedText()
                        .contains("shop in production"));
    }

    private JSONArray exported() throws Exception {
        return jenkins.getJSON(job.getUrl() + "gitops/api/json").getJSONObject().getJSONArray("deliveryFigures");
    }

    private static JenkinsRule.WebClient client() {
        return jenkins.createWebClient().withJavaScriptEnabled(false);
    }

    private static String row(HtmlPage page, int number) {
        HtmlTable table = (HtmlTable) page.getElementsByTagName("table").get(0);
        return table.getRow(number).asNormalizedText().replace('\n', ' ').replace('\t', ' ');
    }
}
