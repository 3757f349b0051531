package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.drift.DriftListener;
import io.jenkins.plugins.gitops.drift.DriftWatcher;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Drift of an environment that Jenkins looks at. */
@WithSharedJenkins
class WatchedDriftTest {

    private final Shop shop = new Shop("");
    private final Told told = new Told();

    @AfterEach
    void stopListening() {
        ExtensionList.lookup(DriftListener.class).remove(told);
    }

    @Test
    void drift_is_on_the_jobs_page_with_who_and_since_and_is_put_back_where_that_is_wanted(JenkinsRule jenkins)
            throws Exception {
        ExtensionList.lookup(DriftListener.class).add(told);
        shop.configure();
        WorkflowJob job = shop.jobWithoutCheckout(jenkins);
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        job.setDefinition(new CpsFlowDefinition(
                "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']", true));
        Shop.staging().setDriftMinutes(1440);
        jenkins.buildAndAssertSuccess(job);
        ControlPlane.shared()
                .kubectl(
                        shop.namespace,
                        "set",
                        "image",
                        "deployment/shop",
                        "shop=example/other:1",
                        "--field-manager=somebody")
                .succeeded();

        DriftWatcher.get().lookNow(job, Set.of("staging")).get();

        assertThat(told.lines).containsExactly("APPEARED spec.template.spec.containers[shop].image");
        assertThat(DriftWatcher.get().facts())
                .extracting(fact -> fact.application() + " " + fact.environment() + " " + fact.objects())
                .containsExactly("shop staging {changed=1, left_over=0, missing=0}");
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            String page = client.getPage(job).asNormalizedText();
            assertThat(page)
                    .contains("Drift of shop in staging", "spec.template.spec.containers[shop].image")
                    .contains("\"example/other:1\"", "somebody");
            assertThat(client.goTo(job.getUrl() + "gitops/api/json?depth=4", "application/json")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("\"manager\":\"somebody\"");
        }

        Shop.staging().setDriftIgnore("apps/Deployment:/spec/template/spec/containers/*/image");
        DriftWatcher.get().lookNow(job, Set.of("staging")).get();
        assertThat(told.lines).last().asString().startsWith("GONE");
        Shop.staging().setDriftIgnore(null);
        Shop.staging().setSelfHeal(true);
        DriftWatcher.get().lookNow(job, Set.of("staging")).get();

        assertThat(shop.running()).isEqualTo(image.withoutTag().toString());
        assertThat(told.lines).endsWith("put back HEALTHY", "GONE spec.template.spec.containers[shop].image");

        Shop.staging().setNamespace("elsewhere");
        DriftWatcher.get().lookNow(job, Set.of("staging")).get();
        assertThat(DriftWatcher.get()
                        .of(job, "shop", "staging")
                        .orElseThrow()
                        .trouble()
                        .orElseThrow())
                .contains("does not allow any more what was delivered: to the namespaces " + shop.namespace);
    }

    @Test
    void who_may_deliver_has_the_job_looked_at_also_where_nobody_watches_and_nothing_is_put_back(JenkinsRule jenkins)
            throws Exception {
        ExtensionList.lookup(DriftListener.class).add(told);
        shop.configure();
        WorkflowJob job = shop.jobWithoutCheckout(jenkins);
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        job.setDefinition(new CpsFlowDefinition(
                "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']", true));
        Shop.staging().setSelfHeal(true);
        jenkins.buildAndAssertSuccess(job);
        ControlPlane.shared()
                .kubectl(shop.namespace, "set", "image", "deployment/shop", "shop=example/other:1")
                .succeeded();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader", "ann")
                .grant(GitopsPermissions.DEPLOY)
                .everywhere()
                .to("ann"));

        assertThat(look(jenkins, "reader", HttpMethod.POST)).isEqualTo(403);
        assertThat(look(jenkins, "ann", HttpMethod.GET)).isIn(404, 405);
        Shop.staging().setAllowedUsers("carol");
        assertThat(look(jenkins, "ann", HttpMethod.POST)).as("others are named").isEqualTo(400);
        assertThat(jenkins.createWebClient().login("ann").getPage(job).asXml()).doesNotContain("lookForDrift");
        Shop.staging().setAllowedUsers(null);
        assertThat(DriftWatcher.get().isAsked(job)).isFalse();
        try (JenkinsRule.WebClient reader = jenkins.createWebClient().login("reader");
                JenkinsRule.WebClient ann = jenkins.createWebClient().login("ann")) {
            assertThat(reader.getPage(job).asXml()).doesNotContain("lookForDrift");
            HtmlPage page = ann.getPage(job);
            page.<HtmlElement>getFirstByXPath("//form[@name='gitops-look']//button")
                    .click();
            page = eventually("it was looked at").until(() -> ann.getPage(job), seen -> seen.asNormalizedText()
                    .contains("Drift of shop in staging"));
            assertThat(page.asNormalizedText())
                    .contains("spec.template.spec.containers[shop].image", "1 difference, seen at");
            assertThat(told.lines).as("nobody would tell them its end").isEmpty();
            assertThat(DriftWatcher.get().facts()).isEmpty();

            Shop.staging().setNamespace("elsewhere");
            DriftWatcher.get().lookNow(job, Set.of("staging")).get();
            page = ann.getPage(job);
            assertThat(page.asNormalizedText()).contains("does not allow any more what was delivered");
            assertThat(page.getFormByName("gitops-look")).as("to look again").isNotNull();
        }
    }

    private static int look(JenkinsRule jenkins, String user, HttpMethod method) throws Exception {
        return jenkins.createWebClient()
                .withBasicApiToken(user)
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(new WebRequest(new URL(jenkins.getURL(), "job/shop/gitops/lookForDrift"), method))
                .getWebResponse()
                .getStatusCode();
    }

    /** What a listener is told. */
    private static final class Told implements DriftListener {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void changed(Job<?, ?> job, DriftReport report, DriftChange change) {
            lines.add(change.kind() + " " + change.drift().path());
        }

        @Override
        public void putBack(Job<?, ?> job, DeliveryTarget target, HealRecord heal, DeliveryEnding ending) {
            lines.add("put back " + ending.outcome());
        }
    }
}
