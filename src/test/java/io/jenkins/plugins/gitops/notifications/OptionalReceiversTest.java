package io.jenkins.plugins.gitops.notifications;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.plugins.emailext.ExtendedEmailPublisherDescriptor;
import hudson.plugins.emailext.MailAccount;
import hudson.security.AuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import hudson.security.SecurityRealm;
import hudson.tasks.Mailer;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.engine.notification.receiver.Mail;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.pages.Samples;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Receivers by plugins that may be absent: checks-api, with a publisher of the test's own, and email-ext, with a real server. */
@WithSharedJenkins
class OptionalReceiversTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Publisher publisher = new Publisher();

    @AfterEach
    void stop() {
        GitopsConfiguration.get().setReceivers(List.of());
        ExtensionList.lookup(ChecksPublisherFactory.class).remove(publisher);
    }

    /** A publisher for the builds of all jobs but one, as that of a Git host would be. */
    private static final class Publisher extends ChecksPublisherFactory {

        private final List<ChecksDetails> published = new CopyOnWriteArrayList<>();

        @Override
        protected Optional<ChecksPublisher> createPublisher(Run<?, ?> run, TaskListener listener) {
            return run.getParent().getName().equals("elsewhere")
                    ? Optional.empty()
                    : Optional.of(new ChecksPublisher() {
                        @Override
                        public void publish(ChecksDetails details) {
                            published.add(details);
                        }
                    });
        }

        private ChecksDetails last(int number) {
            eventually("check " + number).until(() -> published.size() == number);
            return published.get(number - 1);
        }
    }

    private static DeployRecord record(String name, String build) {
        return Samples.record(name, NOW, json -> ((ObjectNode) json.get("request"))
                .putObject("build")
                .put("url", build));
    }

    @Test
    void the_commit_that_was_built_gets_a_check_that_follows_its_delivery(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("a shop"));
        ExtensionList.lookup(ChecksPublisherFactory.class).add(publisher);
        GitopsConfiguration.get().setReceivers(List.of(new ChecksEntry("checks")));
        String url = jenkins.getURL() + build.getUrl();
        DeployRecord failed = record("rolled-back", url);
        SinceHealthy since = new SinceHealthy(
                true,
                BroughtCommits.of(
                        List.of(new DeliveredCommit(
                                new Revision("77b8dc974a".repeat(4)),
                                new GitIdentity("Ada", "ada@example.org"),
                                NOW,
                                "Work ``` of Ada")),
                        false,
                        false));

        PendingApproval asked =
                new PendingApproval("approval-1", "Now?", url + "input/", url, Optional.empty(), NOW, Optional.empty());
        ExtensionList.lookupSingleton(ApprovalNotices.class)
                .changed(build.getParent(), new DeliveryTarget("shop", "staging"), asked);
        assertThat(publisher.last(1).getStatus()).isEqualTo(ChecksStatus.QUEUED);
        assertThat(publisher.last(1).getDetailsURL()).contains(url + "input/");
        ReceiverOutbox.get().put(DeliveryEvents.started(failed), "a shop");
        assertThat(publisher.last(2).getStatus()).isEqualTo(ChecksStatus.IN_PROGRESS);
        ReceiverOutbox.get().put(DeliveryEvents.ended(failed, since).on(url + "gitops/#1"), "a shop");

        ChecksDetails details = publisher.last(3);
        assertThat(publisher.published)
                .extracting(each -> each.getName().orElseThrow())
                .containsOnly("gitops / staging / shop");
        assertThat(details.getStatus()).isEqualTo(ChecksStatus.COMPLETED);
        assertThat(details.getConclusion()).isEqualTo(ChecksConclusion.FAILURE);
        assertThat(details.getDetailsURL()).contains(url + "gitops/#1");
        assertThat(details.getOutput().orElseThrow().getTitle()).contains("shop failed in staging and was rolled back");
        assertThat(details.getOutput().orElseThrow().getSummary().orElseThrow())
                .contains(failed.ending()
                        .orElseThrow()
                        .reason()
                        .lines()
                        .findFirst()
                        .orElseThrow())
                .contains("What to do now:", "release the hold", "Ada: Work ''' of Ada");
    }

    @Test
    void a_check_says_how_each_end_is_meant(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("shop"));
        FreeStyleBuild elsewhere = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("elsewhere"));
        ExtensionList.lookup(ChecksPublisherFactory.class).add(publisher);

        assertThat(send(record("healthy", jenkins.getURL() + build.getUrl()))).isEqualTo(SendResult.SENT);
        assertThat(publisher.last(1).getConclusion()).isEqualTo(ChecksConclusion.SUCCESS);
        assertThat(send(record("healthy", jenkins.getURL() + elsewhere.getUrl())))
                .isInstanceOf(SendResult.Skipped.class);
        assertThat(new ChecksReceiver(MessageLanguage.ENGLISH)
                        .send(new Notification(approved(jenkins.getURL() + build.getUrl()), false), null))
                .as("an approval that is seen after its delivery has ended")
                .isInstanceOf(SendResult.Skipped.class);
        assertThat(send(record("healthy", jenkins.getURL() + "job/shop/7/"))).isInstanceOf(SendResult.Skipped.class);
        assertThat(send(record("healthy", "https://ci.example/job/shop/1/"))).isInstanceOf(SendResult.Skipped.class);
        assertThat(publisher.published).hasSize(1);
    }

    private static NotificationEvent approved(String build) {
        PendingApproval.Answer answer = new PendingApproval.Answer(true, Optional.of("ada"), NOW);
        return NotificationEvent.of(
                new DeliveryTarget("shop", "staging"),
                new PendingApproval(
                        "approval-1", "Now?", build + "input/", build, Optional.empty(), NOW, Optional.of(answer)));
    }

    private static SendResult send(DeployRecord record) {
        return new ChecksReceiver(MessageLanguage.ENGLISH)
                .send(new Notification(DeliveryEvents.ended(record, SinceHealthy.UNKNOWN), false), null);
    }

    @Test
    void the_form_keeps_the_receiver_of_checks(JenkinsRule jenkins) throws Exception {
        ChecksEntry entry = new ChecksEntry("checks");
        entry.setEnvironments("production");
        GitopsConfiguration.get().setReceivers(List.of(entry));

        jenkins.configRoundtrip();

        assertThat(GitopsConfiguration.get().getReceivers())
                .singleElement()
                .isInstanceOfSatisfying(ChecksEntry.class, kept -> assertThat(kept.getEnvironments())
                        .isEqualTo("production"));
    }

    @Test
    void mail_is_sent_by_the_settings_of_email_ext_to_whom_they_allow(JenkinsRule jenkins) throws Exception {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(60_000);
        GreenMail server = new GreenMail(setup);
        server.start();
        server.setUser("gitops@example.org", "gitops", "hunter2hunter2");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "smtp", "", "gitops", "hunter2hunter2"));
        ExtendedEmailPublisherDescriptor settings =
                jenkins.jenkins.getDescriptorByType(ExtendedEmailPublisherDescriptor.class);
        MailAccount before = settings.getMailAccount();
        MailAccount account = new MailAccount();
        account.setSmtpHost("127.0.0.1");
        account.setSmtpPort("" + server.getSmtp().getPort());
        account.setCredentialsId("smtp");
        JenkinsLocationConfiguration.get().setAdminAddress("Jenkins <jenkins@example.org>");
        try {
            settings.setMailAccount(account);
            settings.setAllowedDomains("@example.org");
            settings.setExcludedCommitters("bot@example.org");
            settings.setDefaultReplyTo("team@example.org");
            settings.setListId("<gitops.example.org>");
            List<String> all = List.of("ada@example.org", "bot@example.org", "eve@example.com");

            assertThat(send(all)).isEqualTo(SendResult.SENT);
            assertThat(send(List.of("bot@example.org"))).isInstanceOf(SendResult.Skipped.class);
            settings.setEmergencyReroute("admin@example.org");
            assertThat(send(all)).isEqualTo(SendResult.SENT);

            MimeMessage[] got = server.getReceivedMessages();
            assertThat(got).hasSize(2);
            assertThat(got[0].getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
            assertThat(got[0].getFrom()).extracting(Object::toString).containsExactly("Jenkins <jenkins@example.org>");
            assertThat(got[0].getReplyTo()).extracting(Object::toString).containsExactly("team@example.org");
            assertThat(got[0].getHeader("List-ID")).containsExactly("<gitops.example.org>");
            assertThat(got[0].getContent().toString()).contains("${SCRIPT, script=\"x\"}");
            assertThat(got[1].getAllRecipients()).extracting(Object::toString).containsExactly("admin@example.org");

            account.setCredentialsId("gone");
            assertThat(send(all)).isInstanceOfSatisfying(SendResult.Later.class, later -> assertThat(later.why())
                    .contains("'gone'"));
        } finally {
            settings.setMailAccount(before);
            settings.setAllowedDomains(null);
            settings.setExcludedCommitters(null);
            settings.setDefaultReplyTo(null);
            settings.setListId(null);
            settings.setEmergencyReroute(null);
            JenkinsLocationConfiguration.get().setAdminAddress(null);
            server.stop();
        }
    }

    @Test
    void mail_that_a_server_takes_for_nobody_is_given_up_and_what_it_may_take_later_is_not(JenkinsRule jenkins)
            throws Exception {
        try (LoopbackServer server = new LoopbackServer("smtp", OptionalReceiversTest::serve)) {
            Mailer.descriptor().setSmtpHost("127.0.0.1");
            Mailer.descriptor().setSmtpPort(Integer.toString(server.port()));
            JenkinsLocationConfiguration.get().setAdminAddress("jenkins@example.org");

            assertThat(send(List.of("gone@example.org")))
                    .isInstanceOfSatisfying(SendResult.Refused.class, refused -> assertThat(refused.why())
                            .contains("550 no such mailbox"));
            assertThat(send(List.of("gone@example.org", "greylisted@example.org")))
                    .isInstanceOf(SendResult.Later.class);
            assertThat(send(List.of("greylisted@example.org"))).isInstanceOf(SendResult.Later.class);
            assertThat(send(List.of("gone@example.org", "spam@example.org"))).isInstanceOf(SendResult.Refused.class);
            assertThat(send(List.of("gone@example.org", "ada@example.org"))).isEqualTo(SendResult.SENT);
        } finally {
            Mailer.descriptor().setSmtpHost(null);
            Mailer.descriptor().setSmtpPort(null);
            JenkinsLocationConfiguration.get().setAdminAddress(null);
        }
    }

    /** A mail server that answers by the name of the mailbox. */
    private static void serve(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        String answer = "220 here";
        boolean spam = false;
        boolean text = false;
        do {
            out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (text && line != null && !line.equals(".")) {
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
            spam |= line.contains("<spam@");
            answer = text
                    ? spam ? "554 no spam here" : "250 taken"
                    : line.contains("TO:<gone@")
                            ? "550 no such mailbox"
                            : line.contains("TO:<grey")
                                    ? "450 come again"
                                    : line.equals("DATA") ? "354 go on" : "250 ok";
            text = answer.startsWith("354");
        } while (true);
    }

    @Test
    void without_domains_only_authors_get_mail_who_may_read_the_job(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("read-by-ada");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        SecurityRealm realm = jenkins.jenkins.getSecurityRealm();
        AuthorizationStrategy strategy = jenkins.jenkins.getAuthorizationStrategy();
        try {
            HudsonPrivateSecurityRealm accounts = new HudsonPrivateSecurityRealm(false, false, null);
            jenkins.jenkins.setSecurityRealm(accounts);
            jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ)
                    .everywhere()
                    .toEveryone()
                    .grant(Item.READ)
                    .onItems(job)
                    .to("ada", "made-of-a-commit"));
            for (String name : List.of("ada", "bob")) {
                accounts.createAccount(name, "a long password")
                        .addProperty(new Mailer.UserProperty(name + "@Example.org"));
            }
            User.getById("made-of-a-commit", true).addProperty(new Mailer.UserProperty("eve@example.com"));

            Predicate<String> known = new KnownAuthors()
                    .mayHearOf(DeliveryEvents.started(record("healthy", jenkins.getURL() + build.getUrl())));
            assertThat(Stream.of("ada@example.org", "bob@example.org", "eve@example.com", "dan@example.org")
                            .filter(known))
                    .containsExactly("ada@example.org");
            assertThat(new KnownAuthors()
                            .mayHearOf(DeliveryEvents.started(record("healthy", "https://ci.example/job/x/1/")))
                            .test("ada@example.org"))
                    .isFalse();
        } finally {
            jenkins.jenkins.setSecurityRealm(realm);
            jenkins.jenkins.setAuthorizationStrategy(strategy);
        }
    }

    private static SendResult send(List<String> to) {
        return new MailerSender()
                .send(new Mail(
                        "<1@gitops>",
                        "<1@gitops>",
                        MailSettings.get().from(),
                        to,
                        "[gitops] A test",
                        "${SCRIPT, script=\"x\"}"));
    }
}
