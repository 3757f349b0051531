package io.jenkins.plugins.gitops.notifications;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By whose settings mail is sent: those of another plugin where that is there, else the mailer's. */
public interface MailSettings extends ExtensionPoint {

    static MailSettings get() {
        List<MailSettings> others = ExtensionList.lookup(MailSettings.class);
        return others.isEmpty() ? new MailerSettings() : others.get(0);
    }

    /** With server, login and encryption; its timeouts are the sender's matter. */
    Session session() throws MessagingException;

    /** What a server may repeat and nobody may see; empty without a login. */
    Optional<String> password();

    /** Where an administrator changes the login: the name of a section of Jenkins' configuration. */
    String place();

    /** An address, or {@code Name <address>}. */
    String from();

    /** Addresses as a header has them. */
    Optional<String> replyTo();

    /** Addresses that get each mail instead of those for whom it is. */
    Optional<String> reroute();

    /** Whether somebody may get mail. */
    boolean mayGet(String address);

    /** Further headers. */
    Map<String, String> headers();
}
