package io.jenkins.plugins.gitops.engine.cluster.health;

import java.util.Collection;

/** Whether what is wanted has come true. */
public enum HealthStatus {
    /** It has. */
    CURRENT,
    /** It may still. */
    IN_PROGRESS,
    /** It is known that it will not by itself. */
    FAILED;

    /** That of the whole: the worst of the parts; nothing at all is {@link #CURRENT}. */
    public static HealthStatus worst(Collection<HealthStatus> parts) {
        return parts.stream().max(HealthStatus::compareTo).orElse(CURRENT);
    }
}
