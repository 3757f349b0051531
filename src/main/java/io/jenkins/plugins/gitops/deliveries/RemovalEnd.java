package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;

/**
 * How a removal ended.
 *
 * @param outcome {@link Outcome#HEALTHY} when all is gone that was to go
 * @param text what is gone and what stays, or why it ended before, with what to do; for people
 */
public record RemovalEnd(Outcome outcome, String text) {

    public RemovalEnd {
        text = ShownText.of(text);
    }

    static RemovalEnd of(RemovalReport report) {
        return new RemovalEnd(report.done() ? Outcome.HEALTHY : Outcome.FAILED, report.text());
    }

    /** @param begun whether something may be gone already */
    static RemovalEnd of(Outcome outcome, GitopsException why, boolean begun) {
        return new RemovalEnd(
                outcome,
                why.getMessage() + "\n-> " + why.remedy()
                        + (begun ? ". Something may be gone already; to delete again goes on from there" : ""));
    }

    /** Of one that was under way when Jenkins stopped, and does not go on. */
    public static RemovalEnd notResumed(GitopsException why) {
        return of(Outcome.FAILED, why, true);
    }

    public static RemovalEnd stopped(String who, boolean begun) {
        return new RemovalEnd(
                Outcome.ABORTED,
                "Aborted by " + who
                        + (begun
                                ? ": something may be gone already\n-> Delete again: it goes on from there; or deliver again,"
                                        + " which creates all again"
                                : ": nothing was removed"));
    }
}
