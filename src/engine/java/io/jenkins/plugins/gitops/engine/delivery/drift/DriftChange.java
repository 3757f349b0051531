package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is new of a difference.
 *
 * @param drift as it is now; of one that has ended, as it was last
 * @param at when it was seen
 * @param putBackBy of one that has ended, the sync of a self-heal that put it back
 */
public record DriftChange(Kind kind, StandingDrift drift, Instant at, Optional<DeployId> putBackBy) {

    /** What became of it. */
    public enum Kind {
        APPEARED("drift begins"),
        CHANGED("drift changes"),
        GONE("drift ends");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    static DriftChange of(Kind kind, StandingDrift drift, Instant at) {
        return new DriftChange(kind, drift, at, Optional.empty());
    }

    /** For people, in one line. */
    public String text() {
        return ShownText.line(kind.words + ": " + drift.text()
                + putBackBy.map(sync -> "; put back by " + sync).orElse(""));
    }
}
