package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * The server's response to a push. Only {@link Kind#ACCEPTED} says for sure how it ended: JGit gives a lost race and a
 * refusing hook the same status, and a broken connection says nothing at all.
 *
 * @param message the server's own text, without secrets and control characters, or that of the error
 */
public record PushResponse(Kind kind, String message) {

    /** In the text of a rejection that the server would repeat: these need no second try. */
    private static final Pattern FINAL =
            Pattern.compile("hook declined|protected branch|denied|prohibited|not allowed", Pattern.CASE_INSENSITIVE);

    public enum Kind {
        /** The commit is in. */
        ACCEPTED,
        /** The server did not take it: a lost race, or a rule of the server. */
        REJECTED,
        /** The connection broke, so the commit may be in or not. */
        UNKNOWN
    }

    public static PushResponse of(PushResult result, String ref, ServerText text) {
        RemoteRefUpdate update = result.getRemoteUpdate(ref);
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new PushResponse(Kind.ACCEPTED, "accepted");
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                new PushResponse(Kind.UNKNOWN, "The server did not say how the push ended");
            default -> new PushResponse(Kind.REJECTED, message(update, result, text));
        };
    }

    public static PushResponse unknown(GitopsException error) {
        return new PushResponse(Kind.UNKNOWN, error.getMessage());
    }

    /** Whether the server would reject the same push again. */
    public boolean isFinal() {
        return kind == Kind.REJECTED && FINAL.matcher(message).find();
    }

    private static String message(RemoteRefUpdate update, PushResult result, ServerText text) {
        String status = update.getMessage();
        if (status == null) {
            // JGit's own checks, before anything is sent: they speak of what the server showed to the push.
            status = update.getStatus() == RemoteRefUpdate.Status.REJECTED_REMOTE_CHANGED
                    ? "The server shows this branch to a fetch and not to a push, or in another state (receive.hideRefs)"
                    : update.getStatus().name();
        }
        return text.clean(status + "\n" + result.getMessages());
    }
}
