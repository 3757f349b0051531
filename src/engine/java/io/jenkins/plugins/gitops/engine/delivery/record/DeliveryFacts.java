package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryTrace;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryWork;
import io.jenkins.plugins.gitops.engine.metrics.UnderWay;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is counted of a finished record. */
public final class DeliveryFacts {

    private static final Set<Outcome> FAULTY = Set.of(Outcome.FAILED, Outcome.REFUSED, Outcome.UNKNOWN);

    /** A longer one is no build's, and would be a label's value in each scrape. */
    private static final int LONGEST_URL = 1000;

    private DeliveryFacts() {}

    /** Whether a record that has ended changes what is told: a sync brings nothing new, but may make the newest one healthy. */
    public static boolean counts(DeployRecord record) {
        return !isSync(record)
                || record.ending().orElseThrow().outcome() == Outcome.HEALTHY
                        && !record.request().options().sync().partial();
    }

    private static boolean isSync(DeployRecord record) {
        return record.request().kind() == DeliveryKind.SYNC;
    }

    /** The fact of a record that has ended. */
    public static DeliveryFact of(DeployRecord record) {
        DeliveryEnding ending = record.ending().orElseThrow();
        DeliveryTarget target = record.request().target();
        Optional<Duration> leadTime = record.request()
                .source()
                .flatMap(DeliverySource::committed)
                .filter(committed -> ending.outcome() == Outcome.HEALTHY)
                .map(committed -> SteadyClock.between(committed, ending.at()));
        return new DeliveryFact(
                        target.application(),
                        target.environment(),
                        ending.outcome().word(),
                        ending.rolledBack(),
                        record.duration(SteadyClock.SYSTEM),
                        ending.at(),
                        leadTime)
                .with(work(record, ending))
                .with(trace(record, ending));
    }

    private static DeliveryWork work(DeployRecord record, DeliveryEnding ending) {
        int pushes = attempts(record).mapToInt(each -> each.writing().pushes()).sum();
        int writeBacks = (int)
                attempts(record).filter(each -> each.writing().pushes() > 0).count();
        return new DeliveryWork(
                record.times().byPhase(),
                pushes,
                pushes - writeBacks,
                attempts(record).flatMap(each -> each.writing().took().stream()).toList(),
                FAULTY.contains(ending.outcome()) ? Optional.of(failedIn(record, ending)) : Optional.empty(),
                record.request().building(),
                record.request().tests().map(DeliveryFacts::cases).orElse(Map.of()));
    }

    /** Its newest attempt is the rollback, where there is one; then what failed before is said. */
    private static String failedIn(DeployRecord record, DeliveryEnding ending) {
        if (record.rollingBack() || ending.in() == DeliveryPhase.ROLLBACK) {
            return word(record.forward().rollout().applied().isPresent() ? DeliveryPhase.WAIT : DeliveryPhase.APPLY);
        }
        return word(ending.in());
    }

    private static Map<String, Long> cases(TestReport report) {
        return Map.of(
                "passed", (long) Math.max(0, report.total() - report.failures() - report.skipped()),
                "failed", (long) report.failures(),
                "skipped", (long) report.skipped());
    }

    private static DeliveryTrace trace(DeployRecord record, DeliveryEnding ending) {
        return new DeliveryTrace(
                hadEffect(record, ending),
                written(record, ending),
                held(record, ending),
                record.commit().map(Revision::id),
                record.request().build().map(BuildLink::url).filter(url -> url.length() <= LONGEST_URL),
                isSync(record));
    }

    /** One that was aborted before it had a commit changed nothing: how the one before it ended stays true. */
    private static boolean hadEffect(DeployRecord record, DeliveryEnding ending) {
        boolean committed =
                attempts(record).anyMatch(each -> each.writing().commit().isPresent());
        return ending.result().hadEffect() && (ending.outcome() != Outcome.ABORTED || committed);
    }

    private static Optional<Boolean> written(DeployRecord record, DeliveryEnding ending) {
        return attempts(record)
                .map(DeliveryAttempt::writing)
                .filter(writing -> writing.pushes() > 0)
                .reduce((first, second) -> second)
                .map(writing -> writing.commit().isPresent())
                .filter(in -> in || FAULTY.contains(ending.outcome()));
    }

    /** As the inventory says it after this delivery ({@code rollout.AttemptState}); where it never held its lease, as before. */
    private static Optional<Boolean> held(DeployRecord record, DeliveryEnding ending) {
        DeployRequest request = record.request();
        RolloutProgress rollout = record.attempt().rollout();
        if (!rollout.claimed()) {
            return Optional.empty();
        }
        if (ending.outcome() == Outcome.HEALTHY && request.releasesHold()) {
            return Optional.of(false);
        }
        boolean rollback = record.rollingBack() || request.kind() == DeliveryKind.ROLLBACK;
        return rollout.held().or(() -> Optional.of(true).filter(holds -> rollback));
    }

    private static Stream<DeliveryAttempt> attempts(DeployRecord record) {
        return Stream.concat(Stream.of(record.forward()), record.back().stream());
    }

    /** A record that has not ended. */
    public static UnderWay underWay(DeployRecord record) {
        DeliveryTarget target = record.request().target();
        boolean waits =
                record.times().equals(PhaseTimes.NONE) && record.events().isEmpty();
        return new UnderWay(
                target.application(),
                target.environment(),
                waits ? UnderWay.QUEUE : PhaseTimes.word(record),
                record.started());
    }

    private static String word(DeliveryPhase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }
}
