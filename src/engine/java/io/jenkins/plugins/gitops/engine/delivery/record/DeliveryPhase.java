package io.jenkins.plugins.gitops.engine.delivery.record;

/**
 * Where a delivery is. Every phase can be entered again: {@code RENDER > PLAN > COMMIT > APPLY > WAIT > DONE}, and from
 * APPLY or WAIT, when the rollout failed, {@code ROLLBACK}, which chooses what to go back to and starts again at RENDER
 * with a second {@link DeliveryAttempt}.
 */
public enum DeliveryPhase {
    RENDER,
    PLAN,
    COMMIT,
    APPLY,
    WAIT,
    ROLLBACK,
    DONE
}
