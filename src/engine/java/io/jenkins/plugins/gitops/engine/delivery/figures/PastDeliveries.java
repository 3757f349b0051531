package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.NewCommits;
import io.jenkins.plugins.gitops.engine.figures.PastDelivery;
import io.jenkins.plugins.gitops.engine.figures.PastDelivery.Ending;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What of a branch the figures are computed from. Immutable; the figures of another moment, or with what records know, need no
 * other look at the branch.
 *
 * @param deliveries of each application and environment, by their names; the oldest first
 * @param jobs of each application and environment, the addresses of the jobs whose builds asked for deliveries last, as the
 *     commits have them
 * @param marks what people said of them
 * @param moreMarks whether the branch has more marks than were read, which were older
 */
public record PastDeliveries(
        Map<DeliveryTarget, List<PastDelivery>> deliveries,
        Map<DeliveryTarget, Set<String>> jobs,
        List<MarkedDelivery> marks,
        boolean moreMarks) {

    /** Nothing was read. */
    public static final PastDeliveries NONE = new PastDeliveries(Map.of(), Map.of(), List.of(), false);

    /** The time spans, and those before them. */
    private static final int SPANS = 2;

    public PastDeliveries {
        deliveries = Collections.unmodifiableMap(new LinkedHashMap<>(deliveries));
        jobs = Map.copyOf(jobs);
        marks = List.copyOf(marks);
    }

    /**
     * Reads the branch. The server is asked for source commits that its history does not have.
     *
     * @param tip of the branch
     * @param wanted of which applications and environments
     * @param now where time spans end, at the earliest
     * @param days how long the longest time span is
     */
    public static PastDeliveries read(
            RemoteBranch branch,
            GitRemote remote,
            Revision tip,
            Predicate<DeliveryTarget> wanted,
            Instant now,
            int days) {
        DeliveryMarks marks = DeliveryMarks.read(branch, tip);
        PastDeliveryReader reader = new PastDeliveryReader(branch, remote, marks);
        Map<DeliveryTarget, List<PastDelivery>> found =
                reader.read(tip, wanted, now.minus(Duration.ofDays((long) SPANS * days)));
        return new PastDeliveries(
                found,
                reader.jobs(),
                found.values().stream()
                        .flatMap(List::stream)
                        .flatMap(each -> marks.of(new DeployId(each.id())).stream())
                        .toList(),
                marks.more());
    }

    /** Those of some applications and environments alone. */
    public PastDeliveries of(Predicate<DeliveryTarget> wanted) {
        Map<DeliveryTarget, List<PastDelivery>> some = new LinkedHashMap<>();
        deliveries.forEach((target, past) -> {
            if (wanted.test(target)) {
                some.put(target, past);
            }
        });
        return new PastDeliveries(some, jobs, marks, moreMarks);
    }

    /** The same with a mark that was just made; the figures are as before until the branch is read again. */
    public PastDeliveries marked(MarkedDelivery marked) {
        List<MarkedDelivery> now = new ArrayList<>(marks);
        now.removeIf(each -> each.delivery().equals(marked.delivery())
                && (marked.mark() == DeliveryMark.Kind.NONE || each.mark() == marked.mark()));
        if (marked.mark() != DeliveryMark.Kind.NONE) {
            now.add(marked);
        }
        return new PastDeliveries(deliveries, jobs, now, moreMarks);
    }

    /** What people said of a delivery. */
    public List<MarkedDelivery> marks(DeployId delivery) {
        return marks.stream().filter(each -> each.delivery().equals(delivery)).toList();
    }

    /** The same with what records say: how the newest ended, and when the newest commit of a source elsewhere was made. */
    public PastDeliveries knowing(Function<DeployId, Optional<KnownResults.Ended>> records) {
        Map<DeliveryTarget, List<PastDelivery>> known = new LinkedHashMap<>();
        deliveries.forEach((target, past) -> known.put(
                target,
                past.stream()
                        .map(each -> records.apply(new DeployId(each.id()))
                                .map(ended -> knowing(each, ended))
                                .orElse(each))
                        .toList()));
        return new PastDeliveries(known, jobs, marks, moreMarks);
    }

    private static PastDelivery knowing(PastDelivery each, KnownResults.Ended record) {
        boolean untold = each.ending() == Ending.OTHER && each.ended().isEmpty();
        PastDelivery told = untold ? each.ended(ending(Optional.of(record.result())), record.at()) : each;
        boolean ofHead = each.commits().filter(NewCommits::headAlone).isPresent();
        return ofHead ? record.committed().map(told::ofHead).orElse(told) : told;
    }

    /**
     * The figures.
     *
     * @param now where the time spans end
     * @param days how long they are
     */
    public List<TargetFigures> figures(Instant now, List<Integer> days) {
        return deliveries.entrySet().stream()
                .map(each -> TargetFigures.of(
                        each.getKey().application(), each.getKey().environment(), each.getValue(), now, days))
                .toList();
    }

    static Ending ending(Optional<DeliveryResult> result) {
        if (result.filter(DeliveryResult::isHealthy).isPresent()) {
            return Ending.HEALTHY;
        }
        return result.flatMap(DeliveryResult::outcome)
                        .filter(Outcome.FAILED::equals)
                        .isPresent()
                ? Ending.FAILED
                : Ending.OTHER;
    }
}
