package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import java.time.Instant;

/**
 * What is told of a watched environment. Each is kept before it is told; after a crash it may be told once more.
 * Who hears of drift alone leaves out the rest.
 */
public interface DriftEvents {

    /** After the first look of this process. */
    default void watching(DriftReport report, Instant now) {}

    void changed(DriftReport report, DriftChange change);

    /** Why nothing is put back; once for each reason. */
    default void notPutBack(DriftReport report, String why, Instant now) {}

    /**
     * That a field is left alone from now on.
     *
     * @param text the same of all that are given up at this look, for people
     */
    void givenUp(DriftReport report, StandingDrift drift, String text, Instant now);

    default void puttingBack(HealRecord heal) {}

    default void putBack(HealRecord heal, DeliveryEnding ending) {}

    /** That a look failed; once for each reason. The next one asks again. */
    default void unanswered(GitopsException why, Instant now) {}
}
