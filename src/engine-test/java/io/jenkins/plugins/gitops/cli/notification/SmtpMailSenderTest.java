package io.jenkins.plugins.gitops.cli.notification;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real SMTP server, in this process. */
class SmtpMailSenderTest {

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
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
    void what_a_server_refuses_for_good_is_given_up_and_what_may_pass_is_tried_again() {
        assertThat(talk("550 5.1.1 nobody here")).isInstanceOf(SendResult.Refused.class);
        assertThat(talk("451 4.3.0 try later")).isInstanceOf(SendResult.Later.class);
        assertThat(sender(1, SmtpServer.Security.NONE, Optional.empty()).send(mail("ada@example.org")))
                .isInstanceOf(SendResult.Later.class);
    }

    @Test
    void a_mail_that_was_taken_is_sent_also_when_the_connection_breaks_before_its_end() {
        assertThat(talk("250 ok", "")).isEqualTo(SendResult.SENT);
        assertThat(talk("250 ok", "451 4.3.0 no")).isEqualTo(SendResult.SENT);
        assertThat(talk("451 4.3.0 try later", "")).isInstanceOf(SendResult.Later.class);
    }

    private SendResult talk(String toRecipient) {
        return talk(toRecipient, "221 bye");
    }

    /**
     * With a server that answers so.
     *
     * @param toQuit empty for none: it resets the connection
     */
    private SendResult talk(String toRecipient, String toQuit) {
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
                String answer = letter
                        ? "354 go on"
                        : line.startsWith("RCPT") ? toRecipient : line.equals("QUIT") ? toQuit : "250 ok";
                out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            return sender(answering.port(), SmtpServer.Security.NONE, Optional.empty())
                    .send(mail("ada@example.org"));
        }
    }
}
