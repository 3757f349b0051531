package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.notification.SendResult;

/** Hands a mail to a server: over SMTP on the command line, by Jenkins' own mail settings there. */
@FunctionalInterface
public interface MailSender {

    /** Ends within a minute. What one of several recipients cannot get, the others get all the same. */
    SendResult send(Mail mail);
}
