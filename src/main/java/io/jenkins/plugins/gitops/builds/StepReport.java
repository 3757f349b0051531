package io.jenkins.plugins.gitops.builds;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;
import java.util.Optional;

/**
 * What a step did that makes no delivery: a comparison, or a removal. A removal's is stored when it begins as well.
 *
 * @param node the step's flow node id
 * @param at when the step began, and once it has ended, when it ended
 * @param summary in one line; empty while it goes on
 * @param text all of it, for people; its beginning where it is long
 * @param commit what the cluster was compared with, or the commit that says that it is removed
 * @param begunAfter of a removal that has begun: the commit of the newest delivery then, empty when there was none
 */
public record StepReport(
        String node,
        Kind kind,
        State state,
        Instant at,
        String application,
        String environment,
        String summary,
        String text,
        Optional<String> commit,
        Optional<String> begunAfter) {

    /** More would make the build's file long; the build's log has it. */
    private static final int LONGEST_TEXT = 30_000;

    /** Which step. */
    public enum Kind {
        DRIFT,
        REMOVAL
    }

    /** How it ended. */
    public enum State {
        RUNNING,
        EQUAL,
        DRIFTED,
        REMOVED,
        SUPERSEDED,
        ABORTED,
        FAILED
    }

    /** Names of objects and values of fields are in these texts. */
    public StepReport {
        application = ShownText.line(application);
        environment = ShownText.line(environment);
        summary = ShownText.line(summary);
        text = ShownText.of(ShownText.cut(text, LONGEST_TEXT));
    }

    /** A removal that waits for its turn. */
    public static StepReport removal(String node, Instant at, String application, String environment) {
        return new StepReport(
                node,
                Kind.REMOVAL,
                State.RUNNING,
                at,
                application,
                environment,
                "",
                "",
                Optional.empty(),
                Optional.empty());
    }

    public StepReport begun(String newest) {
        return new StepReport(
                node, kind, state, at, application, environment, summary, text, commit, Optional.of(newest));
    }

    public StepReport committed(String revision) {
        return new StepReport(
                node, kind, state, at, application, environment, summary, text, Optional.of(revision), begunAfter);
    }

    /** @param result all of it; the first line is its summary */
    public StepReport ended(State reached, Instant when, String result) {
        String line = result.lines().findFirst().orElse("");
        return new StepReport(node, kind, reached, when, application, environment, line, result, commit, begunAfter);
    }

    @JsonIgnore
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
