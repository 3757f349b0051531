package io.jenkins.plugins.gitops.drift;

import hudson.ExtensionPoint;
import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.time.Instant;

/**
 * Is called when drift of a watched environment begins, changes or ends, and for what a self-heal does. Called on a thread of the
 * watch, with the system's permissions. It must not throw, and should return soon. After a crash it may be called twice for the
 * same, and once too little.
 */
public interface DriftListener extends ExtensionPoint {

    /**
     * What is new of one difference.
     *
     * @param job that delivered there last
     */
    default void changed(Job<?, ?> job, DriftReport report, DriftChange change) {}

    /**
     * That a field is not put back any more, since it was set otherwise again and again.
     *
     * @param text for people
     */
    default void givenUp(Job<?, ?> job, DriftReport report, StandingDrift drift, String text, Instant at) {}

    /** What was put back, and how that ended. */
    default void putBack(Job<?, ?> job, DeliveryTarget target, HealRecord heal, DeliveryEnding ending) {}
}
