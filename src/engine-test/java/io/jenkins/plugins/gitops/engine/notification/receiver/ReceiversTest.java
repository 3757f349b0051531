package io.jenkins.plugins.gitops.engine.notification.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SampleEvents;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer.Answer;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What services get over HTTP. A server of the test's stands for Slack, Teams and the Git hosts, whose own services cannot run
 * here; so their answers are as their documents have them.
 */
class ReceiversTest {

    private static final String TOKEN = "xoxb-1234567890-secret";
    private static final MessageLanguage ENGLISH = MessageLanguage.ENGLISH;

    private final RecordingServer server = new RecordingServer();
    private final ReceiverHttp http = new ReceiverHttp(HttpClient::newBuilder, AddressRule.ANY, Duration.ofSeconds(2));
    private final Map<String, String> notes = new HashMap<>();
    private final ReceiverMemory memory = new ReceiverMemory() {
        @Override
        public Optional<String> get(String key) {
            return Optional.ofNullable(notes.get(key));
        }

        @Override
        public void put(String key, String value) {
            if (value.length() <= LONGEST) {
                notes.put(key, value);
            }
        }
    };
    private final DeployRecord record = SampleEvents.record();

    @AfterEach
    void close() {
        server.close();
    }

    private SendResult send(Receiver receiver, NotificationEvent event) {
        return receiver.send(new Notification(event, false), memory);
    }

    private Receiver webhook(String secret) {
        return new WebhookReceiver(
                server.address().resolve("/hook"),
                Optional.of(secret).filter(key -> !key.isEmpty()).map(ReceiverSecret::new),
                http,
                SteadyClock.SYSTEM);
    }

    @Test
    void a_webhook_gets_a_cloud_event_with_a_signature_that_can_be_checked() throws Exception {
        NotificationEvent event = SampleEvents.rolledBack(record, "ada@example.org");

        assertThat(send(webhook("s3cret-key"), event)).isEqualTo(SendResult.SENT);

        Request got = server.last();
        assertThat(got.method() + " " + got.path()).isEqualTo("POST /hook");
        assertThat(got.header("Content-Type")).startsWith("application/cloudevents+json");
        JsonNode body = got.json();
        assertThat(body.path("specversion").asText()).isEqualTo("1.0");
        assertThat(body.path("id").asText()).isEqualTo(record.id() + "-rolled-back");
        assertThat(body.path("type").asText()).isEqualTo("io.jenkins.gitops.rolled-back.v1");
        assertThat(body.path("source").asText()).isEqualTo("/gitops/shop/staging");
        assertThat(Instant.parse(body.path("time").asText())).isEqualTo(event.at());
        assertThat(body.at("/data/failure/object/name").asText()).isEqualTo("Deployment shop/web");
        assertThat(body.at("/data/commits/0/author/email").asText()).isEqualTo("ada@example.org");
        assertThat(body.at("/data/next/0").asText()).isEqualTo("mend");
        assertThat(body.toString()).doesNotContain("hunter2");
        assertThat(got.header("webhook-id")).isEqualTo(event.id());
        assertThat(Long.parseLong(got.header("webhook-timestamp")))
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
        assertThat(got.header("webhook-signature"))
                .isEqualTo("v1," + hmac("s3cret-key".getBytes(StandardCharsets.UTF_8), got));
    }

    @Test
    void a_secret_of_standard_webhooks_is_base64() throws Exception {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};
        send(webhook("whsec_" + Base64.getEncoder().encodeToString(key)), SampleEvents.healthy(record));

        assertThat(server.last().header("webhook-signature")).isEqualTo("v1," + hmac(key, server.last()));

        send(webhook(""), SampleEvents.healthy(record));
        assertThat(server.last().header("webhook-signature")).isNull();
    }

    private static String hmac(byte[] key, Request got) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String signed = got.header("webhook-id") + "." + got.header("webhook-timestamp") + "." + got.body();
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private SlackReceiver slack() {
        return new SlackReceiver(server.address().resolve("/api/"), new ReceiverSecret(TOKEN), "#shop", ENGLISH, http);
    }

    /** As Slack answers. */
    private static Answer asSlack(Request request) {
        return Answer.of(200, "{\"ok\": true, \"channel\": \"C123\", \"ts\": \"1700000000.000100\"}");
    }

    @Test
    void slack_gets_one_message_a_delivery_that_is_updated_and_one_thread() {
        server.answer(ReceiversTest::asSlack);

        assertThat(send(slack(), SampleEvents.started(record))).isEqualTo(SendResult.SENT);
        assertThat(send(slack(), SampleEvents.rolledBack(record, "ada@example.org")))
                .isEqualTo(SendResult.SENT);

        List<Request> got = server.requests();
        assertThat(got)
                .extracting(Request::path)
                .containsExactly("/api/chat.postMessage", "/api/chat.update", "/api/chat.postMessage");
        assertThat(got).allMatch(each -> each.header("Authorization").equals("Bearer " + TOKEN));
        assertThat(got.get(0).json().path("channel").asText()).isEqualTo("#shop");
        assertThat(got.get(0).json().has("thread_ts")).isFalse();
        assertThat(got.get(1).json().path("ts").asText()).isEqualTo("1700000000.000100");
        assertThat(got.get(1).json().path("channel").asText()).isEqualTo("C123");
        assertThat(got.get(1).json().path("text").asText())
                .contains("*shop failed in staging and was rolled back*", "CrashLoopBackOff");
        assertThat(got.get(2).json().path("thread_ts").asText()).isEqualTo("1700000000.000100");
        assertThat(got.get(2).json().path("text").asText())
                .contains("log: starting &lt;!channel&gt;", "A change of ada", "release the hold")
                .doesNotContain("<!channel>", "hunter2");
        assertThat(got.get(2).json().at("/metadata/event_payload/id").asText()).isEqualTo(record.id() + "-rolled-back");
    }

    @Test
    void slacks_message_of_a_build_that_waits_for_a_person_says_later_what_was_answered() {
        server.answer(ReceiversTest::asSlack);

        assertThat(send(slack(), SampleEvents.answered(false))).isInstanceOf(SendResult.Skipped.class);
        send(slack(), SampleEvents.approval(Optional.empty()));
        send(slack(), SampleEvents.answered(true));

        List<Request> got = server.requests();
        assertThat(got).extracting(Request::path).containsExactly("/api/chat.postMessage", "/api/chat.update");
        assertThat(got.get(0).json().path("text").asText())
                .contains(
                        "*shop waits for an approval for production*\n```\nDeliver &lt;!channel&gt; to production?\n```")
                .endsWith("\n<https://ci.example/job/shop/12/input/>");
        assertThat(got.get(1).json().path("text").asText())
                .contains("*shop is approved for production*", "\nada\n```")
                .endsWith("/job/shop/12/>");
    }

    @Test
    void in_slack_nothing_of_others_is_a_link_or_looks_like_ours() {
        server.answer(ReceiversTest::asSlack);
        String hostile = "*shop is healthy* ``` https://evil.example <https://evil.example|page>";

        send(slack(), SampleEvents.rolledBackFor(hostile, record, "ada@example.org"));

        assertThat(server.requests()).hasSize(2).allSatisfy(each -> {
            assertThat(each.json().path("parse").asText()).isEqualTo("none");
            String[] parts = each.json().path("text").asText().split("```", -1);
            for (int outside = 0; outside < parts.length; outside += 2) {
                assertThat(parts[outside]).doesNotContain("evil", "shop is healthy", "Ada");
            }
            assertThat(String.join("", parts)).contains("evil.example").doesNotContain("<https://evil");
        });
    }

    @Test
    void what_fails_for_the_same_again_changes_slacks_message_and_makes_no_new_one() {
        server.answer(ReceiversTest::asSlack);
        NotificationEvent failed = SampleEvents.rolledBack(record);

        assertThat(slack().send(new Notification(failed, true), memory)).isInstanceOf(SendResult.Skipped.class);
        assertThat(server.requests()).isEmpty();
        send(slack(), SampleEvents.started(record));
        slack().send(new Notification(failed, true), memory);

        assertThat(server.requests())
                .extracting(Request::path)
                .containsExactly("/api/chat.postMessage", "/api/chat.update");
    }

    @Test
    void a_message_that_is_gone_is_posted_again() {
        notes.put("message:" + record.id(), "C123 1.2");
        server.answer(request -> request.path().endsWith("update")
                ? Answer.of(200, "{\"ok\": false, \"error\": \"message_not_found\"}")
                : asSlack(request));

        assertThat(send(slack(), SampleEvents.healthy(record))).isEqualTo(SendResult.SENT);

        assertThat(server.requests())
                .extracting(Request::path)
                .containsExactly("/api/chat.update", "/api/chat.postMessage", "/api/chat.postMessage");
    }

    @Test
    void what_slack_does_not_like_is_told_and_not_tried_again() {
        server.answer(200, "{\"ok\": false, \"error\": \"channel_not_found\"}");
        assertThat(send(slack(), SampleEvents.started(record)))
                .isInstanceOfSatisfying(SendResult.Refused.class, refused -> assertThat(refused.why())
                        .contains("channel_not_found"));

        server.answer(request ->
                Answer.of(200, "{\"ok\": false, \"error\": \"ratelimited\"}").with("Retry-After", "30"));
        assertThat(send(slack(), SampleEvents.started(record)))
                .isInstanceOfSatisfying(SendResult.Later.class, later -> assertThat(later.pause())
                        .contains(Duration.ofSeconds(30)));

        server.answer(200, "<html>Log in</html>");
        assertThat(send(slack(), SampleEvents.started(record))).isInstanceOf(SendResult.Later.class);
    }

    @Test
    void teams_gets_a_card_in_which_nothing_of_others_is_markup() {
        server.answer(202, "");
        Receiver teams =
                new TeamsReceiver(server.address().resolve("/workflows/a?sig=very-secret-signature"), ENGLISH, http);

        assertThat(send(teams, SampleEvents.rolledBack(record, "ada@example.org")))
                .isEqualTo(SendResult.SENT);

        JsonNode attachment = server.last().json().at("/attachments/0");
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = attachment.path("content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("body")).allSatisfy(part -> {
            assertThat(part.path("type").asText()).isEqualTo("RichTextBlock");
            assertThat(part.at("/inlines/0/type").asText()).isEqualTo("TextRun");
        });
        assertThat(card.at("/body/0/inlines/0/text").asText()).contains("shop failed in staging");
        assertThat(card.path("body").toString()).contains("[a link](https://evil.example)");
        assertThat(card.at("/actions/0/url").asText()).isEqualTo("https://ci.example/job/shop/12/");
        assertThat(teams.send(new Notification(SampleEvents.rolledBack(record), true), memory))
                .isInstanceOf(SendResult.Skipped.class);

        server.answer(403, "sig=very-secret-signature is not known");
        assertThat(send(teams, SampleEvents.rolledBack(record)).toString())
                .contains("403", "(masked)")
                .doesNotContain("very-secret");
    }

    @Test
    void the_source_commit_gets_a_status_in_the_words_of_its_host() {
        server.answer(201, "{}");
        DeployRecord here = SampleEvents.record(server.address() + "/team/shop.git");
        String commit = SampleEvents.SOURCE.id();

        send(status(GitHost.GITHUB), SampleEvents.started(here));
        assertStatus("/repos/team/shop/statuses/" + commit, "Authorization", "Bearer " + TOKEN, "context", "pending");
        send(status(GitHost.GITHUB), SampleEvents.healthy(here));
        assertStatus("/repos/team/shop/statuses/" + commit, "Authorization", "Bearer " + TOKEN, "context", "success");
        send(status(GitHost.GITEA), SampleEvents.rolledBack(here));
        assertStatus("/repos/team/shop/statuses/" + commit, "Authorization", "token " + TOKEN, "context", "failure");
        send(status(GitHost.GITLAB), SampleEvents.started(here));
        assertStatus("/projects/team%2Fshop/statuses/" + commit, "PRIVATE-TOKEN", TOKEN, "name", "running");
        send(status(GitHost.GITLAB), SampleEvents.rolledBack(here));
        assertStatus("/projects/team%2Fshop/statuses/" + commit, "PRIVATE-TOKEN", TOKEN, "name", "failed");

        server.answer(400, "{\"message\": {\"state\": [\"Cannot transition status via :run from :running\"]}}");
        assertThat(send(status(GitHost.GITLAB), SampleEvents.started(here))).isEqualTo(SendResult.SENT);
    }

    private Receiver status(GitHost host) {
        return new CommitStatusReceiver(host, server.address(), new ReceiverSecret(TOKEN), ENGLISH, http);
    }

    private void assertStatus(String path, String header, String login, String nameField, String state) {
        assertThat(server.last().path()).isEqualTo(path);
        assertThat(server.last().header(header)).isEqualTo(login);
        JsonNode body = server.last().json();
        assertThat(body.path("state").asText()).isEqualTo(state);
        assertThat(body.path(nameField).asText()).isEqualTo("gitops/staging/shop");
        assertThat(body.path("target_url").asText()).isEqualTo("https://ci.example/job/shop/12/");
        assertThat(body.path("description").asText()).contains("shop").hasSizeLessThan(140);
    }

    @Test
    void an_approval_that_is_seen_after_its_delivery_has_ended_leaves_the_status_as_it_is() {
        Receiver receiver = new CommitStatusReceiver(
                GitHost.GITHUB, URI.create("https://git.example/"), new ReceiverSecret(TOKEN), ENGLISH, http);

        assertThat(SampleEvents.answered(true).source()).isPresent();
        assertThat(send(receiver, SampleEvents.answered(true))).isInstanceOf(SendResult.Skipped.class);
    }

    @Test
    void a_commit_of_another_host_gets_no_status_from_this_token() {
        assertThat(send(status(GitHost.GITHUB), SampleEvents.healthy(record))).isInstanceOf(SendResult.Skipped.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_commit_of_another_server_of_that_host_or_of_a_repository_that_is_not_named_gets_none() {
        server.answer(201, "{}");
        String host = server.address().getHost();
        int port = server.address().getPort();
        Receiver named = new CommitStatusReceiver(
                GitHost.GITHUB, server.address(), new ReceiverSecret(TOKEN), ENGLISH, http, "team/shop"::equals);

        for (String elsewhere : List.of(
                "https://" + host + ":" + port + "/team/shop.git",
                "http://" + host + "/team/shop.git",
                "http://" + host + ":" + (port - 1) + "/team/shop.git",
                server.address() + "/team/other.git")) {
            assertThat(send(named, SampleEvents.healthy(SampleEvents.record(elsewhere))))
                    .as(elsewhere)
                    .isInstanceOf(SendResult.Skipped.class);
        }
        assertThat(server.requests()).isEmpty();
        assertThat(send(named, SampleEvents.healthy(SampleEvents.record("git@" + host + ":team/shop.git"))))
                .isEqualTo(SendResult.SENT);
    }

    @Test
    void what_may_pass_is_tried_again_and_what_will_not_is_given_up() {
        for (int code : List.of(500, 502, 503, 429, 408)) {
            server.answer(code, "busy");
            assertThat(send(webhook(""), SampleEvents.healthy(record)))
                    .as("%d", code)
                    .isInstanceOf(SendResult.Later.class);
        }
        for (int code : List.of(400, 401, 403, 404, 410, 413)) {
            server.answer(code, "no");
            assertThat(send(webhook(""), SampleEvents.healthy(record)))
                    .as("%d", code)
                    .isInstanceOf(SendResult.Refused.class);
        }
        server.answer(request -> Answer.of(429, "").with("Retry-After", "7"));
        assertThat(send(webhook(""), SampleEvents.healthy(record)))
                .isInstanceOfSatisfying(SendResult.Later.class, later -> assertThat(later.pause())
                        .contains(Duration.ofSeconds(7)));
    }

    @Test
    void a_redirect_is_not_followed() {
        try (RecordingServer elsewhere = new RecordingServer()) {
            server.answer(request ->
                    Answer.of(307, "").with("Location", elsewhere.address().toString()));

            assertThat(send(slack(), SampleEvents.started(record))).isInstanceOf(SendResult.Refused.class);

            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void an_answer_is_quoted_in_one_bounded_line_without_our_token() {
        server.answer(400, "no \u001b[31m" + TOKEN + " " + "x".repeat(300_000));

        String said = send(slack(), SampleEvents.started(record)).toString();

        assertThat(said)
                .contains("400", "(masked)")
                .doesNotContain(TOKEN, "\u001b")
                .hasSizeLessThan(500);
    }

    @Test
    void an_answer_is_quoted_without_the_parts_of_an_address_that_may_let_us_in() {
        URI secret = server.address().resolve("/hooks/T0123456789/long%2Fsegment?api-version=1&sig=quiet-signature");
        for (Receiver receiver : List.of(
                new TeamsReceiver(secret, ENGLISH, http),
                new WebhookReceiver(secret, Optional.empty(), http, SteadyClock.SYSTEM),
                new SlackReceiver(secret, new ReceiverSecret(TOKEN), "#shop", ENGLISH, http))) {
            for (String repeated : List.of(
                    secret.toString(),
                    "/hooks/T0123456789/long%2Fsegment",
                    "no T0123456789 here",
                    "no long/segment here",
                    "no quiet-signature here")) {
                server.answer(404, "Not found: " + repeated);

                assertThat(send(receiver, SampleEvents.rolledBack(record)).toString())
                        .contains("Not found: ", "(masked)")
                        .doesNotContain("T0123456789", "segment", "quiet-signature");
            }
        }
        server.answer(404, "Not found: hooks");
        assertThat(send(new TeamsReceiver(secret, ENGLISH, http), SampleEvents.rolledBack(record))
                        .toString())
                .contains("Not found: hooks");
    }

    @Test
    void a_service_that_hangs_or_drips_or_closes_in_the_middle_ends_within_the_time() {
        try (LoopbackServer hanging = new LoopbackServer("hangs", client -> sleep());
                LoopbackServer dripping = new LoopbackServer("drips", client -> {
                    client.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 100; i++) {
                        client.getOutputStream().write('x');
                        client.getOutputStream().flush();
                        sleepShortly();
                    }
                });
                LoopbackServer closing = new LoopbackServer("closes", client -> client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(StandardCharsets.US_ASCII)))) {
            long begun = System.nanoTime();
            for (LoopbackServer each : List.of(hanging, dripping, closing)) {
                Receiver receiver = new WebhookReceiver(
                        URI.create("http://127.0.0.1:" + each.port()), Optional.empty(), http, SteadyClock.SYSTEM);

                assertThat(send(receiver, SampleEvents.healthy(record))).isInstanceOf(SendResult.Later.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static void sleep() {
        pause(10_000);
    }

    private static void sleepShortly() {
        pause(100);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_address_is_of_http_with_tls_and_holds_no_login() {
        for (String wrong : List.of(
                "file:///etc/passwd",
                "ftp://host/",
                "https:///path",
                "no address",
                "https://user:pa55word@host/",
                "https://host/#fragment",
                "http://host/",
                "https://host/" + "a".repeat(3000))) {
            assertThatThrownBy(() -> ReceiverAddress.parse(wrong, false))
                    .as(wrong)
                    .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.getMessage())
                            .doesNotContain("pa55word"));
        }
        assertThat(ReceiverAddress.parse("http://host/", true)).hasToString("http://host/");
        assertThat(ReceiverAddress.parse("https://host/a?b=c", false)).hasToString("https://host/a?b=c");
    }

    @Test
    void a_server_sends_nothing_to_itself() {
        for (String here : List.of(
                "127.0.0.1",
                "localhost",
                "0.0.0.0",
                "169.254.169.254",
                "[::1]",
                "[fd00:ec2::254]",
                "[fd00:ec2::254%2]",
                "[::127.0.0.1]",
                "[::169.254.169.254]",
                "[64:ff9b::a9fe:a9fe]",
                "[64:ff9b::6464:64c8]",
                "100.100.100.200")) {
            assertThatThrownBy(() -> AddressRule.NOT_THIS_MACHINE.check(URI.create("https://" + here + "/")))
                    .as(here)
                    .isInstanceOf(GitopsException.class);
        }
        AddressRule.NOT_THIS_MACHINE.check("192.0.2.1");
        AddressRule.NOT_THIS_MACHINE.check("[64:ff9b::c000:201]");
        ReceiverHttp careful =
                new ReceiverHttp(HttpClient::newBuilder, AddressRule.NOT_THIS_MACHINE, Duration.ofSeconds(2));
        Receiver receiver = new WebhookReceiver(server.address(), Optional.empty(), careful, SteadyClock.SYSTEM);

        assertThat(send(receiver, SampleEvents.healthy(record))).isInstanceOf(SendResult.Refused.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_address_with_misplaced_dots_is_none() {
        for (String wrong : List.of(
                "a..b@example.org", ".a@example.org", "a.@example.org", "a@ex..org", "a@example.org.", "a@.org")) {
            assertThat(MailReceiver.isAddress(wrong)).as(wrong).isFalse();
        }
        assertThat(MailReceiver.isAddress("a.b@mail.example.org")).isTrue();
    }

    @Test
    void mail_goes_to_the_authors_of_what_is_new_and_to_each_once_for_one_cause() {
        List<Mail> sent = new ArrayList<>();
        Receiver mail = new MailReceiver(
                message -> {
                    sent.add(message);
                    return SendResult.SENT;
                },
                "gitops@example.org",
                new MailReceiver.Recipients(true, List.of(), AuthorRule.ofDomains(Set.of("example.org"))),
                ENGLISH);

        send(
                mail,
                SampleEvents.rolledBack(
                        record,
                        "ada@example.org",
                        "ADA@example.org",
                        "stranger@evil.example",
                        "x@users.noreply.github.com",
                        "not an address"));
        mail.send(
                new Notification(SampleEvents.rolledBack(record, "bob@example.org", "ada@example.org"), true), memory);
        SendResult third = mail.send(
                new Notification(SampleEvents.rolledBack(record, "bob@example.org", "ada@example.org"), true), memory);

        assertThat(sent).extracting(Mail::to).containsExactly(List.of("ada@example.org"), List.of("bob@example.org"));
        assertThat(sent.get(0).subject()).isEqualTo("[gitops] shop failed in staging and was rolled back");
        assertThat(sent.get(0).id()).isEqualTo("<" + record.id() + "-rolled-back@gitops>");
        assertThat(sent.get(0).text()).contains("A change of ada").doesNotContain("hunter2");
        assertThat(third).isInstanceOf(SendResult.Skipped.class);
    }

    @Test
    void hundreds_of_authors_are_remembered_in_what_a_receiver_may_keep() {
        List<Mail> sent = new ArrayList<>();
        Receiver mail = new MailReceiver(
                message -> {
                    sent.add(message);
                    return SendResult.SENT;
                },
                "gitops@example.org",
                new MailReceiver.Recipients(true, List.of(), AuthorRule.ofDomains(Set.of())),
                ENGLISH);
        List<NotificationEvent> events = new ArrayList<>();
        for (int i = 0; i < MailReceiver.MOST_REMEMBERED; i += 10) {
            int first = i;
            events.add(SampleEvents.rolledBack(
                    record,
                    IntStream.range(first, first + 10)
                            .mapToObj(number -> "somebody-with-a-long-name-" + number + "@department.example.org")
                            .toArray(String[]::new)));
        }

        for (int round = 0; round < 2; round++) {
            events.forEach(event -> mail.send(new Notification(event, true), memory));
        }

        assertThat(sent).hasSameSizeAs(events);
    }
}
