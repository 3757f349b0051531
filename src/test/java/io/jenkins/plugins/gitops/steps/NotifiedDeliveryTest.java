package io.jenkins.plugins.gitops.steps;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import hudson.model.Result;
import hudson.tasks.Mailer;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.drift.DriftWatcher;
import io.jenkins.plugins.gitops.engine.metrics.MetricSample;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import io.jenkins.plugins.gitops.monitoring.DeliveryTally;
import io.jenkins.plugins.gitops.notifications.BuildNotices;
import io.jenkins.plugins.gitops.notifications.MailEntry;
import io.jenkins.plugins.gitops.notifications.ReceiverOutbox;
import io.jenkins.plugins.gitops.notifications.WebhookEntry;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.JenkinsLocationConfiguration;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Who hears of what Jenkins delivers, by a real SMTP server and webhooks. */
@WithSharedJenkins
class NotifiedDeliveryTest {

    private static final String LOCAL = "io.jenkins.plugins.gitops.notifications.localAddresses";

    private final RecordingServer hook = new RecordingServer();
    private final GreenMail mail = new GreenMail(patient());
    private final Shop shop = new Shop(Shop.JENKINSFILE);
    private JenkinsRule jenkins;
    private WorkflowJob job;
    private int works;

    private static ServerSetup patient() {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(60_000);
        return setup;
    }

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        mail.start();
        System.setProperty(LOCAL, hook.address().getAuthority());
        Mailer.descriptor().setSmtpHost("127.0.0.1");
        Mailer.descriptor().setSmtpPort(Integer.toString(mail.getSmtp().getPort()));
        Mailer.descriptor().setReplyToAddress("team@example.org");
        JenkinsLocationConfiguration.get().setAdminAddress("Jenkins <jenkins@example.org>");
        shop.configure();
        job = shop.job(jenkins);
    }

    @AfterEach
    void stop() {
        GitopsConfiguration.get().setReceivers(List.of());
        Mailer.descriptor().setSmtpHost(null);
        Mailer.descriptor().setSmtpPort(null);
        Mailer.descriptor().setReplyToAddress(null);
        JenkinsLocationConfiguration.get().setAdminAddress(null);
        System.clearProperty(LOCAL);
        mail.stop();
        hook.close();
    }

    @Test
    void who_broke_it_hears_of_it_and_who_is_not_concerned_does_not() throws Exception {
        MailEntry authors = new MailEntry("authors");
        authors.setDomains("example.org");
        WebhookEntry elsewhere = webhook("elsewhere");
        elsewhere.setJobs("team/**");
        WebhookEntry without = webhook("without-secret");
        without.setCredentialsId("comes-later");
        without.setEvents("rolled-back");
        receivers(authors, webhook("hook"), elsewhere, without);
        workOf("Bob", Shop.DOCKERFILE);
        jenkins.buildAndAssertSuccess(job);
        told("started", "healthy");
        assertThat(mail.getReceivedMessages()).as("nothing is wrong").isEmpty();
        workOf("Ada", Shop.DOCKERFILE.replace("MODE=", "MODE=crash"));

        WorkflowRun broken = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        told("started", "healthy", "started", "rolled-back");
        assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();
        MimeMessage[] mails = mail.getReceivedMessages();
        assertThat(mails).hasSize(1);
        assertThat(mails[0].getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
        assertThat(mails[0].getFrom()).extracting(Object::toString).containsExactly("Jenkins <jenkins@example.org>");
        assertThat(mails[0].getReplyTo()).extracting(Object::toString).containsExactly("team@example.org");
        assertThat(mails[0].getSubject()).isEqualTo("[gitops] shop failed in staging and was rolled back");
        JsonNode data = hook.last().json().path("data");
        assertThat(mails[0].getMessageID()).isEqualTo("<" + data.path("id").asText() + "@gitops>");
        assertThat(mails[0].getContent().toString())
                .contains("CrashLoopBackOff", "Work of Ada", jenkins.getURL() + broken.getUrl())
                .doesNotContain("Work of Bob");
        assertThat(data.at("/commits")).hasSize(1);
        String page = data.at("/delivery/page").asText();
        assertThat(jenkins.createWebClient()
                        .goTo(page.substring(jenkins.getURL().toString().length()))
                        .getElementById(page.substring(page.indexOf('#') + 1)))
                .as("the place of the delivery on the build's page")
                .isNotNull();

        assertThat(samples())
                .contains("gitops_notifications_waiting without-secret 1", "gitops_notifications_lost_total hook 0");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.SYSTEM, "comes-later", "", Secret.fromString("s3cr3t-key")));
        eventually("who lacked a credential is told")
                .until(() -> hook.requests().stream().anyMatch(request -> request.header("webhook-signature") != null));
        told("started", "healthy", "started", "rolled-back", "rolled-back");

        workOf("Ada", Shop.DOCKERFILE);
        jenkins.buildAndAssertSuccess(job);
        told("started", "healthy", "started", "rolled-back", "rolled-back", "started", "recovered");
    }

    @Test
    void drift_is_told_to_who_is_told_of_the_job_and_an_end_that_a_kill_left_is_told_after_the_start()
            throws Exception {
        receivers(webhook("hook"));
        Shop.staging().setDriftMinutes(1440);
        jenkins.buildAndAssertSuccess(job);
        told("started", "healthy");
        ControlPlane.shared()
                .kubectl(shop.namespace, "set", "image", "deployment/shop", "shop=example/other:1")
                .succeeded();

        DriftWatcher.get().lookNow(job, Set.of("staging")).get();

        told("started", "healthy", "drift");
        assertThat(hook.last().json().at("/data/failure/reason").asText()).contains("Deployment");

        // As a controller that is killed after the outcome leaves it: what is to be told, and no queue yet.
        Path kept = jenkins.jenkins.getRootDir().toPath().resolve("gitops/notifications");
        Path left =
                endedOf(hook.requests().get(0).json().at("/data/delivery/id").asText(), kept);
        GitopsConfiguration.get().setReceivers(List.of());
        deleteFiles(kept.resolve("outbox/hook"));
        receivers(webhook("hook"));
        BuildNotices.onStart();
        told("started", "healthy", "drift", "healthy");
        eventually("nothing is left").until(() -> !Files.exists(left));
        BuildNotices.onStart();
        ReceiverOutbox.onStart();
        told("started", "healthy", "drift", "healthy");
    }

    /** The file that {@code BuildNotices} writes first, of a record that is there. */
    private Path endedOf(String id, Path kept) throws Exception {
        String record = Files.readString(
                job.getLastBuild().getRootDir().toPath().resolve("gitops").resolve(id + ".json"));
        Path file = kept.resolve("ended").resolve(id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"build\":\"shop#1\",\"job\":\"shop\",\"record\":" + record + "}");
        return file;
    }

    private static void deleteFiles(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> samples() {
        return DeliveryTally.notifications().stream()
                .flatMap(family -> family.samples().stream())
                .map(NotifiedDeliveryTest::text)
                .toList();
    }

    private static String text(MetricSample sample) {
        return sample.name() + " " + String.join(" ", sample.labelValues()) + " " + (long) sample.value();
    }

    private void told(String... kinds) {
        eventually("the webhook is told").untilAsserted(() -> assertThat(hook.requests())
                .extracting(request -> request.json().at("/data/kind").asText())
                .containsExactly(kinds));
    }

    private WebhookEntry webhook(String name) {
        WebhookEntry entry = new WebhookEntry(name);
        entry.setUrl(hook.address().toString());
        entry.setPlainHttp(true);
        return entry;
    }

    private static void receivers(ReceiverEntry... entries) {
        GitopsConfiguration.get().setReceivers(List.of(entries));
    }

    private void workOf(String name, String dockerfile) {
        works++;
        shop.repository.commitOf(
                name + " <" + name.toLowerCase(Locale.ROOT) + "@example.org>",
                "main",
                "Work of " + name,
                Map.of("Dockerfile", dockerfile, "content", "work " + works + "\n"));
    }
}
