package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.builds.NotDelivered;
import java.util.Date;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A step that delivered nothing, as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class NotDeliveredView {

    private final NotDelivered step;

    NotDeliveredView(NotDelivered step) {
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

    /** {@code planned} or {@code refused}. */
    @Exported
    public String getOutcome() {
        return step.plan().isPresent() ? "planned" : "refused";
    }

    @Exported
    public String getReason() {
        return step.reason();
    }

    @Exported
    public String getRemedy() {
        return step.remedy();
    }

    /** Null when it was refused. */
    @Exported
    public String getPlan() {
        return step.plan().orElse(null);
    }

    public String getSymbol() {
        return step.plan().isPresent() ? "symbol-status-nobuilt" : "symbol-status-red";
    }

    public String getOutcomeText() {
        return step.plan().isPresent() ? Messages.NotDeliveredView_planned() : Messages.OutcomeStyle_refused();
    }

    /** What it was about: the application, where that is known, and the environment. */
    public String getTitle() {
        return step.application()
                .map(application -> Messages.NotDeliveredView_title(application, step.environment()))
                .orElse(step.environment());
    }
}
