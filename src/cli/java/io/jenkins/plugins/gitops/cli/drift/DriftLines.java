package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftEvents;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What is told of one environment, as lines. */
final class DriftLines implements DriftEvents {

    private final DeliveryTarget target;
    private final Consumer<DriftLine> lines;

    DriftLines(DeliveryTarget target, Consumer<DriftLine> lines) {
        this.target = target;
        this.lines = lines;
    }

    @Override
    public void watching(DriftReport report, Instant now) {
        lines.accept(DriftLine.watching(report, now));
    }

    @Override
    public void changed(DriftReport report, DriftChange change) {
        lines.accept(DriftLine.of(report, change));
    }

    @Override
    public void notPutBack(DriftReport report, String why, Instant now) {
        lines.accept(DriftLine.of(target, now, "not-put-back", why, Optional.of(report.delivery())));
    }

    @Override
    public void givenUp(DriftReport report, StandingDrift drift, String text, Instant now) {
        lines.accept(DriftLine.givenUp(report, drift, text, now));
    }

    @Override
    public void puttingBack(HealRecord heal) {
        lines.accept(DriftLine.of(target, heal, "putting-back", heal.text(), heal.at()));
    }

    @Override
    public void putBack(HealRecord heal, DeliveryEnding ending) {
        String text = "self-heal " + heal.sync() + " ended " + ending.outcome().word()
                + (ending.reason().isEmpty() ? "" : ": " + ending.reason());
        lines.accept(DriftLine.of(target, heal, "put-back", ShownText.line(text), ending.at()));
    }

    @Override
    public void unanswered(GitopsException why, Instant now) {
        String text = "cannot be compared: " + why.getMessage() + ". " + why.remedy();
        lines.accept(DriftLine.of(target, now, "unanswered", ShownText.line(text), Optional.empty()));
    }
}
