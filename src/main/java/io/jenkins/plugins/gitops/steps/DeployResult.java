package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.PlanSummary;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.Serializable;
import java.util.Optional;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** How a {@code gitopsDeploy} ended, for the script. Texts have at most {@value #LONGEST} characters. */
public final class DeployResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 10_000;

    private final String id;
    private final String application;
    private final String environment;
    private final String outcome;
    private final String commit;
    // Null and 0 in a program that was saved by an older version.
    private final String reason;
    private final String remedy;
    private final String rollbackCommit;
    private final boolean rolledBack;
    private final boolean held;
    private final int created;
    private final int changed;
    private final int deleted;
    private final int unchanged;

    private DeployResult(DeployRecord record, DeliveryEnding ending, PlanSummary plan) {
        this.id = record.id().value();
        this.application = record.request().target().application();
        this.environment = record.request().target().environment();
        this.outcome = ending.outcome().word();
        this.commit = record.commit().map(Revision::id).orElse("");
        this.reason = shown(ending.reason());
        this.remedy = shown(ending.remedy());
        this.rollbackCommit = record.back()
                .flatMap(attempt -> attempt.writing().commit())
                .map(Revision::id)
                .orElse("");
        this.rolledBack = ending.rolledBack();
        this.held = ending.held();
        this.created = plan.create();
        this.changed = plan.change();
        this.deleted = plan.prune();
        this.unchanged = plan.unchanged();
    }

    private DeployResult(NotDelivered step) {
        this.id = "";
        this.application = step.application().orElse("");
        this.environment = step.environment();
        this.outcome = step.unchanged().isPresent() ? "unchanged" : step.isRefused() ? "refused" : "planned";
        this.commit = step.unchanged().orElse("");
        this.reason = shown(step.reason());
        this.remedy = shown(step.remedy());
        this.rollbackCommit = "";
        this.rolledBack = false;
        this.held = false;
        this.created = 0;
        this.changed = 0;
        this.deleted = 0;
        this.unchanged = 0;
    }

    private static String shown(String text) {
        return ShownText.of(ShownText.cut(text, LONGEST));
    }

    /** Empty while the delivery goes on. */
    static Optional<DeployResult> of(DeployRecord record) {
        return record.ending()
                .map(ending -> new DeployResult(
                        record, ending, record.forwardPlan().orElseGet(() -> new PlanSummary(0, 0, 0, 0, ""))));
    }

    /** Where only the plan was shown, the step was refused before a delivery began, or nothing had changed. */
    static DeployResult of(NotDelivered step) {
        return new DeployResult(step);
    }

    /** The deploy id; empty where no delivery began. */
    @Whitelisted
    public String getId() {
        return id;
    }

    /** Empty where the step was refused before it was known. */
    @Whitelisted
    public String getApplication() {
        return application;
    }

    @Whitelisted
    public String getEnvironment() {
        return environment;
    }

    /**
     * {@code healthy}, {@code failed}, {@code refused}, {@code superseded}, {@code aborted}, {@code unknown}, {@code planned}, or
     * {@code unchanged} where the application was not touched.
     */
    @Whitelisted
    public String getOutcome() {
        return outcome;
    }

    /** The full id of the delivery's commit; of an unchanged application, of the one that it was compared with; empty where there is none. */
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    /** Why it ended so, of several lines perhaps; empty when it is healthy. */
    @Whitelisted
    public String getReason() {
        return Util.fixNull(reason);
    }

    /** What to do; empty when there is nothing to do. */
    @Whitelisted
    public String getRemedy() {
        return Util.fixNull(remedy);
    }

    /** Whether a failed one was rolled back, and what it went back to is healthy. */
    @Whitelisted
    public boolean isRolledBack() {
        return rolledBack;
    }

    /** The full id of the rollback's commit; empty where there is none. */
    @Whitelisted
    public String getRollbackCommit() {
        return Util.fixNull(rollbackCommit);
    }

    /** Whether it was refused because this was rolled back before. */
    @Whitelisted
    public boolean isHeld() {
        return held;
    }

    /** How many objects the plan made; 0 where there was no plan. */
    @Whitelisted
    public int getCreated() {
        return created;
    }

    @Whitelisted
    public int getChanged() {
        return changed;
    }

    @Whitelisted
    public int getDeleted() {
        return deleted;
    }

    @Whitelisted
    public int getUnchanged() {
        return unchanged;
    }
}
