package io.jenkins.plugins.gitops.figures;

import hudson.Util;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * The figures of what many jobs deliver, from memory. No server is asked; what was never read is read in the background, and
 * what was read long ago is read again.
 *
 * @param figures those of production first, then by the names of application and environment
 * @param waiting how many branches and jobs' records were never read yet, so that there will be more
 * @param troubles why branches that were never read cannot be read
 * @param moreMarks whether a branch has more marks than were read
 */
public record KnownFigures(List<OfJob> figures, int waiting, List<Trouble> troubles, boolean moreMarks) {

    public KnownFigures {
        figures = List.copyOf(figures);
        troubles = List.copyOf(troubles);
    }

    /**
     * Figures, and a job whose pages have the deliveries: the one that delivers the application, where one of them does.
     */
    public record OfJob(TargetFigures figures, Job<?, ?> job) {}

    /** A branch that cannot be read, and why, in one line. */
    public record Trouble(GitRemote remote, String why) {}

    /**
     * Computes them. An application in an environment is there once, of however many jobs its deliveries can be seen. It is
     * what these jobs deliver, as the records of their builds and the commits tell, and nothing else of a branch.
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
        List<GitRemote> unread = new ArrayList<>();
        List<Trouble> troubles = new ArrayList<>();
        for (Map.Entry<GitRemote, Branch> each : branches.entrySet()) {
            Branch branch = each.getValue();
            if (branch.past.isEmpty()) {
                branch.trouble.ifPresentOrElse(
                        why -> troubles.add(new Trouble(each.getKey(), why)), () -> unread.add(each.getKey()));
            }
            found.addAll(branch.figures(records, now));
        }
        found.sort((one, other) -> ProductionFirst.ORDER.compare(one.figures(), other.figures()));
        return new KnownFigures(
                found,
                waiting + unread.size(),
                troubles,
                branches.values().stream()
                        .anyMatch(branch ->
                                branch.past.filter(PastDeliveries::moreMarks).isPresent()));
    }

    /** A branch, and the jobs that deliver to it. */
    private static final class Branch {

        private final Map<String, List<Job<?, ?>>> byEnvironment = new LinkedHashMap<>();
        private final Map<DeliveryTarget, Job<?, ?>> byRecords = new LinkedHashMap<>();
        private Optional<PastDeliveries> past = Optional.empty();
        private Optional<String> trouble = Optional.empty();

        void add(Job<?, ?> job, Optional<JobRecords.OfJob> records, EnvironmentPast environment) {
            byEnvironment
                    .computeIfAbsent(environment.environment(), name -> new ArrayList<>())
                    .add(job);
            past = past.or(environment::past);
            trouble = trouble.or(environment::trouble);
            records.stream()
                    .flatMap(of -> of.targets().stream())
                    .filter(target -> target.environment().equals(environment.environment()))
                    .forEach(target -> byRecords.putIfAbsent(target, job));
        }

        List<OfJob> figures(List<JobRecords.OfJob> records, Instant now) {
            if (past.isEmpty()) {
                return List.of();
            }
            Map<DeliveryTarget, Job<?, ?>> jobs = jobs(past.get());
            return past
                    .get()
                    .of(jobs::containsKey)
                    .knowing(id -> ended(records, id))
                    .figures(now, TargetFigures.USUAL_DAYS)
                    .stream()
                    .map(each -> new OfJob(each, jobs.get(new DeliveryTarget(each.application(), each.environment()))))
                    .toList();
        }

        /** Who delivers what: as records tell, and the commits, which are there longer. */
        private Map<DeliveryTarget, Job<?, ?>> jobs(PastDeliveries all) {
            Map<String, Map<String, Job<?, ?>>> byAddress = new HashMap<>();
            byEnvironment.forEach((environment, jobs) -> jobs.forEach(job -> byAddress
                    .computeIfAbsent(environment, name -> new HashMap<>())
                    .put(address(job), job)));
            Map<DeliveryTarget, Job<?, ?>> found = new HashMap<>(byRecords);
            all.jobs().forEach((target, addresses) -> addresses.stream()
                    .map(byAddress.getOrDefault(target.environment(), Map.of())::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(job -> found.putIfAbsent(target, job)));
            return found;
        }

        /** As commits have it; {@code getUrl} is another one below a view. */
        private static String address(Job<?, ?> job) {
            return Jenkins.get().getRootUrl()
                    + Arrays.stream(job.getFullName().split("/"))
                            .map(name -> "job/" + Util.rawEncode(name) + "/")
                            .collect(Collectors.joining());
        }
    }

    private static Optional<KnownResults.Ended> ended(List<JobRecords.OfJob> records, DeployId id) {
        return records.stream().flatMap(each -> each.ended(id).stream()).findFirst();
    }
}
