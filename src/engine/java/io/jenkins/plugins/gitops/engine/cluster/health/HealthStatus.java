package io.jenkins.plugins.gitops.engine.cluster.health;

import java.util.Collection;

/** Whether an object has reached its desired state. */
public enum HealthStatus {
    /** It has reached it. */
    CURRENT,
    /** It may still reach it. */
    IN_PROGRESS,
    /** It cannot reach it without help. */
    FAILED;

    /** That of the whole: the worst of the parts; nothing at all is {@link #CURRENT}. */
    public static HealthStatus worst(Collection<HealthStatus> parts) {
        return parts.stream().max(HealthStatus::compareTo).orElse(CURRENT);
    }
}
