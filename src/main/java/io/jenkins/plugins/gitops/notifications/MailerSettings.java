package io.jenkins.plugins.gitops.notifications;

import hudson.Util;
import hudson.tasks.Mailer;
import hudson.tasks.SMTPAuthentication;
import hudson.util.Secret;
import jakarta.mail.Session;
import java.util.Map;
import java.util.Optional;
import jenkins.model.JenkinsLocationConfiguration;

/** The settings of the mailer plugin. */
final class MailerSettings implements MailSettings {

    @Override
    public Session session() {
        return Mailer.descriptor().createSession();
    }

    @Override
    public Optional<String> password() {
        return Optional.ofNullable(Mailer.descriptor().getAuthentication())
                .map(SMTPAuthentication::getPassword)
                .map(Secret::getPlainText);
    }

    @Override
    public String place() {
        return "E-mail Notification";
    }

    @Override
    public String from() {
        return JenkinsLocationConfiguration.get().getAdminAddress();
    }

    @Override
    public Optional<String> replyTo() {
        return Optional.ofNullable(Util.fixEmptyAndTrim(Mailer.descriptor().getReplyToAddress()));
    }

    @Override
    public Optional<String> reroute() {
        return Optional.empty();
    }

    @Override
    public boolean mayGet(String address) {
        return true;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }
}
