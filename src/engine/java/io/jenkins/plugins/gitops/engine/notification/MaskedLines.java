package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import java.util.List;

/** Text of a cluster or of a commit on its way out of the machine: bounded, without what seems to be a secret. */
public final class MaskedLines {

    /** What is kept of a reason: 60 lines of 500 characters, and 6,000 characters in all; a chat shows less. */
    private static final int LINES = 60;

    private static final int CHARACTERS = 6000;

    private MaskedLines() {}

    /** A text of several lines. */
    public static String text(String text) {
        return ShownText.cut(String.join("\n", of(text)), CHARACTERS);
    }

    /** Its lines, without blanks at their ends. */
    public static List<String> of(String text) {
        return text.lines()
                .limit(LINES)
                .map(line -> masked(line).stripTrailing())
                .toList();
    }

    /** One line, its indentation included. */
    public static String masked(String line) {
        return SecretMask.mask(line);
    }
}
