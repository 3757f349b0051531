package io.jenkins.plugins.gitops.builds;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;
import java.util.Optional;

/**
 * A {@code gitopsDeploy} step that began no delivery, and so has no record. Either only the plan was shown, or the step was
 * refused, or it was to deliver what changed, and nothing had.
 *
 * @param at when the step ended
 * @param environment as the step named it
 * @param application empty when it was not known
 * @param plan the plan as text; empty when the step was refused before there was one
 * @param reason why only the plan was shown, or why it was refused
 * @param remedy what to do after a refusal; empty for a plan
 * @param unchanged where nothing had changed: the commit of the delivery that it was compared with, the empty text where there
 *     is none; older versions do not say it
 */
public record NotDelivered(
        Instant at,
        String environment,
        Optional<String> application,
        Optional<String> plan,
        String reason,
        String remedy,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> unchanged) {

    /** Names of branches and tags, which anybody may have chosen, are in these texts. */
    public NotDelivered {
        environment = ShownText.line(environment);
        application = application.map(ShownText::line);
        plan = plan.map(ShownText::of);
        reason = ShownText.of(reason);
        remedy = ShownText.of(remedy);
    }

    /** Only the plan was shown. */
    public static NotDelivered planned(Instant at, String application, String environment, String reason, String plan) {
        return new NotDelivered(
                at, environment, Optional.of(application), Optional.of(plan), reason, "", Optional.empty());
    }

    /** The step was refused. */
    public static NotDelivered refused(Instant at, String environment, String reason, String remedy) {
        return new NotDelivered(at, environment, Optional.empty(), Optional.empty(), reason, remedy, Optional.empty());
    }

    /** Nothing had changed. */
    public static NotDelivered unchanged(
            Instant at, String application, String environment, String reason, String commit) {
        return new NotDelivered(
                at, environment, Optional.of(application), Optional.empty(), reason, "", Optional.of(commit));
    }

    /** The step was refused, and the plan is shown all the same. */
    public NotDelivered refused(String remedy) {
        return new NotDelivered(at, environment, application, plan, reason, remedy, unchanged);
    }

    public boolean isRefused() {
        return unchanged.isEmpty() && (plan.isEmpty() || !remedy.isEmpty());
    }
}
