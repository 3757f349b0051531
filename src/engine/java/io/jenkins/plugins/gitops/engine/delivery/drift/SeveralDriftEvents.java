package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import java.time.Instant;
import java.util.List;

/** The same told to several, in their order. */
public record SeveralDriftEvents(List<DriftEvents> all) implements DriftEvents {

    public SeveralDriftEvents {
        all = List.copyOf(all);
    }

    @Override
    public void watching(DriftReport report, Instant now) {
        all.forEach(each -> each.watching(report, now));
    }

    @Override
    public void changed(DriftReport report, DriftChange change) {
        all.forEach(each -> each.changed(report, change));
    }

    @Override
    public void notPutBack(DriftReport report, String why, Instant now) {
        all.forEach(each -> each.notPutBack(report, why, now));
    }

    @Override
    public void givenUp(DriftReport report, StandingDrift drift, String text, Instant now) {
        all.forEach(each -> each.givenUp(report, drift, text, now));
    }

    @Override
    public void puttingBack(HealRecord heal) {
        all.forEach(each -> each.puttingBack(heal));
    }

    @Override
    public void putBack(HealRecord heal, DeliveryEnding ending) {
        all.forEach(each -> each.putBack(heal, ending));
    }

    @Override
    public void unanswered(GitopsException why, Instant now) {
        all.forEach(each -> each.unanswered(why, now));
    }
}
