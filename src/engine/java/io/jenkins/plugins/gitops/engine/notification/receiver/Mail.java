package io.jenkins.plugins.gitops.engine.notification.receiver;

import java.util.List;

/**
 * A mail to be sent, in plain text. Nothing in it has a line break that would end a header.
 *
 * @param id of the message: {@code <...@gitops>}, the same when it is sent again
 * @param thread the id that the mails of one delivery refer to
 * @param from {@code GitOps <gitops@example.org>}
 * @param to addresses alone
 */
public record Mail(String id, String thread, String from, List<String> to, String subject, String text) {

    public Mail {
        to = List.copyOf(to);
    }
}
