package io.jenkins.plugins.gitops.engine.cluster.inventory;

/**
 * How the writing of an inventory ended.
 *
 * @param inventory as the cluster has it now: what was written, or what another process wrote before; empty
 *     when that deleted it
 */
public record InventoryWriteResult(Outcome outcome, Inventory inventory) {

    /** Whether our write succeeded. */
    public enum Outcome {
        WRITTEN,
        /** Another process was faster; nothing was written. The caller has to decide again, on the current state. */
        OVERTAKEN
    }

    public boolean overtaken() {
        return outcome == Outcome.OVERTAKEN;
    }
}
