package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import java.time.Duration;

/**
 * What one bit of work led to.
 *
 * @param record the record now, already on the disk
 * @param pause when to call again; zero for at once
 */
public record Advance(DeployRecord record, Duration pause) {

    static Advance now(DeployRecord record) {
        return new Advance(record, Duration.ZERO);
    }

    static Advance in(Duration wait, DeployRecord record) {
        return new Advance(record, wait);
    }
}
