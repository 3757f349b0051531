package io.jenkins.plugins.gitops.engine.delivery.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a delivery ended. The words are written to Git, to the cluster and to metrics: they never change. */
public enum Outcome {
    /** Committed, applied, and every object became healthy. */
    HEALTHY,
    /** Applied and known to have failed; whether it was rolled back is said beside it. */
    FAILED,
    /** A newer delivery, or newer manifests than were tested, took its place. */
    SUPERSEDED,
    /** Not let through: by the plan, a gate, a permission, the Git server. Nothing was applied. */
    REFUSED,
    /** Ended by a person. */
    ABORTED,
    /** The cluster or the Git server could not be asked until the timeout. What was committed stays committed. */
    UNKNOWN;

    /** The word as it is written: lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
