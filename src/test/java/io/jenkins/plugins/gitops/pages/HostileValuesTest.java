package io.jenkins.plugins.gitops.pages;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Stored cross-site scripting: whatever people, pods and servers wrote is text. */
@WithSharedJenkins
class HostileValuesTest {

    private static final String HOSTILE = "<script>alert('hostile')</script>\"'><img src=x onerror=alert(1)>";

    private JenkinsRule jenkins;
    private FreeStyleBuild build;

    @BeforeEach
    void hostile_values_everywhere(JenkinsRule rule) throws Exception {
        jenkins = rule;
        build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("shop"));
        BuildFacts action = BuildFacts.of(build);
        action.add(new BuildResult(Samples.built().image(), Optional.empty(), HOSTILE, Duration.ofSeconds(1)));
        action.add(new TestReport(1, 1, 1, 0, List.of(HOSTILE)));
        action.add(NotDelivered.planned(Instant.now(), HOSTILE, HOSTILE, HOSTILE, HOSTILE));
        action.add(NotDelivered.refused(Instant.now(), HOSTILE, HOSTILE, HOSTILE));
        Samples.deliver(build, Samples.record("rolled-back", Instant.now(), HostileValuesTest::spoil));
        Path folder = build.getRootDir().toPath().resolve("gitops");
        DeployRecord named = Samples.deliver(build, Samples.record("healthy", Instant.now()));
        Path file = folder.resolve(named.id() + ".json");
        Files.writeString(file, Files.readString(file).replace("\"staging\"", "\"<script>alert(1)\""));
        Files.writeString(folder.resolve("<img src=x onerror=alert(2)>.json"), HOSTILE);
    }

    private static void spoil(ObjectNode json) {
        Samples.brought("\" onmouseover=\"alert(1)", HOSTILE, 0).accept(json);
        ((ObjectNode) json.get("ending"))
                .put(
                        "reason",
                        "Deployment shop/" + HOSTILE.replace(" ", "") + ": failed: " + HOSTILE + "\n  log: " + HOSTILE)
                .put("remedy", HOSTILE);
        ((ObjectNode) json.get("plan")).put("text", HOSTILE);
        ((ObjectNode) json.get("request")).put("manifests", HOSTILE);
        // A person's name cannot hold angle brackets; quotes it can.
        ((ObjectNode) json.at("/request/author")).put("name", "\" onmouseover=\"alert(1)");
        ((ObjectNode) json.at("/request/source")).put("repository", "javascript:alert(1)//" + HOSTILE);
        ((ObjectNode) ((ArrayNode) json.get("events")).get(0)).put("text", HOSTILE);
    }

    @Test
    void no_page_holds_a_tag_or_a_handler_that_somebody_wrote() throws Exception {
        for (String page : List.of("", "1/", "gitops/", "1/gitops/")) {
            HtmlPage html = jenkins.createWebClient()
                    .withJavaScriptEnabled(false)
                    .goTo(build.getParent().getUrl() + page);
            isHarmless(html, page);
            if (page.endsWith("gitops/")) {
                assertThat(html.asNormalizedText()).as(page).contains(HOSTILE);
            }
        }
    }

    private static void isHarmless(HtmlPage html, String page) {
        assertThat(html.getByXPath("//*[@onmouseover or @onerror]"
                        + " | //script[contains(., 'alert')]"
                        + " | //img[@src='x']"
                        + " | //a[starts-with(@href, 'javascript:')]"))
                .as(page)
                .isEmpty();
    }

    @Test
    void what_somebody_wrote_into_a_commit_is_text_too() throws Exception {
        DeliveredBranch branch = new DeliveredBranch();
        branch.configure("**", "staging");
        for (String url : List.of("javascript:alert(1)//", "https://x.example/\"><img src=x onerror=alert(1)>/7/")) {
            branch.deliver("shop", "staging", "1.0", Optional.of(url), HOSTILE);
        }
        branch.repository.git(
                "update-ref",
                "refs/heads/main",
                branch.repository
                        .git(
                                "-c",
                                "user.name=\" onmouseover=\"alert(1)",
                                "-c",
                                "user.email=x@example.com",
                                "commit-tree",
                                "-p",
                                "main",
                                "-m",
                                branch.repository.git("log", "-1", "--format=%B", "main"),
                                "main^{tree}")
                        .strip());
        String url = build.getParent().getUrl() + "gitops/";

        JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false);
        HtmlPage html = eventually("the page has the author's name")
                .until(() -> client.goTo(url), page -> page.asNormalizedText().contains("onmouseover=\"alert(1)"));

        isHarmless(html, url);
    }

    /** A tag or a branch can be called so. */
    @Test
    void what_turns_text_round_is_a_blank_where_nothing_was_delivered() {
        String name = "v1\u202emain\u009b31m";
        NotDelivered planned = NotDelivered.planned(Instant.now(), name, name, name + " is a tag", name);
        for (NotDelivered each :
                List.of(planned, planned.refused(name), NotDelivered.refused(Instant.now(), name, name, name))) {
            assertThat(each.toString()).contains("v1 main 31m").doesNotContain("\u202e", "\u009b");
            assertThat(new NotDeliveredView(each).getReason()).startsWith("v1 main 31m");
        }
    }

    @Test
    void a_record_with_a_name_that_is_none_is_not_read() throws Exception {
        assertThat(jenkins.createWebClient().getPage(build, "gitops/").asNormalizedText())
                .contains("cannot be the name of an environment");
    }
}
