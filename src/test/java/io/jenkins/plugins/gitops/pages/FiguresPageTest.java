package io.jenkins.plugins.gitops.pages;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.sf.json.JSONArray;
import net.sf.json.JSONNull;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The page of delivery figures, with what the branch on a real Git server tells. */
@WithSharedJenkins
class FiguresPageTest {

    private static final int NUMBER = 6;

    private static JenkinsRule jenkins;

    private final Random random = new Random(3);
    private final List<DeployId> ids = new ArrayList<>();
    private FreeStyleProject job;
    private DeliveredBranch branch;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    /** One a day, each an hour after its commit; the third failed. Of a seventh nobody knows how it ended. */
    @BeforeEach
    void deliveries() throws Exception {
        job = jenkins.createFreeStyleProject();
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
                            + "Gitops-Environment: production\nGitops-Manifests: k8s\nGitops-Source: "
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
