package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.notification.MaskedLines;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.receiver.Mail;
import io.jenkins.plugins.gitops.engine.notification.receiver.MailSender;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Sends mail over SMTP. A connection for each: there are few. */
final class SmtpMailSender implements MailSender {

    private static final String TIMEOUT = "15000";
    private static final int PERMANENT = 500;

    private final SmtpServer server;
    private final SteadyClock clock;

    SmtpMailSender(SmtpServer server, SteadyClock clock) {
        this.server = server;
        this.clock = clock;
    }

    @Override
    public SendResult send(Mail mail) {
        Session session = Session.getInstance(properties());
        try {
            Transport transport = session.getTransport("smtp");
            try {
                MimeMessage message = message(mail, session);
                transport.connect(
                        server.host(),
                        server.port(),
                        server.user().orElse(null),
                        server.password().map(secret -> secret.value()).orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
                return SendResult.SENT;
            } finally {
                close(transport);
            }
        } catch (AuthenticationFailedException e) {
            return new SendResult.Refused(
                    "the mail server does not let the user in: " + words(e), "Check user and password");
        } catch (SendFailedException e) {
            return partly(e);
        } catch (MessagingException e) {
            return new SendResult.Later("the mail server: " + words(e), Optional.empty());
        }
    }

    /** What the server took is sent, whatever becomes of the connection then. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException broken) {
            // It said nothing about the mail.
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", TIMEOUT);
        properties.put("mail.smtp.timeout", TIMEOUT);
        properties.put("mail.smtp.writetimeout", TIMEOUT);
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.auth", Boolean.toString(server.user().isPresent()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        if (server.security() == SmtpServer.Security.STARTTLS) {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        if (server.security() == SmtpServer.Security.TLS) {
            properties.put("mail.smtp.ssl.enable", "true");
        }
        return properties;
    }

    private MimeMessage message(Mail mail, Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", mail.id());
            }
        };
        message.setFrom(new InternetAddress(mail.from(), true));
        for (String address : mail.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
        }
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.text(), StandardCharsets.UTF_8.name());
        message.setHeader("References", mail.thread());
        // No out-of-office note answers it (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setSentDate(Date.from(clock.instant()));
        return message;
    }

    /** What some recipients got was sent: a mailbox that is gone does not hold up the others. */
    private SendResult partly(SendFailedException failed) {
        if (failed.getValidSentAddresses() != null && failed.getValidSentAddresses().length > 0) {
            return SendResult.SENT;
        }
        return code(failed) >= PERMANENT
                ? new SendResult.Refused(
                        "the mail server takes it for nobody: " + words(failed), "Check the sender and the addresses")
                : new SendResult.Later("the mail server: " + words(failed), Optional.empty());
    }

    /** What the server answered, of the first that says one; 0 where it said nothing. */
    private static int code(MessagingException failed) {
        Exception each = failed;
        while (each instanceof MessagingException cause) {
            if (cause instanceof SMTPSendFailedException sent) {
                return sent.getReturnCode();
            }
            if (cause instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            each = cause.getNextException();
        }
        return 0;
    }

    private String words(MessagingException failed) {
        String said = String.valueOf(failed.getMessage());
        String masked = server.password()
                .map(secret -> said.replace(secret.value(), SecretMask.MASKED))
                .orElse(said);
        return MaskedLines.masked(masked);
    }
}
