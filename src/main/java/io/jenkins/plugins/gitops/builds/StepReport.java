package io.jenkins.plugins.gitops.builds;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.Objects;
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
 * @param id of a removal: the deploy id of its commit, chosen before anything is done
 * @param stoppedBy of a removal: who aborted it, also before it has ended
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
        Optional<String> begunAfter,
        Optional<String> id,
        Optional<String> stoppedBy) {

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
        id = Objects.requireNonNullElse(id, Optional.empty());
        stoppedBy = Objects.requireNonNullElse(stoppedBy, Optional.empty());
    }

    /** A comparison, which has ended. */
    public static StepReport drift(
            String node, State state, Instant at, DeliveryTarget target, String summary, String text, String commit) {
        return new StepReport(
                node,
                Kind.DRIFT,
                state,
                at,
                target.application(),
                target.environment(),
                summary,
                text,
                Optional.of(commit),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A removal that waits for its turn. */
    public static StepReport removal(String node, Instant at, DeliveryTarget target, DeployId id) {
        return new StepReport(
                node,
                Kind.REMOVAL,
                State.RUNNING,
                at,
                target.application(),
                target.environment(),
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(id.value()),
                Optional.empty());
    }

    public StepReport begun(String newest) {
        return with(state, at, summary, text, commit, Optional.of(newest), stoppedBy);
    }

    /** @param who asked for its end, which is still to come */
    public StepReport stopped(String who) {
        return with(state, at, summary, text, commit, begunAfter, Optional.of(who));
    }

    /** The same for a list of many: its summary is all that is kept of its text. */
    StepReport withoutDetails() {
        return with(state, at, summary, summary, commit, begunAfter, stoppedBy);
    }

    private StepReport with(
            State reached,
            Instant when,
            String line,
            String all,
            Optional<String> revision,
            Optional<String> newest,
            Optional<String> who) {
        return new StepReport(
                node, kind, reached, when, application, environment, line, all, revision, newest, id, who);
    }

    public StepReport committed(String revision) {
        return with(state, at, summary, text, Optional.of(revision), begunAfter, stoppedBy);
    }

    /** @param result all of it; the first line is its summary */
    public StepReport ended(State reached, Instant when, String result) {
        String line = result.lines().findFirst().orElse("");
        return with(reached, when, line, result, commit, begunAfter, stoppedBy);
    }

    @JsonIgnore
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
