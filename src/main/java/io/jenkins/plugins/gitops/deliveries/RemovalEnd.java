package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a removal ended.
 *
 * @param outcome {@link Outcome#HEALTHY} when all is gone that was to go
 * @param text what is gone and what stays, or why it ended before, with what to do; for people
 */
public record RemovalEnd(Outcome outcome, String text) {

    private static final int MOST_NAMED = 20;

    public RemovalEnd {
        text = ShownText.of(text);
    }

    static RemovalEnd of(RemovalReport report) {
        return new RemovalEnd(report.done() ? Outcome.HEALTHY : Outcome.FAILED, report.text());
    }

    /**
     * @param begun whether something may be gone already
     * @param left what was to go and is perhaps still there; empty where that is not known
     */
    static RemovalEnd of(Outcome outcome, GitopsException why, boolean begun, List<ObjectRef> left) {
        return new RemovalEnd(
                outcome,
                why.getMessage() + (begun ? named(left) : "") + "\n-> " + why.remedy()
                        + (begun
                                ? ". Something may be gone already; to delete again goes on from there" + shown(left)
                                : ""));
    }

    /** Of one that was under way when Jenkins stopped, and does not go on. */
    public static RemovalEnd notResumed(GitopsException why) {
        return of(Outcome.FAILED, why, true, List.of());
    }

    /** Of one that nobody works on, so that what is left is not known. */
    public static RemovalEnd stopped(String who, boolean begun) {
        return stopped(who, begun, List.of());
    }

    /** @param left as above */
    static RemovalEnd stopped(String who, boolean begun, List<ObjectRef> left) {
        return new RemovalEnd(
                Outcome.ABORTED,
                "Aborted by " + who
                        + (begun
                                ? ": something may be gone already" + named(left)
                                        + "\n-> Delete again: it goes on from there" + shown(left)
                                        + "; or deliver again, which creates all again"
                                : ": nothing was removed"));
    }

    private static String named(List<ObjectRef> left) {
        if (left.isEmpty()) {
            return "";
        }
        String names = left.stream().limit(MOST_NAMED).map(ObjectRef::toString).collect(Collectors.joining(", "));
        int more = left.size() - MOST_NAMED;
        return "\nnot removed yet: " + names + (more > 0 ? " and " + more + " more" : "");
    }

    /** How to learn what is left, where the text does not say it whole. */
    private static String shown(List<ObjectRef> left) {
        return left.isEmpty() || left.size() > MOST_NAMED ? " (without confirm it shows what is left)" : "";
    }
}
