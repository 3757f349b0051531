package io.jenkins.plugins.gitops.cli.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.receiver.Mail;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real SMTP server, in this process. */
class SmtpMailSenderTest {

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        MailServers.patient(ServerSetup.PROTOCOL_SMTP), MailServers.patient(ServerSetup.PROTOCOL_SMTPS)
    });

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private static Mail mail(String... to) {
        return new Mail(
                "<id-failed@gitops>",
                "<id@gitops>",
                "GitOps <gitops@example.org>",
                List.of(to),
                "[gitops] shop 在 staging 中失败",
                "Line one\n数据库\n");
    }

    private SmtpMailSender sender(int port, SmtpServer.Security security, Optional<String> password) {
        return new SmtpMailSender(
                new SmtpServer(
                        "127.0.0.1", port, security, password.map(any -> "robot"), password.map(ReceiverSecret::new)),
                SteadyClock.SYSTEM);
    }

    @Test
    void a_mail_arrives_with_its_id_and_its_letters() throws Exception {
        SendResult sent = sender(server.getSmtp().getPort(), SmtpServer.Security.NONE, Optional.empty())
                .send(mail("ada@example.org", "bob@example.org"));

        assertThat(sent).isEqualTo(SendResult.SENT);
        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage got = server.getReceivedMessagesForDomain("ada@example.org")[0];
        assertThat(got.getSubject()).isEqualTo("[gitops] shop 在 staging 中失败");
        assertThat(got.getContent().toString()).contains("Line one", "数据库");
        assertThat(got.getHeader("Message-ID", null)).isEqualTo("<id-failed@gitops>");
        assertThat(got.getHeader("References", null)).isEqualTo("<id@gitops>");
        assertThat(got.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
        assertThat(got.getFrom()[0].toString()).isEqualTo("GitOps <gitops@example.org>");
        assertThat(GreenMailUtil.getAddressList(got.getAllRecipients())).contains("ada@example.org");
    }

    @Test
    void a_login_is_needed_where_the_server_wants_one() {
        server.setUser("robot@example.org", "robot", "s3cret-pass");
        int port = server.getSmtp().getPort();

        SendResult good = sender(port, SmtpServer.Security.NONE, Optional.of("s3cret-pass"))
                .send(mail("ada@example.org"));
        SendResult bad = sender(port, SmtpServer.Security.NONE, Optional.of("wr0ng-pass"))
                .send(mail("ada@example.org"));

        assertThat(good).isEqualTo(SendResult.SENT);
        assertThat(bad).isInstanceOf(SendResult.Refused.class);
        assertThat(bad.toString()).doesNotContain("wr0ng-pass");
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void nothing_is_sent_without_the_tls_that_is_wanted() {
        SendResult plain = sender(server.getSmtp().getPort(), SmtpServer.Security.STARTTLS, Optional.empty())
                .send(mail("ada@example.org"));
        SendResult unknown = sender(server.getSmtps().getPort(), SmtpServer.Security.TLS, Optional.empty())
                .send(mail("ada@example.org"));

        assertThat(plain).isInstanceOf(SendResult.Later.class).asString().contains("STARTTLS");
        assertThat(unknown).as("nobody knows its certificate").isInstanceOf(SendResult.Later.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void an_address_that_is_none_holds_up_neither_the_others_nor_what_comes_later() {
        SmtpMailSender sender = sender(server.getSmtp().getPort(), SmtpServer.Security.NONE, Optional.empty());

        assertThat(sender.send(mail("a..b@example.org", "ada@example.org"))).isEqualTo(SendResult.SENT);
        assertThat(sender.send(mail("a..b@example.org"))).isInstanceOf(SendResult.Refused.class);
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void an_answer_without_end_ends_the_try() {
        try (LoopbackServer endless = new LoopbackServer("smtp", client -> {
            var out = client.getOutputStream();
            out.write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] lines = "250-x\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            // Not without end here: without a limit the test is to fail, and not the process.
            for (int i = 0; i < 2000; i++) {
                out.write(lines);
            }
            out.write("250 x\r\n550 no\r\n".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(sender(endless.port(), SmtpServer.Security.NONE, Optional.empty())
                            .send(mail("ada@example.org")))
                    .isInstanceOf(SendResult.Later.class);
        }
    }

    @Test
    void a_conversation_has_a_time_as_a_whole() throws Exception {
        try (LoopbackServer dripping = new LoopbackServer("drips", client -> {
                    for (int i = 0; i < 100; i++) {
                        client.getOutputStream().write('x');
                        pause();
                    }
                });
                Socket socket = new BoundedSocketFactory(1000, Duration.ofMillis(300)).createSocket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", dripping.port()));

            assertThatThrownBy(() -> socket.getInputStream().readNBytes(100))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_a_login_sends_is_not_repeated() {
        Base64.Encoder base64 = Base64.getEncoder();
        String password = base64.encodeToString("s3cret-pass".getBytes(StandardCharsets.US_ASCII));
        String plain = base64.encodeToString("\0robot\0s3cret-pass".getBytes(StandardCharsets.US_ASCII));
        SendResult refused =
                talk("535 not with " + password + " nor " + plain + " " + "x".repeat(2000), Optional.of("s3cret-pass"));

        assertThat(refused.toString())
                .contains("(masked)")
                .doesNotContain(password, plain)
                .hasSizeLessThan(1000);
    }

    @Test
    void what_a_server_refuses_for_good_is_given_up_and_what_may_pass_is_tried_again() {
        assertThat(talk("550 5.1.1 nobody here")).isInstanceOf(SendResult.Refused.class);
        assertThat(talk("451 4.3.0 try later")).isInstanceOf(SendResult.Later.class);
        assertThat(sender(1, SmtpServer.Security.NONE, Optional.empty()).send(mail("ada@example.org")))
                .isInstanceOf(SendResult.Later.class);
    }

    @Test
    void a_mail_that_was_taken_is_sent_also_when_the_connection_breaks_before_its_end() {
        assertThat(talk("250 ok", "", Optional.empty())).isEqualTo(SendResult.SENT);
        assertThat(talk("250 ok", "451 4.3.0 no", Optional.empty())).isEqualTo(SendResult.SENT);
        assertThat(talk("451 4.3.0 try later", "", Optional.empty())).isInstanceOf(SendResult.Later.class);
    }

    private SendResult talk(String toRecipient) {
        return talk(toRecipient, Optional.empty());
    }

    private SendResult talk(String toRecipient, Optional<String> password) {
        return talk(toRecipient, "221 bye", password);
    }

    /**
     * With a server that answers a recipient so, and a login.
     *
     * @param toQuit empty for none: it resets the connection
     */
    private SendResult talk(String toRecipient, String toQuit, Optional<String> password) {
        try (LoopbackServer answering = new LoopbackServer("smtp", client -> {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            var out = client.getOutputStream();
            out.write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean letter = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("QUIT") && toQuit.isEmpty()) {
                    client.setSoLinger(true, 0);
                    client.close();
                    return;
                }
                if (letter && !line.equals(".")) {
                    continue;
                }
                letter = line.equals("DATA");
                String answer = letter ? "354 go on" : answer(line, toRecipient, toQuit);
                out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            return sender(answering.port(), SmtpServer.Security.NONE, password).send(mail("ada@example.org"));
        }
    }

    private static String answer(String line, String toRecipient, String toQuit) {
        if (line.startsWith("RCPT") || line.startsWith("AUTH")) {
            return toRecipient;
        }
        if (line.equals("QUIT")) {
            return toQuit;
        }
        return line.startsWith("EHLO") ? "250-hello\r\n250 AUTH PLAIN" : "250 ok";
    }
}
