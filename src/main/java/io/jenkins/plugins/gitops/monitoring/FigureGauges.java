package io.jenkins.plugins.gitops.monitoring;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Job;
import hudson.model.TaskListener;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.figures.FigureFacts;
import io.jenkins.plugins.gitops.engine.metrics.FigureMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.jenkins.plugins.gitops.figures.KnownFigures;
import io.jenkins.plugins.gitops.figures.ProductionFirst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * The delivery figures of all that this controller's jobs deliver, as gauges. They are computed in the background, and the
 * branches for them read there: a delivery that ends has its branch read at once, and every branch is read once an hour.
 */
@Extension
public final class FigureGauges extends AsyncPeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(FigureGauges.class.getName());

    /** Of so many jobs that have delivered. */
    private static final int MOST_JOBS = 1_000;

    private static final Duration AGE = Duration.ofHours(1);
    private static final long MINUTES = 2;

    private volatile List<MetricFamily> families = List.of();
    private boolean warned;

    public FigureGauges() {
        super("Delivery figures");
    }

    static FigureGauges get() {
        return ExtensionList.lookupSingleton(FigureGauges.class);
    }

    /** As they were last computed; the same objects until they are computed again. */
    List<MetricFamily> families() {
        return families;
    }

    /** Nothing is computed and no branch read where nobody collects it. */
    @Override
    protected void execute(TaskListener listener) {
        if (Jenkins.get().getPlugin("prometheus") != null) {
            compute();
        }
    }

    /** From what is in memory; begins to read what is not. */
    void compute() {
        Map<String, MetricFamily> before =
                families.stream().collect(Collectors.toMap(MetricFamily::name, Function.identity()));
        families = FigureMetrics.of(
                        KnownFigures.of(jobs(), SteadyClock.SYSTEM.instant(), AGE).figures().stream()
                                .map(KnownFigures.OfJob::figures)
                                .flatMap(
                                        each -> FigureFacts.of(
                                                each,
                                                Boolean.toString(ProductionFirst.isProduction(each.environment())))
                                                .stream())
                                .toList(),
                        TallyState.MOST_TARGETS)
                .stream()
                .map(family -> family.keeping(before.getOrDefault(family.name(), family)))
                .toList();
    }

    /** Those that have delivered. */
    private List<Job<?, ?>> jobs() {
        List<Job<?, ?>> jobs = new ArrayList<>();
        for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
            if (DeliveryBranches.get().hasDelivered(job)) {
                jobs.add(job);
            }
        }
        if (jobs.size() > MOST_JOBS && !warned) {
            warned = true;
            LOGGER.warning(() -> jobs.size() + " jobs have delivered, and the metrics of delivery figures have what "
                    + MOST_JOBS + " of them deliver. The pages of folders have the others");
        }
        return jobs.subList(0, Math.min(jobs.size(), MOST_JOBS));
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(MINUTES);
    }

    @Override
    public long getInitialDelay() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    /** It runs often. */
    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINEST;
    }
}
