package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * What the server answered to a push itself. Only a yes is to be believed: JGit gives a lost race and a refusing hook the
 * same status, and a broken connection says nothing at all.
 *
 * @param words the server's own, fit for people, or the error's
 */
public record PushResponse(Kind kind, String words) {

    /** What a server says that will say the same again: these need no second try. */
    private static final Pattern FINAL =
            Pattern.compile("hook declined|protected branch|denied|prohibited|not allowed", Pattern.CASE_INSENSITIVE);

    public enum Kind {
        YES,
        NO,
        BROKEN
    }

    public static PushResponse of(PushResult result, String ref, ServerText text) {
        RemoteRefUpdate update = result.getRemoteUpdate(ref);
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new PushResponse(Kind.YES, "accepted");
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                new PushResponse(Kind.BROKEN, "The server did not say how the push ended");
            default -> new PushResponse(Kind.NO, words(update, result, text));
        };
    }

    public static PushResponse broken(GitopsException error) {
        return new PushResponse(Kind.BROKEN, error.getMessage());
    }

    /** Whether the server would say the same no again. */
    public boolean isFinal() {
        return kind == Kind.NO && FINAL.matcher(words).find();
    }

    private static String words(RemoteRefUpdate update, PushResult result, ServerText text) {
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
