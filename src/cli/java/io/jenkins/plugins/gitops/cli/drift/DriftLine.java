package io.jenkins.plugins.gitops.cli.drift;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of {@code gitops drift --watch -o json}; scripts depend on its fields.
 *
 * @param event {@code watching} once at the beginning; {@code began}, {@code changed}, {@code ended} of a difference;
 *     {@code putting-back}, {@code put-back}, {@code given-up}, {@code not-put-back} of a self-heal; {@code unanswered}
 * @param text the same for people
 * @param delivery the newest delivery
 * @param drift the difference
 * @param putBackBy the sync that ended it
 * @param heal what a sync puts back, and how that ended
 */
@JsonPropertyOrder({"time", "target", "event", "text"})
public record DriftLine(
        Instant time,
        DeliveryTarget target,
        String event,
        String text,
        Optional<DeployId> delivery,
        Optional<StandingDrift> drift,
        Optional<DeployId> putBackBy,
        Optional<HealRecord> heal) {

    /** For people. */
    public String line() {
        return time + " " + target + ": " + text;
    }

    static DriftLine watching(DriftReport report, Instant now) {
        String text = "watching, beside " + report.revision().abbreviated() + " of " + report.committed()
                + " (delivery " + report.delivery() + "): " + report.drift().summary();
        return of(report.target(), now, "watching", text, Optional.of(report.delivery()));
    }

    static DriftLine of(DriftReport report, DriftChange change) {
        String event =
                switch (change.kind()) {
                    case APPEARED -> "began";
                    case CHANGED -> "changed";
                    case GONE -> "ended";
                };
        return new DriftLine(
                change.at(),
                report.target(),
                event,
                change.text(),
                Optional.of(report.delivery()),
                Optional.of(change.drift()),
                change.putBackBy(),
                Optional.empty());
    }

    static DriftLine givenUp(DriftReport report, StandingDrift drift, String text, Instant now) {
        return new DriftLine(
                now,
                report.target(),
                "given-up",
                text,
                Optional.of(report.delivery()),
                Optional.of(drift),
                Optional.empty(),
                Optional.empty());
    }

    static DriftLine of(DeliveryTarget target, HealRecord heal, String event, String text, Instant now) {
        return new DriftLine(
                now,
                target,
                event,
                text,
                Optional.of(heal.delivery()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(heal));
    }

    static DriftLine of(DeliveryTarget target, Instant now, String event, String text, Optional<DeployId> delivery) {
        return new DriftLine(now, target, event, text, delivery, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
