package io.jenkins.plugins.gitops.builds;

import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.util.Objects;
import java.util.Optional;

/**
 * What a {@code gitopsTest} block said.
 *
 * @param stage the stages and branches that it is in, from the outside; empty where that is not known
 * @param source the commit that was tested
 */
public record StageTests(String stage, TestReport report, Optional<DeliverySource> source) {

    public StageTests {
        stage = Objects.requireNonNullElse(stage, "");
        Objects.requireNonNull(report, "no report");
    }
}
