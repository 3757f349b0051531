package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** A token, a password or a key. Never stored, and shown by nothing. */
public record ReceiverSecret(String value) {

    private static final int LONGEST = 4096;

    /** @throws GitopsException when it is empty, longer than 4,096 characters, or has others than those of printable ASCII */
    public ReceiverSecret {
        if (value.isEmpty()
                || value.length() > LONGEST
                || value.chars().anyMatch(character -> character < ' ' || character > '~')) {
            throw new GitopsException(
                    "A receiver's credential is empty, too long, or has characters that no header may have",
                    "See what the file or the variable with it holds");
        }
    }

    @Override
    public String toString() {
        return "(masked)";
    }
}
