package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.PlanSummary;
import java.util.List;
import java.util.stream.Stream;

/** A plan on a page. */
public final class PlanView {

    private final String title;
    private final PlanSummary plan;

    private PlanView(String title, PlanSummary plan) {
        this.title = title;
        this.plan = plan;
    }

    /** Those of a delivery: its own, and then that of its rollback. */
    static List<PlanView> of(DeployRecord record) {
        String own = record.rollingBack() ? Messages.PlanView_failed() : Messages.PlanView_title();
        return Stream.concat(
                        record.forwardPlan().stream().map(plan -> new PlanView(own, plan)),
                        record.rollbackPlan().stream().map(plan -> new PlanView(Messages.PlanView_rollback(), plan)))
                .toList();
    }

    /** Which plan it is. */
    public String getTitle() {
        return title;
    }

    public String getCounts() {
        return Messages.PlanView_counts(plan.create(), plan.change(), plan.prune(), plan.unchanged());
    }

    public String getText() {
        return plan.text();
    }
}
