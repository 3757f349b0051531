package io.jenkins.plugins.gitops.monitoring;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.gitops.approvals.ApprovalWatch;
import io.jenkins.plugins.gitops.deliveries.ActiveDelivery;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.drift.DriftWatcher;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.metrics.ApprovalMetrics;
import io.jenkins.plugins.gitops.engine.metrics.DriftMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.jenkins.plugins.gitops.engine.metrics.NotificationMetrics;
import io.jenkins.plugins.gitops.engine.metrics.UnderWayMetrics;
import io.jenkins.plugins.gitops.engine.metrics.WaitingApproval;
import io.jenkins.plugins.gitops.notifications.ReceiverOutbox;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Counts the deliveries that end on this controller, also while nobody collects metrics. Counters must not decrease when a
 * build is deleted or Jenkins restarts. So the totals are stored in {@code gitops/metrics.json} in Jenkins' home.
 */
@Extension
public final class DeliveryTally implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(DeliveryTally.class.getName());

    private final TallyFile file;
    private TallyState state;
    private volatile List<MetricFamily> families;

    public DeliveryTally() {
        this(new TallyFile(Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("metrics.json")));
    }

    DeliveryTally(TallyFile file) {
        this.file = file;
        this.state = file.read();
        this.families = state.totals().families();
    }

    public static DeliveryTally get() {
        return ExtensionList.lookupSingleton(DeliveryTally.class);
    }

    /** The totals, from memory, without a lock. */
    public List<MetricFamily> families() {
        return families;
    }

    /** What has not ended, at this moment. */
    public static List<MetricFamily> unfinished() {
        return UnderWayMetrics.of(
                DeliveryService.get().all().stream()
                        .map(ActiveDelivery::record)
                        .filter(record -> !record.finished())
                        .map(DeliveryFacts::underWay)
                        .toList(),
                TallyState.MOST_TARGETS);
    }

    /** What differs from the commits of the environments that are watched. */
    public static List<MetricFamily> drift() {
        return DriftMetrics.of(DriftWatcher.get().facts());
    }

    /** The builds that wait for a person. */
    public static List<MetricFamily> approvals() {
        return ApprovalMetrics.of(
                ApprovalWatch.get().waiting().stream()
                        .flatMap(build -> build.targets().stream()
                                .map(target ->
                                        new WaitingApproval(target.application(), target.environment(), build.since())))
                        .toList(),
                TallyState.MOST_TARGETS);
    }

    /** What receivers of notifications were not told. */
    public static List<MetricFamily> notifications() {
        return NotificationMetrics.of(ReceiverOutbox.get().facts());
    }

    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        count(record);
    }

    /** Counts a record that has ended, unless it has counted the same ending before. */
    synchronized void count(DeployRecord record) {
        if (record.ending().isEmpty()
                || !DeliveryFacts.counts(record)
                || !state.add(record.id(), record.ending().get().outcome())) {
            return;
        }
        state.totals().add(DeliveryFacts.of(record));
        families = state.totals().families();
        try {
            file.write(state);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "Metrics of deliveries could not be kept in " + file
                            + ". They go on in memory, and are written again when the next delivery ends.");
        }
    }
}
