package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;

/**
 * A plan as a record keeps it.
 *
 * @param create objects that are made
 * @param change objects that change, or are replaced
 * @param unchanged objects that stay
 * @param prune objects that are deleted
 * @param text the plan for people, masked; cut after 64 KiB
 */
public record PlanSummary(int create, int change, int unchanged, int prune, String text) {

    private static final int LONGEST_TEXT = 64 * 1024;

    public PlanSummary {
        text = ShownText.of(text);
        if (text.length() > LONGEST_TEXT) {
            text = text.substring(0, LONGEST_TEXT) + "\n... (cut)";
        }
    }

    public static PlanSummary of(Plan plan) {
        return new PlanSummary(
                count(plan, PlannedChange.Action.CREATE),
                count(plan, PlannedChange.Action.CHANGE) + count(plan, PlannedChange.Action.REPLACE),
                count(plan, PlannedChange.Action.UNCHANGED),
                count(plan, PlannedChange.Action.PRUNE),
                plan.text());
    }

    private static int count(Plan plan, PlannedChange.Action action) {
        return (int) plan.changes().stream()
                .filter(change -> change.action() == action)
                .count();
    }
}
