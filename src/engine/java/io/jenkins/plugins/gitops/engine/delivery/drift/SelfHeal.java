package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether drift is put back, and what of it. Pure: it decides, and who calls it syncs. A sync puts back the objects that
 * drifted, and no others; it runs no hooks, deletes nothing, and makes no commit.
 *
 * <p>A field that was put back {@link #MOST} times within {@link #WINDOW} and drifts again is given up: somebody means it, and
 * two that set a field in turn do more harm than either value. So is a list or a map in which another member was as often new. A newer delivery begins anew, and so does a person's word.
 */
public final class SelfHeal {

    /** How often a field is put back within the window. */
    public static final int MOST = 3;

    public static final Duration WINDOW = Duration.ofHours(1);

    /** How many fights are kept; of more, those that go on, and those that were given up. */
    public static final int MOST_FIGHTS = DriftWatch.MOST;

    private SelfHeal() {}

    /**
     * What is to be done.
     *
     * @param state with what was given up, and what was refused
     * @param puts what is put back; nothing when it is empty
     * @param givenUp what is given up from now on, and is to be told
     * @param refusal why nothing is put back, or not all, where that is to be told: once
     */
    public record Decision(
            DriftState state, List<StandingDrift> puts, List<StandingDrift> givenUp, Optional<String> refusal) {

        public Decision {
            puts = List.copyOf(puts);
            givenUp = List.copyOf(givenUp);
        }

        private static Decision nothing(DriftState state) {
            return new Decision(state, List.of(), List.of(), Optional.empty());
        }

        /** {@code self-heal gives up Deployment shop/web spec.replicas, ...}, for people. */
        public Optional<String> givenUpText() {
            return givenUp.isEmpty()
                    ? Optional.empty()
                    : Optional.of("self-heal gives up: "
                            + givenUp.stream()
                                    .map(drift -> drift.place()
                                            + drift.manager()
                                                    .map(name -> ", set by " + name)
                                                    .orElse(""))
                                    .collect(Collectors.joining("; "))
                            + "; put back " + MOST + " times within " + WINDOW.toMinutes()
                            + " minutes, and different again. See who sets it; then ignore that field, or take it out"
                            + " of the manifests, or deliver");
        }
    }

    /**
     * Decides.
     *
     * @param state what {@link DriftWatch#see} made of the same report
     * @param usual what is ignored anyway
     */
    public static Decision decide(DriftState state, DriftReport report, IgnoreRules usual, Instant now) {
        List<StandingDrift> standing =
                state.drifts().stream().filter(StandingDrift::canBePutBack).toList();
        if (standing.isEmpty()) {
            return Decision.nothing(state.refusing(Optional.empty()));
        }
        // What was seen earlier, and could not be compared now, may be right again.
        Set<DriftKey> seen = DriftWatch.keys(report, now);
        List<StandingDrift> wrong =
                standing.stream().filter(drift -> seen.contains(drift.key())).toList();
        if (wrong.isEmpty()) {
            return Decision.nothing(state);
        }
        Optional<String> refusal = refusal(report);
        if (refusal.isPresent()) {
            return new Decision(state.refusing(refusal), List.of(), List.of(), untold(refusal, state));
        }
        Map<DriftKey, HealFight> fights = fights(state);
        List<StandingDrift> givenUp = new ArrayList<>();
        List<StandingDrift> puts = new ArrayList<>();
        for (StandingDrift drift : wrong) {
            if (leftAlone(drift, fights).isPresent()) {
                continue;
            }
            Optional<StandingDrift> fought = fought(drift, fights, now);
            fought.ifPresent(
                    over -> fights.put(over.key(), fights.get(over.key()).givingUp(now)));
            fought.ifPresentOrElse(givenUp::add, () -> puts.add(drift));
        }
        Optional<String> unnamed = puts.stream()
                .filter(drift -> selector(drift.object()).isEmpty())
                .findFirst()
                .map(drift -> ShownText.line(drift.object()
                        + " is not put back, since its name is none that a sync of it" + " alone can take"));
        DriftState next = state.refusing(unnamed).fighting(kept(fights, now));
        Set<ObjectKey> untouchable = untouchable(next, usual);
        puts.removeIf(drift -> untouchable.contains(drift.object().key())
                || selector(drift.object()).isEmpty());
        return new Decision(next, puts, givenUp, untold(unnamed, state));
    }

    /**
     * What has been put back too often: the field, or the list or map in which it is new. Where each look shows new members, none of
     * them is there twice.
     */
    private static Optional<StandingDrift> fought(StandingDrift drift, Map<DriftKey, HealFight> fights, Instant now) {
        HealFight own = fights.get(drift.key());
        return Optional.of(drift)
                .filter(field -> own != null)
                .or(drift::container)
                .filter(over ->
                        fights.containsKey(over.key()) && fights.get(over.key()).since(now.minus(WINDOW)) >= MOST);
    }

    private static Optional<String> untold(Optional<String> why, DriftState before) {
        return why.equals(before.refusal()) ? Optional.empty() : why;
    }

    /**
     * No more than can be kept. Others choose the names of a list's members, so there may be new ones without end: those go
     * first that were put back long ago, then the oldest.
     */
    private static List<HealFight> kept(Map<DriftKey, HealFight> fights, Instant now) {
        List<HealFight> all = new ArrayList<>(fights.values());
        if (all.size() > MOST_FIGHTS) {
            all.removeIf(fight -> fight.givenUp().isEmpty() && fight.since(now.minus(WINDOW)) == 0);
        }
        if (all.size() > MOST_FIGHTS) {
            all.sort(Comparator.comparing((HealFight fight) -> fight.givenUp().isPresent())
                    .thenComparing(fight -> fight.newest().orElse(Instant.MIN)));
        }
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_FIGHTS), all.size()));
    }

    private static Optional<String> refusal(DriftReport report) {
        if (report.held()) {
            return Optional.of("nothing is put back, since what was rolled back is held in "
                    + report.target().environment());
        }
        if (report.underWay().isPresent()) {
            return Optional.of("nothing is put back, since delivery " + report.delivery()
                    + " is under way, or was interrupted, or the cluster does not know it");
        }
        if (report.result().filter(DeliveryResult::isHealthy).isEmpty()) {
            return Optional.of("nothing is put back, since delivery " + report.delivery()
                    + report.result()
                            .map(how -> " did not end healthy (" + how + ")")
                            .orElse(" is not known to have ended healthy"));
        }
        return Optional.empty();
    }

    private static Map<DriftKey, HealFight> fights(DriftState state) {
        Map<DriftKey, HealFight> fights = new LinkedHashMap<>();
        state.fights().forEach(fight -> fights.put(fight.key(), fight));
        return fights;
    }

    private static List<StandingDrift> leftAlone(DriftState state) {
        Map<DriftKey, HealFight> fights = fights(state);
        Map<DriftKey, StandingDrift> left = new LinkedHashMap<>();
        state.drifts().stream()
                .flatMap(drift -> leftAlone(drift, fights).stream())
                .forEach(each -> left.putIfAbsent(each.key(), each));
        return List.copyOf(left.values());
    }

    /** What was given up of a difference: the field, or the list or map that it is in. */
    private static Optional<StandingDrift> leftAlone(StandingDrift drift, Map<DriftKey, HealFight> fights) {
        return Stream.concat(Stream.of(drift), drift.container().stream())
                .filter(each -> Optional.ofNullable(fights.get(each.key()))
                        .flatMap(HealFight::givenUp)
                        .isPresent())
                .findFirst();
    }

    /** Objects that are being deleted, and those of which no rule can name what was given up. */
    private static Set<ObjectKey> untouchable(DriftState state, IgnoreRules usual) {
        Set<ObjectKey> objects = new HashSet<>();
        state.drifts().stream()
                .filter(StandingDrift::isDeletion)
                .forEach(drift -> objects.add(drift.object().key()));
        List<StandingDrift> left = leftAlone(state);
        for (int i = 0; i < left.size(); i++) {
            if (rule(left.get(i)).isEmpty()
                    || i >= IgnoreRules.MOST - usual.rules().size()) {
                objects.add(left.get(i).object().key());
            }
        }
        return objects;
    }

    /**
     * How the sync is done that a decision asks for.
     *
     * @param usual the environment's own options, with what is ignored there
     * @throws GitopsException when there is too much to ignore
     */
    public static DeployOptions options(DeployOptions usual, Decision decision) {
        Set<ObjectKey> touched =
                decision.puts().stream().map(drift -> drift.object().key()).collect(Collectors.toSet());
        List<IgnoreRule> left = leftAlone(decision.state()).stream()
                .filter(drift -> touched.contains(drift.object().key()))
                .flatMap(drift -> rule(drift).stream())
                .toList();
        TreeSet<ObjectSelector> only = decision.puts().stream()
                .flatMap(drift -> selector(drift.object()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return usual.with(usual.safety().withForce(true))
                .with(Pruning.OFF)
                .with(new SyncLimits(usual.sync().rules().and(left).rules(), only));
    }

    /** Absent where no rule can name it: the name of a Role may hold any character. */
    private static Optional<IgnoreRule> rule(StandingDrift drift) {
        try {
            return drift.pointer().map(pointer -> IgnoreRule.of(drift.object(), pointer));
        } catch (GitopsException notForRules) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectSelector> selector(ObjectRef ref) {
        try {
            return Optional.of(new ObjectSelector(
                    ref.kind() + (ref.group().isEmpty() ? "" : "." + ref.group()),
                    Optional.of(ref.namespace()).filter(namespace -> !namespace.isEmpty()),
                    ref.name()));
        } catch (GitopsException notToBeNamed) {
            return Optional.empty();
        }
    }

    /** What is known once the sync has begun: to be kept before it does anything, so that a fight ends after a crash too. */
    public static DriftState began(Decision decision, DeployId sync, Instant now) {
        DriftState state = decision.state();
        Map<DriftKey, HealFight> fights = fights(state);
        Set<DriftKey> containers = new LinkedHashSet<>();
        List<HealRecord.PutBack> fields = new ArrayList<>();
        for (StandingDrift drift : decision.puts()) {
            drift.container()
                    .filter(with -> !fights.containsKey(drift.key()))
                    .ifPresent(with -> containers.add(with.key()));
            HealFight fight = fights.getOrDefault(drift.key(), HealFight.over(drift.key()))
                    .putBack(sync, now);
            fights.put(drift.key(), fight);
            if (fields.size() < HealRecord.MOST_FIELDS) {
                fields.add(new HealRecord.PutBack(drift.object(), drift.path(), drift.manager(), fight.count()));
            }
        }
        // At the end, so that they stay when there are too many of the same time.
        for (DriftKey each : containers) {
            HealFight fight = Optional.ofNullable(fights.remove(each)).orElse(HealFight.over(each));
            fights.put(each, fight.putBack(sync, now));
        }
        return state.fighting(kept(fights, now))
                .healing(new HealRecord(now, sync, state.delivery().orElseThrow(), fields, Optional.empty()));
    }

    /** What is known when it has ended. */
    public static DriftState ended(DriftState state, DeployId sync, Outcome outcome) {
        return state.healed(state.heals().stream()
                .map(record -> record.sync().equals(sync) ? record.ended(outcome) : record)
                .toList());
    }
}
