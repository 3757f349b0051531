package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.model.Job;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.drift.DriftListener;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.outbox.DriftNotifier;
import java.time.Instant;
import java.util.Map;

/** Puts what the watch of drift sees into the outbox. */
@Extension
public final class DriftNotices implements DriftListener {

    private static final int MOST = 1000;

    private final Map<Watched, DriftNotifier> notifiers = NewestKept.byInsertion(MOST);

    /** What is watched for whom. */
    private record Watched(DeliveryTarget target, String job) {}

    @Override
    public void changed(Job<?, ?> job, DriftReport report, DriftChange change) {
        of(job, report).changed(report, change);
    }

    @Override
    public void givenUp(Job<?, ?> job, DriftReport report, StandingDrift drift, String text, Instant at) {
        of(job, report).givenUp(report, drift, text, at);
    }

    /** One for each environment and application, as it tells one look only once. */
    private synchronized DriftNotifier of(Job<?, ?> job, DriftReport report) {
        Watched watched = new Watched(report.target(), BuiltHead.allowedAs(job));
        DriftNotifier known = notifiers.get(watched);
        if (known == null) {
            known = new DriftNotifier(event -> ReceiverOutbox.get().put(event, watched.job()));
            notifiers.put(watched, known);
        }
        return known;
    }
}
