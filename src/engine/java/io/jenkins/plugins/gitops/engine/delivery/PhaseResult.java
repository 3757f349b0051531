package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import java.time.Duration;

/**
 * What one step of a delivery led to.
 *
 * @param record the record now, already on the disk
 * @param pause when to call again; zero for at once
 */
public record PhaseResult(DeployRecord record, Duration pause) {

    static PhaseResult now(DeployRecord record) {
        return new PhaseResult(record, Duration.ZERO);
    }

    static PhaseResult in(Duration wait, DeployRecord record) {
        return new PhaseResult(record, wait);
    }
}
