package io.jenkins.plugins.gitops.notifications;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Extension;
import hudson.Util;
import hudson.model.TaskListener;
import hudson.plugins.emailext.EmailRecipientUtils;
import hudson.plugins.emailext.ExtendedEmailPublisherDescriptor;
import hudson.plugins.emailext.MailAccount;
import hudson.security.ACL;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import jenkins.model.Jenkins;

/**
 * The settings of the plugin email-ext: its default account, and who may get mail. The plugin's own way to send needs a build, and
 * fills in tokens of the text, in which there are lines of logs and commits here: a commit could name a script. So the mail is the
 * sender's, and these settings are read from the plugin's public getters. An account without a server is the mailer's.
 *
 * <p>This is the only class with types of email-ext. Without it, it cannot be loaded, and Jenkins leaves it out (optional). No
 * other class may name it.
 */
@Extension(optional = true)
public final class EmailExtSettings implements MailSettings {

    private static final String SMTP = "mail.smtp.";

    private final MailSettings mailer = new MailerSettings();

    private static ExtendedEmailPublisherDescriptor descriptor() {
        return Jenkins.get().getDescriptorByType(ExtendedEmailPublisherDescriptor.class);
    }

    private static Optional<MailAccount> account() {
        return Optional.ofNullable(descriptor().getMailAccount())
                .filter(account -> Util.fixEmptyAndTrim(account.getSmtpHost()) != null);
    }

    @Override
    public Session session() throws MessagingException {
        Optional<MailAccount> account = account();
        return account.isPresent() ? session(account.get()) : mailer.session();
    }

    /** With the properties of the plugin's own sessions. */
    private static Session session(MailAccount account) throws MessagingException {
        Properties properties = new Properties();
        properties.putAll(System.getProperties());
        properties.setProperty(SMTP + "host", account.getSmtpHost().trim());
        String usual = account.isUseSsl() ? "465" : account.isUseTls() ? "587" : "25";
        properties.setProperty(
                SMTP + "port",
                Optional.ofNullable(Util.fixEmptyAndTrim(account.getSmtpPort())).orElse(usual));
        if (account.isUseSsl()) {
            properties.setProperty(SMTP + "ssl.enable", "true");
            properties.setProperty(SMTP + "ssl.checkserveridentity", "true");
        } else if (account.isUseTls()) {
            properties.setProperty(SMTP + "starttls.enable", "true");
            properties.setProperty(SMTP + "starttls.required", "true");
        }
        if (account.isUseOAuth2()) {
            properties.setProperty(SMTP + "auth.mechanisms", "XOAUTH2");
        }
        try {
            properties.load(new StringReader(Util.fixNull(account.getAdvProperties())));
        } catch (IOException | IllegalArgumentException e) {
            throw new MessagingException("the advanced properties of email-ext cannot be read", e);
        }
        Optional<StandardUsernamePasswordCredentials> login = login(account);
        if (login.isEmpty() && Util.fixEmptyAndTrim(account.getCredentialsId()) != null) {
            throw new MessagingException(
                    "the credential '" + account.getCredentialsId() + "' of email-ext's default account is not there");
        }
        properties.setProperty(SMTP + "auth", "" + login.isPresent());
        return Session.getInstance(
                properties, login.map(EmailExtSettings::authenticator).orElse(null));
    }

    private static Authenticator authenticator(StandardUsernamePasswordCredentials login) {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(
                        login.getUsername(), login.getPassword().getPlainText());
            }
        };
    }

    private static Optional<StandardUsernamePasswordCredentials> login(MailAccount account) {
        String id = Util.fixEmptyAndTrim(account.getCredentialsId());
        return id == null
                ? Optional.empty()
                : Optional.ofNullable(CredentialsMatchers.firstOrNull(
                        CredentialsProvider.lookupCredentialsInItemGroup(
                                StandardUsernamePasswordCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                        CredentialsMatchers.withId(id)));
    }

    @Override
    public Optional<String> password() {
        Optional<MailAccount> account = account();
        return account.isPresent()
                ? account.flatMap(EmailExtSettings::login)
                        .map(login -> login.getPassword().getPlainText())
                : mailer.password();
    }

    @Override
    public String place() {
        return account().isPresent() ? "Extended E-mail Notification" : mailer.place();
    }

    @Override
    public String from() {
        return descriptor().getAdminAddress();
    }

    @Override
    public Optional<String> replyTo() {
        return Optional.ofNullable(Util.fixEmptyAndTrim(descriptor().getDefaultReplyTo()))
                .or(mailer::replyTo);
    }

    @Override
    public Optional<String> reroute() {
        return Optional.ofNullable(Util.fixEmptyAndTrim(descriptor().getEmergencyReroute()));
    }

    @Override
    public boolean mayGet(String address) {
        return EmailRecipientUtils.isAllowedDomain(address, TaskListener.NULL)
                && !EmailRecipientUtils.isExcludedRecipient(address, TaskListener.NULL);
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        Optional.ofNullable(Util.fixEmptyAndTrim(descriptor().getListId())).ifPresent(id -> headers.put("List-ID", id));
        if (descriptor().getPrecedenceBulk()) {
            headers.put("Precedence", "bulk");
        }
        return headers;
    }
}
