package io.jenkins.plugins.gitops.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.gitops.Document;
import io.jenkins.plugins.gitops.SpokenLanguage;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.GitHost;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The receivers of Manage Jenkins > System. Addresses are numbers, so that no name has to be resolved. */
@WithSharedJenkins
class ReceiverFormTest {

    private static final String LOCAL = "io.jenkins.plugins.gitops.notifications.localAddresses";
    private static final String ANYWHERE = "https://192.0.2.10/gitops";

    private JenkinsRule r;
    private GitopsConfiguration configuration;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        configuration = GitopsConfiguration.get();
        secret("token", "s3cr3t-token");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "user", "", "jenkins", "s3cr3t"));
    }

    @AfterEach
    void forbid() {
        System.clearProperty(LOCAL);
    }

    @Test
    void each_kind_survives_the_form_and_no_secret_is_in_it() throws Exception {
        secret("address", "https://192.0.2.10/hook?key=s3cr3t");
        WebhookEntry open = told(webhook("open", ANYWHERE));
        open.setCredentialsId("token");
        WebhookEntry hidden = new WebhookEntry("hidden");
        hidden.setUrlCredentialsId("address");
        hidden.setPlainHttp(true);
        SlackEntry slack = told(new SlackEntry("slack"));
        slack.setChannel("#shop");
        slack.setCredentialsId("token");
        slack.setUrl("https://192.0.2.10/api/");
        TeamsEntry teams = told(new TeamsEntry("teams"));
        teams.setUrlCredentialsId("address");
        AlertmanagerEntry alerts = told(new AlertmanagerEntry("alerts"));
        alerts.setUrl("http://192.0.2.10:9093/");
        alerts.setPlainHttp(true);
        alerts.setCredentialsId("user");
        alerts.setLabels("team=shop");
        alerts.setFiringHours(24);
        CommitStatusEntry status = told(new CommitStatusEntry("status"));
        status.setHost(GitHost.GITEA);
        status.setUrl("https://192.0.2.10/api/v1/");
        status.setCredentialsId("token");
        status.setRepositories("team/**");
        MailEntry mail = told(new MailEntry("mail"));
        mail.setAuthors(false);
        mail.setDomains("example.org");
        mail.setTo("ops@example.org, dev@example.org");
        List<ReceiverEntry> all = List.of(open, hidden, slack, teams, alerts, status, mail);
        configuration.setReceivers(all);

        r.configRoundtrip();

        assertThat(configuration.getReceivers())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(all);
        assertThat(page().asXml()).doesNotContain("s3cr3t");
        assertThat(Files.readString(r.jenkins
                        .getRootDir()
                        .toPath()
                        .resolve("io.jenkins.plugins.gitops.environments.GitopsConfiguration.xml")))
                .contains("address")
                .doesNotContain("s3cr3t");
    }

    @Test
    void what_cannot_be_used_is_refused_with_the_reason_and_nothing_is_saved() {
        Map.<ReceiverEntry, String>of(
                        webhook("hook", "http://127.0.0.1:9093/"), "without TLS",
                        webhook("hook", "https://127.0.0.1:9093/"), "leads to this machine itself",
                        webhook("hook", "https://[::1]/"), "leads to this machine itself",
                        webhook("hook", "https://169.254.169.254/latest"), "link-local",
                        webhook("hook", "file:///etc/passwd"), "none of HTTP",
                        webhook("hook", "https://user:s3cr3t@192.0.2.10/"), "holds a user",
                        webhook("hook", ANYWHERE + "?key=s3cr3t"), "Whoever knows an address with a query",
                        webhook("hook", ANYWHERE + "/T0123/s3cr3t-Zq81kfWm20xYt"), "seems to be a secret",
                        webhook("Not good", ANYWHERE), "lower-case letters")
                .forEach(this::refused);
        refused(webhook("hook", null), "none of HTTP");
        refused(with(webhook("hook", ANYWHERE), entry -> entry.setEvents("failed, burned")), "no event \"burned\"");
        refused(with(webhook("hook", ANYWHERE), entry -> entry.setLanguage("fr")), "en, zh");
        refused(with(new SlackEntry("slack"), entry -> entry.setCredentialsId("token")), "Write the channel");
        refused(new TeamsEntry("teams"), "Choose the credential");
        refused(with(new CommitStatusEntry("status"), entry -> entry.setHost(GitHost.GITLAB)), "address of the API");
        refused(with(new MailEntry("mail"), entry -> entry.setTo("a@b@c")), "no mail address");
        refused(with(new MailEntry("mail"), entry -> entry.setAuthors(false)), "nobody gets a mail");
        refused(with(alertmanager(), entry -> entry.setLabels("no-name=x")), "name=value");
        refused(with(alertmanager(), entry -> entry.setFiringHours(0)), "from 1 to 8784");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> configuration.setReceivers(List.of(webhook("hook", ANYWHERE), webhook("hook", ANYWHERE))))
                .withMessageContaining("is there twice");
        assertThat(configuration.getReceivers()).isEmpty();
    }

    @Test
    void an_address_in_a_credential_is_checked_and_not_shown() throws Exception {
        secret("address", "https://127.0.0.1/hook?key=s3cr3t");
        TeamsEntry teams = new TeamsEntry("teams");
        teams.setUrlCredentialsId("address");

        refused(teams, "leads to this machine itself");
        teams.setUrlCredentialsId("comes-later");
        configuration.setReceivers(List.of(teams));

        assertThat(test(page())).contains("There is no credential 'comes-later' of the receiver 'teams'");
    }

    @Test
    void a_mistake_in_the_form_saves_nothing_of_it() throws Exception {
        configuration.setReceivers(List.of(webhook("hook", ANYWHERE)));
        HtmlForm form = page().getFormByName("config");
        for (HtmlInput input : form.getInputsByName("_.url")) {
            if (input.getValue().equals(ANYWHERE)) {
                input.setValue("https://127.0.0.1/");
            }
        }
        form.getPage().getWebClient().getOptions().setThrowExceptionOnFailingStatusCode(false);

        assertThat(r.submit(form).getWebResponse().getContentAsString()).contains("leads to this machine itself");
        assertThat(configuration.getReceivers())
                .extracting(entry -> ((WebhookEntry) entry).getUrl())
                .containsExactly(ANYWHERE);
    }

    @Test
    void a_name_is_looked_up_for_a_person_and_not_when_jenkins_starts() throws Exception {
        WebhookEntry entry = webhook("hook", "https://localhost/gitops");
        configuration.setReceivers(List.of(entry));

        HtmlForm form = page().getFormByName("config");
        form.getPage().getWebClient().getOptions().setThrowExceptionOnFailingStatusCode(false);
        assertThat(r.submit(form).getWebResponse().getContentAsString()).contains("leads to this machine itself");
        assertThat(new WebhookEntry.Form().doCheckUrl(entry.getUrl(), false).getMessage())
                .contains("leads to this machine itself");
        assertThat(test(page())).contains("leads to this machine itself");
    }

    /** Of a plugin that is not there for a while. */
    private static final class Absent extends ReceiverEntry {

        Absent() {
            super("absent");
        }

        @Override
        public Receiver open() {
            throw new AssertionError("its plugin is absent");
        }
    }

    @Test
    void the_form_keeps_a_receiver_whose_plugin_is_absent() throws Exception {
        configuration.setReceivers(List.of(webhook("hook", ANYWHERE), new Absent()));
        assertThat(configuration.getReceivers()).hasSize(1);

        r.configRoundtrip();

        assertThat(Files.readString(r.jenkins
                        .getRootDir()
                        .toPath()
                        .resolve("io.jenkins.plugins.gitops.environments.GitopsConfiguration.xml")))
                .contains("<name>hook</name>", "<name>absent</name>");
    }

    @Test
    void a_test_says_what_came_of_it() throws Exception {
        try (RecordingServer hook = new RecordingServer()) {
            System.setProperty(LOCAL, hook.address().getAuthority());
            WebhookEntry entry = webhook("hook", hook.address() + "/gitops");
            entry.setPlainHttp(true);
            entry.setCredentialsId("token");
            configuration.setReceivers(List.of(entry));

            assertThat(test(page())).contains("The receiver took the test");
            assertThat(hook.last().json().path("type").asText()).isEqualTo("io.jenkins.gitops.test.v1");
            assertThat(hook.last().header("webhook-signature")).startsWith("v1,");
            hook.answer(404, "no such hook");
            assertThat(test(page())).contains("It was refused: it answered 404: no such hook");
            System.clearProperty(LOCAL);
            int before = hook.requests().size();
            assertThat(test(page())).contains("leads to this machine itself");
            assertThat(hook.requests()).as("checked again when it is sent").hasSize(before);
        }
    }

    @Test
    void the_document_lists_the_fields_of_each_kind_and_its_example_is_read() throws Exception {
        Document document = Document.at("docs/notifications-jenkins.md");
        String tables = document.section("In Jenkins");
        for (Descriptor<ReceiverEntry> form : r.jenkins.getDescriptorList(ReceiverEntry.class)) {
            String kind = SymbolLookup.getSymbolValue(form).iterator().next();
            String own = tables.lines()
                    .filter(line -> line.startsWith("| `" + kind + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row for " + kind));
            for (DescribableParameter field : new DescribableModel<>(form.clazz).getParameters()) {
                String name = "`" + field.getName() + "`";
                assertThat(own.contains(name) || tables.contains("\n| " + name) || tables.contains("\n| **" + name))
                        .as(kind + " " + name)
                        .isTrue();
            }
        }

        ConfigurationAsCode.get()
                .configureWith(YamlSource.of(
                        new ByteArrayInputStream(document.block("unclassified:").getBytes(StandardCharsets.UTF_8))));

        assertThat(configuration.getReceivers())
                .extracting(ReceiverEntry::getName)
                .containsExactly("authors", "chat", "teams", "hook", "alerts", "statuses");
    }

    @Test
    void the_form_speaks_chinese() throws Exception {
        configuration.setReceivers(List.of(webhook("hook", ANYWHERE)));
        try (SpokenLanguage chinese = SpokenLanguage.chinese()) {
            assertThat(page().asNormalizedText()).contains("\u901a\u77e5\u7684\u63a5\u6536\u8005");
        }
    }

    /** Presses the button of the only receiver, and reads what is shown beside it. */
    private String test(HtmlPage page) throws Exception {
        HtmlButton button = page.getByXPath("//button[normalize-space(text())='Send a test']").stream()
                .map(HtmlButton.class::cast)
                .findFirst()
                .orElseThrow();
        button.click();
        page.getWebClient().waitForBackgroundJavaScript(20_000);
        return page.asNormalizedText();
    }

    private HtmlPage page() throws Exception {
        return r.createWebClient().goTo("configure");
    }

    private void refused(ReceiverEntry entry, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.setReceivers(List.of(entry)))
                .withMessageContaining(reason)
                .withMessageNotContaining("s3cr3t");
    }

    private static <E extends ReceiverEntry> E with(E entry, Consumer<E> change) {
        change.accept(entry);
        return entry;
    }

    /** With all fields that each kind has. */
    private static <E extends ReceiverEntry> E told(E entry) {
        entry.setEvents("failed, rolled-back");
        entry.setEnvironments("staging");
        entry.setJobs("team/**");
        entry.setApplications("shop");
        entry.setLanguage("zh");
        return entry;
    }

    private static WebhookEntry webhook(String name, String url) {
        return with(new WebhookEntry(name), entry -> entry.setUrl(url));
    }

    private static AlertmanagerEntry alertmanager() {
        return with(new AlertmanagerEntry("alerts"), entry -> entry.setUrl(ANYWHERE));
    }

    private static void secret(String id, String value) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, id, "", Secret.fromString(value)));
    }
}
