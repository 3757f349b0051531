package io.jenkins.plugins.gitops.figures;

import hudson.model.Job;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.branches.EnvironmentPast;
import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of what many jobs deliver, from memory. No server is asked; what was never read is read in the background, and
 * what was read long ago is read again.
 *
 * @param figures those of production first, then by the names of application and environment
 * @param waiting how many branches and jobs' records were never read yet, so that there will be more
 */
public record KnownFigures(List<OfJob> figures, int waiting) {

    public KnownFigures {
        figures = List.copyOf(figures);
    }

    /**
     * Figures, and a job whose pages have the deliveries: the one that delivers the application, where one of them does.
     */
    public record OfJob(TargetFigures figures, Job<?, ?> job) {}

    /**
     * Computes them. An application in an environment is there once, of however many jobs its deliveries can be seen.
     *
     * @param now where the time spans end
     * @param age how long ago a branch was read that is read again
     */
    public static KnownFigures of(Collection<? extends Job<?, ?>> jobs, Instant now, Duration age) {
        Map<GitRemote, Branch> branches = new LinkedHashMap<>();
        List<JobRecords.OfJob> records = new ArrayList<>();
        int waiting = 0;
        for (Job<?, ?> job : jobs) {
            List<EnvironmentPast> environments = DeliveryBranches.get().past(job, age);
            if (environments.isEmpty()) {
                continue;
            }
            Optional<JobRecords.OfJob> known = JobRecords.get().of(job);
            waiting += known.isPresent() ? 0 : 1;
            known.ifPresent(records::add);
            for (EnvironmentPast each : environments) {
                branches.computeIfAbsent(each.remote(), remote -> new Branch()).add(job, known, each);
            }
        }
        List<OfJob> found = new ArrayList<>();
        for (Branch branch : branches.values()) {
            waiting += branch.past.isPresent() ? 0 : 1;
            found.addAll(branch.figures(records, now));
        }
        found.sort((one, other) -> ProductionFirst.ORDER.compare(one.figures(), other.figures()));
        return new KnownFigures(found, waiting);
    }

    /** A branch, and the jobs that deliver to it. */
    private static final class Branch {

        private final Map<String, Job<?, ?>> byEnvironment = new LinkedHashMap<>();
        private final Map<DeliveryTarget, Job<?, ?>> byTarget = new LinkedHashMap<>();
        private Optional<PastDeliveries> past = Optional.empty();

        void add(Job<?, ?> job, Optional<JobRecords.OfJob> records, EnvironmentPast environment) {
            byEnvironment.putIfAbsent(environment.environment(), job);
            past = past.or(environment::past);
            past.ifPresent(known -> known.deliveries().keySet().stream()
                    .filter(target -> target.environment().equals(environment.environment()))
                    .filter(target -> records.filter(of -> of.delivers(target.application()))
                            .isPresent())
                    .forEach(target -> byTarget.putIfAbsent(target, job)));
        }

        List<OfJob> figures(List<JobRecords.OfJob> records, Instant now) {
            return past.map(all -> all
                            .of(target -> byEnvironment.containsKey(target.environment()))
                            .knowing(id -> ended(records, id))
                            .figures(now, TargetFigures.USUAL_DAYS)
                            .stream()
                            .map(each -> new OfJob(each, job(each)))
                            .toList())
                    .orElse(List.of());
        }

        private Job<?, ?> job(TargetFigures figures) {
            return byTarget.getOrDefault(
                    new DeliveryTarget(figures.application(), figures.environment()),
                    byEnvironment.get(figures.environment()));
        }
    }

    private static Optional<KnownResults.Ended> ended(List<JobRecords.OfJob> records, DeployId id) {
        return records.stream().flatMap(each -> each.ended(id).stream()).findFirst();
    }
}
