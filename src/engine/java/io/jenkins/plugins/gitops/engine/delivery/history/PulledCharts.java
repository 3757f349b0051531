package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The charts of registries of an earlier delivery. Its commit says their digests, as a registry may give another chart under the same
 * version: then the commit no longer says what is deployed.
 */
public final class PulledCharts {

    /** What to do about it, for people. */
    public static final String REMEDY =
            "Deliver again with what the registry has now; or give the chart a version of its own";

    private PulledCharts() {}

    /** Why a rendering of a delivery's commit is not what was delivered, for people; empty when it is, or its commit does not say. */
    public static Optional<String> changed(DeployTrailers delivery, RenderedManifests rendering) {
        List<String> others = new ArrayList<>(rendering.charts());
        others.removeAll(delivery.charts());
        if (delivery.charts().isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "The registry gives another chart than delivery " + delivery.id() + " had under the same version: now "
                        + String.join(", ", others) + ", then " + String.join(", ", delivery.charts()));
    }
}
