package io.jenkins.plugins.gitops.notifications;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.notification.MaskedLines;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.receiver.Mail;
import io.jenkins.plugins.gitops.engine.notification.receiver.MailSender;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sends mail by the settings of the mailer plugin, or of one that has others. Types of Jakarta Mail are in this class and in the
 * settings.
 */
final class MailerSender implements MailSender {

    /** In milliseconds; mailer's own are a minute each. */
    private static final String TIMEOUT = "15000";

    private static final int LONGEST_QUOTE = 300;
    private static final Pattern PERMANENT = Pattern.compile("5[0-9][0-9]\\b");

    @Override
    public SendResult send(Mail mail) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Jakarta Mail searches for its parts there.
        thread.setContextClassLoader(Transport.class.getClassLoader());
        try {
            return sent(mail);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static SendResult sent(Mail mail) {
        try {
            MailSettings settings = MailSettings.get();
            if (settings.reroute().isEmpty() && mail.to().stream().noneMatch(settings::mayGet)) {
                return new SendResult.Skipped("none of its recipients may get mail, by Jenkins' settings for mail");
            }
            Session session = settings.session();
            session.getProperties().setProperty("mail.smtp.connectiontimeout", TIMEOUT);
            session.getProperties().setProperty("mail.smtp.timeout", TIMEOUT);
            session.getProperties().setProperty("mail.smtp.writetimeout", TIMEOUT);
            session.getProperties().setProperty("mail.smtp.sendpartial", "true");
            MimeMessage message = message(mail, session, settings);
            Transport transport = session.getTransport("smtp");
            try {
                transport.connect();
                transport.sendMessage(message, message.getAllRecipients());
                return SendResult.SENT;
            } finally {
                close(transport);
            }
        } catch (AuthenticationFailedException e) {
            return new SendResult.Refused(
                    "the mail server does not let Jenkins in: " + words(e),
                    "Check user and password at Manage Jenkins > System > "
                            + MailSettings.get().place());
        } catch (ParseException e) {
            return new SendResult.Refused(
                    "the mail cannot be made: " + words(e),
                    "Check the System Admin e-mail address at Manage Jenkins > System, and the addresses");
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

    private static MimeMessage message(Mail mail, Session session, MailSettings settings) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", mail.id());
            }
        };
        message.setFrom(new InternetAddress(mail.from(), true));
        Optional<String> replyTo = settings.replyTo();
        if (replyTo.isPresent()) {
            message.setReplyTo(InternetAddress.parse(replyTo.get()));
        }
        Optional<String> reroute = settings.reroute();
        if (reroute.isPresent()) {
            message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(reroute.get()));
        } else {
            addRecipients(message, mail, settings);
        }
        for (Map.Entry<String, String> header : settings.headers().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.text(), StandardCharsets.UTF_8.name());
        message.setHeader("References", mail.thread());
        // No out-of-office note answers it (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setSentDate(Date.from(SteadyClock.SYSTEM.instant()));
        message.saveChanges();
        return message;
    }

    private static void addRecipients(MimeMessage message, Mail mail, MailSettings settings) throws MessagingException {
        for (String address : mail.to()) {
            try {
                if (settings.mayGet(address)) {
                    message.addRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
                }
            } catch (AddressException oneOfACommit) {
                // The others get their mail.
            }
        }
        if (message.getAllRecipients() == null) {
            throw new AddressException("none of its recipients has a mail address");
        }
    }

    /** What some recipients got was sent. What is refused for good is not tried again: it would hold up what comes after it. */
    private static SendResult partly(SendFailedException failed) {
        if (some(failed.getValidSentAddresses())) {
            return SendResult.SENT;
        }
        boolean nobody = some(failed.getInvalidAddresses()) && !some(failed.getValidUnsentAddresses());
        return nobody || isPermanent(failed)
                ? new SendResult.Refused(
                        "the mail server takes it for nobody: " + words(answer(failed)),
                        "Check the System Admin e-mail address at Manage Jenkins > System, and the addresses")
                : new SendResult.Later("the mail server: " + words(failed), Optional.empty());
    }

    /** What the server said of the whole mail, or else of the first address. */
    private static MessagingException answer(SendFailedException failed) {
        return !isPermanent(failed) && failed.getNextException() instanceof MessagingException first ? first : failed;
    }

    private static boolean some(Address[] addresses) {
        return addresses != null && addresses.length > 0;
    }

    /** Whether it is the server's answer to the whole mail, and one of 5xx (RFC 5321, 4.2.1). The code itself only the sender's classes have. */
    private static boolean isPermanent(SendFailedException failed) {
        return PERMANENT
                .matcher(ShownText.line(String.valueOf(failed.getMessage()), LONGEST_QUOTE))
                .lookingAt();
    }

    /** Without the password, which a server may repeat. */
    private static String words(MessagingException failed) {
        String said = String.valueOf(failed.getMessage());
        String password = MailSettings.get().password().orElse("");
        if (!password.isEmpty()) {
            said = said.replace(password, SecretMask.MASKED);
        }
        return MaskedLines.masked(ShownText.line(said, LONGEST_QUOTE));
    }
}
