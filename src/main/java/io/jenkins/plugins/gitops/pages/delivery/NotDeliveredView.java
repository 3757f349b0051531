package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.builds.NotDelivered;
import java.util.Date;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A step that delivered nothing, as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class NotDeliveredView {

    private final NotDelivered step;

    public NotDeliveredView(NotDelivered step) {
        this.step = step;
    }

    /** Milliseconds since 1970 in {@code api/json}. */
    @Exported
    public Date getAt() {
        return Date.from(step.at());
    }

    @Exported
    public String getEnvironment() {
        return step.environment();
    }

    /** Null when it was refused before this was known. */
    @Exported
    public String getApplication() {
        return step.application().orElse(null);
    }

    /** {@code planned}, {@code refused} or {@code unchanged}. */
    @Exported
    public String getOutcome() {
        return step.unchanged().isPresent() ? "unchanged" : step.isRefused() ? "refused" : "planned";
    }

    @Exported
    public String getReason() {
        return step.reason();
    }

    @Exported
    public String getRemedy() {
        return step.remedy();
    }

    /** Null when it was refused before there was one. */
    @Exported
    public String getPlan() {
        return step.plan().orElse(null);
    }

    public String getSymbol() {
        return step.isRefused() ? "symbol-status-red" : "symbol-status-nobuilt";
    }

    public String getOutcomeText() {
        if (step.unchanged().isPresent()) {
            return Messages.NotDeliveredView_unchanged();
        }
        return step.isRefused() ? Messages.OutcomeStyle_refused() : Messages.NotDeliveredView_planned();
    }

    /** What it was about: the application, where that is known, and the environment. */
    public String getTitle() {
        return step.application()
                .map(application -> Messages.NotDeliveredView_title(application, step.environment()))
                .orElse(step.environment());
    }
}
