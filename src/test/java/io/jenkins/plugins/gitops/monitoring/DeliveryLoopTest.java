package io.jenkins.plugins.gitops.monitoring;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import hudson.tasks.Mailer;
import io.jenkins.plugins.gitops.RealShop;
import io.jenkins.plugins.gitops.ShortLivedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.parts.Alertmanager;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.Prometheus;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.notifications.MailEntry;
import io.jenkins.plugins.gitops.notifications.WebhookEntry;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.JenkinsLocationConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * The whole loop, and nothing in it is a stand-in but the node: from Git through a Jenkins of its own, with its class loaders, to
 * the cluster, and by Prometheus and Alertmanager, with the files of examples/monitoring, and by mail back to who committed. Only
 * addresses and the times between two looks are others than in the example.
 */
class DeliveryLoopTest {

    private static final Path EXAMPLE = Path.of("examples/monitoring").toAbsolutePath();

    /** On its path {@code /alerts} for Alertmanager, on {@code /events} for Jenkins. */
    private final RecordingServer hook = new RecordingServer();

    private final GreenMail mail = new GreenMail(patient());

    @RegisterExtension
    private final RealJenkinsExtension jenkins = ShortLivedJenkins.create("-Dio.jenkins.plugins.gitops.notifications"
                    + ".localAddresses=" + hook.address().getAuthority())
            .extraEnv("COLLECTING_METRICS_PERIOD_IN_SECONDS", "2");

    @TempDir
    private Path folder;

    private RealShop shop;

    private static ServerSetup patient() {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(60_000);
        return setup;
    }

    @BeforeEach
    void start() throws Throwable {
        mail.start();
        shop = RealShop.create();
        jenkins.startJenkins();
        jenkins.runRemotely(
                DeliveryLoopTest::configure,
                shop,
                mail.getSmtp().getPort(),
                hook.address().resolve("/events").toString());
    }

    @AfterEach
    void stop() {
        mail.stop();
        hook.close();
    }

    @Test
    void who_broke_it_hears_of_it_and_an_alert_fires_until_the_next_good_delivery() throws Throwable {
        try (Alertmanager alertmanager = new Alertmanager(routes(), folder);
                Prometheus prometheus = new Prometheus(scrapes(alertmanager), folder)) {
            workOf("Bob", Map.of("v", "1"));
            assertThat(build()).endsWith("Finished: SUCCESS\n");
            eventually("the first delivery is scraped").until(() -> !prometheus
                    .query("gitops_last_outcome{outcome=\"healthy\"} == 1")
                    .isEmpty());
            assertThat(prometheus.firing()).isEmpty();
            workOf("Ada", Map.of("io.jenkins.gitops.stand-in", "crash"));

            assertThat(build()).contains("CrashLoopBackOff").endsWith("Finished: FAILURE\n");

            JsonNode alert = heard("firing").at("/alerts/0");
            assertThat(alert.at("/labels/alertname").asText()).isEqualTo("GitopsDeliveryFailed");
            assertThat(alert.at("/labels/application").asText()).isEqualTo("shop");
            assertThat(alert.at("/labels/environment").asText()).isEqualTo("staging");
            assertThat(alert.at("/annotations/commit").asText()).isEqualTo(shop.tip());
            String broken = alert.at("/annotations/build").asText();
            assertThat(broken).isEqualTo(jenkins.getUrl() + "job/shop/2/");
            assertThat(get(broken + "gitops/"))
                    .contains("CrashLoopBackOff", "Work of Ada")
                    .doesNotContain("Work of Bob");
            assertThat(prometheus.firing()).containsExactly("GitopsDeliveryFailed");
            theEndpointIsAsPromtoolLikesIt();

            workOf("Bob", Map.of("v", "2"));
            assertThat(build()).endsWith("Finished: SUCCESS\n");

            assertThat(heard("resolved").at("/alerts/0/labels/alertname").asText())
                    .isEqualTo("GitopsDeliveryFailed");
            assertThat(prometheus.firing()).isEmpty();
            assertThat(heardOfAlerts())
                    .as("told once that it fires, and once that it does not")
                    .hasSize(2);
            eventually("nothing is left to be told").untilAsserted(() -> {
                assertThat(told()).containsExactly("started", "healthy", "started", "failed", "started", "recovered");
                assertThat(prometheus.query("gitops_notifications_waiting == 0"))
                        .extracting(row -> row.at("/metric/receiver").asText())
                        .containsExactlyInAnyOrder("authors", "hook");
            });
            onlyAdaGotMail(broken);
        }
    }

    private void theEndpointIsAsPromtoolLikesIt() throws Exception {
        String metrics = get(jenkins.getUrl() + "prometheus/");
        assertThat(metrics)
                .contains("default_jenkins_up")
                .contains("gitops_deployments_total{application=\"shop\",environment=\"staging\",outcome=\"healthy\",}"
                        + " 1.0")
                .contains("gitops_deployments_total{application=\"shop\",environment=\"staging\",outcome=\"failed\",}"
                        + " 1.0")
                .contains("gitops_deployment_duration_seconds_bucket{")
                .contains("gitops_lead_time_seconds_count{")
                .contains("gitops_last_healthy_timestamp_seconds{")
                .contains("gitops_last_outcome{application=\"shop\",environment=\"staging\",outcome=\"failed\",} 1.0")
                .contains("gitops_last_rolled_back{application=\"shop\",environment=\"staging\",} 0.0")
                .contains("gitops_write_back_pushes_total{application=\"shop\",environment=\"staging\",} 2.0")
                .contains("gitops_notifications_lost_total{receiver=\"authors\",} 0.0")
                .contains("gitops_queue_deliveries 0.0");
        String ours =
                metrics.lines().filter(line -> line.contains("gitops_")).collect(Collectors.joining("\n", "", "\n"));
        assertThat(Prometheus.complaints(ours)).isEmpty();
    }

    private void onlyAdaGotMail(String broken) throws Exception {
        MimeMessage[] mails = mail.getReceivedMessages();
        assertThat(mails).hasSize(1);
        assertThat(mails[0].getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
        assertThat(mails[0].getSubject()).isEqualTo("[gitops] shop failed in staging");
        assertThat(mails[0].getContent().toString())
                .contains("CrashLoopBackOff", "Work of Ada", broken)
                .doesNotContain("Work of Bob");
    }

    /** In that Jenkins: what an administrator configures. */
    private static void configure(JenkinsRule rule, RealShop shop, Integer smtp, String events) throws Exception {
        RealShop.configure(rule, shop);
        GitopsConfiguration configuration = GitopsConfiguration.get();
        // Nothing goes back: what was rolled back is a warning, which the example sends to a team by mail.
        configuration.environment("staging").orElseThrow().setOnFailure(OnFailure.STOP);
        JenkinsLocationConfiguration.get().setAdminAddress("Jenkins <jenkins@example.org>");
        Mailer.descriptor().setSmtpHost("127.0.0.1");
        Mailer.descriptor().setSmtpPort(smtp.toString());
        MailEntry authors = new MailEntry("authors");
        authors.setEvents("failed, rolled-back");
        authors.setDomains("example.org");
        WebhookEntry hook = new WebhookEntry("hook");
        hook.setUrl(events);
        hook.setPlainHttp(true);
        configuration.setReceivers(List.of(authors, hook));
    }

    private void workOf(String name, Map<String, String> labels) {
        shop.commitOf(
                name + " <" + name.toLowerCase(Locale.ROOT) + "@example.org>",
                "Work of " + name,
                ImageRegistry.shared().push("shop", shop.tip(), labels));
    }

    private String build() throws Throwable {
        return jenkins.runRemotely(RealShop::build);
    }

    private JsonNode heard(String status) {
        return eventually("the webhook is told that it is " + status)
                .until(
                        () -> heardOfAlerts().stream()
                                .filter(message ->
                                        message.path("status").asText().equals(status))
                                .toList(),
                        messages -> !messages.isEmpty())
                .get(0);
    }

    private List<JsonNode> heardOfAlerts() {
        return heardAt("/alerts").toList();
    }

    private List<String> told() {
        return heardAt("/events").map(event -> event.at("/data/kind").asText()).toList();
    }

    private Stream<JsonNode> heardAt(String path) {
        return hook.requests().stream()
                .filter(request -> request.path().equals(path))
                .map(RecordingServer.Request::json);
    }

    private static String get(String address) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(address).isEqualTo(200);
        return answer.body();
    }

    private Path routes() throws IOException {
        return Files.writeString(
                folder.resolve("alertmanager.yml"),
                Files.readString(EXAMPLE.resolve("alertmanager.yml"))
                        .replace("on-call.example", hook.address().getAuthority())
                        .replaceAll("group_wait: \\w+", "group_wait: 0s")
                        .replaceAll("group_interval: \\w+", "group_interval: 1s"));
    }

    private Path scrapes(Alertmanager alertmanager) throws IOException {
        URL url = jenkins.getUrl();
        return Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(EXAMPLE.resolve("prometheus.yml"))
                        // No shorter: a scrape that takes longer fails, and the machine may be busy.
                        .replaceAll("interval: \\d+s", "interval: 3s")
                        .replace("rules/*.yml", EXAMPLE.resolve("rules/*.yml").toString())
                        .replace("127.0.0.1:9093", alertmanager.address().getAuthority())
                        .replace("metrics_path: /", "metrics_path: " + url.getPath())
                        .replace("jenkins.example:8080", url.getAuthority()));
    }
}
