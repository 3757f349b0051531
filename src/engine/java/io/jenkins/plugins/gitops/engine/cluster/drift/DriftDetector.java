package io.jenkins.plugins.gitops.engine.cluster.drift;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.RequestBatches;
import io.jenkins.plugins.gitops.engine.cluster.apply.AutoscalerTargets;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldChange;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldDiff;
import io.jenkins.plugins.gitops.engine.cluster.apply.ForeignObjects;
import io.jenkins.plugins.gitops.engine.cluster.apply.ServerSideApply;
import io.jenkins.plugins.gitops.engine.cluster.apply.ServerSideApply.Comparison;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredKeys;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ManifestResolver;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import io.jenkins.plugins.gitops.engine.cluster.desired.ResolvedManifest;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.LabelledObjects;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MembershipCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the cluster with what is wanted, with no effect on it. Of kinds with many objects, pages are listed; every
 * other object is asked for by name. What we own and find as wanted costs nothing more; about the rest a dry run says
 * what an apply would change back, so defaults and other spellings are no drift. One page and a few objects at a time are
 * held, however many there are.
 */
public final class DriftDetector {

    /** From this many objects of a kind in a namespace on, one list is cheaper than their GETs side by side. */
    private static final int LISTED_FROM = 20;

    private static final int BATCH = 64;

    private final ClusterSession session;
    private final DesiredState request;
    private final Optional<EarlierDrift> earlier;
    private final List<ObjectDrift> objects = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final ForeignObjects foreign;
    private ServerSideApply apply;
    private int unlisted;

    /** @param earlier what is known of those objects that were not written since */
    public DriftDetector(ClusterSession session, DesiredState request, Optional<EarlierDrift> earlier) {
        this.session = session;
        this.earlier = earlier;
        this.request = request.withForce(true);
        this.foreign = new ForeignObjects(session.server());
    }

    /** What is said of one object: how it differs, or why that is not known; neither when it is as wanted. */
    private record Finding(Optional<ObjectDrift> drift, Optional<String> problem) {

        static final Finding AS_WANTED = new Finding(Optional.empty(), Optional.empty());

        static Finding of(ObjectDrift drift) {
            return new Finding(Optional.of(drift), Optional.empty());
        }
    }

    public ClusterDrift search(Optional<Inventory> inventory) {
        inventory.ifPresent(stored -> stored.requireOwner(request.repository()));
        ManifestResolver.ResolvedManifests places =
                ManifestResolver.resolveManifests(session.discovery(), request, request.manifests());
        problems.addAll(places.problems());
        List<ApplyObject> scaled = scaled(places.objects());
        AutoscalerTargets autoscalers = AutoscalerTargets.find(session.server(), scaled);
        apply = new ServerSideApply(session.server(), autoscalers, request);
        Map<ObjectKey, ResolvedManifest> pending = new LinkedHashMap<>();
        places.objects().stream()
                .filter(placed -> !ApplyWave.isPassing(placed.manifest()))
                .filter(placed -> isAsked(placed.ref().key()))
                .forEach(placed -> pending.put(placed.ref().key(), placed));
        groups(pending.values()).forEach(group -> list(group, pending));
        inBatches(pending.values(), this::examine);
        problems.addAll(foreign.problems());
        inventory.ifPresent(this::leftovers);
        earlier.ifPresent(before -> before.found().objects().stream()
                .filter(object -> !isAsked(object.ref().key()))
                .forEach(this::add));
        objects.sort(Comparator.comparing(object -> object.ref().key()));
        return new ClusterDrift(places.objects().size(), objects, unlisted, problems, autoscalers.warnings(scaled));
    }

    private boolean isAsked(ObjectKey object) {
        return earlier.map(before -> before.written().contains(object)).orElse(true);
    }

    /** Objects with replicas in a namespace, whose number is written in their manifest or not. */
    private record ScaledGroup(String namespace, boolean written) {

        static ScaledGroup of(ResolvedManifest placed) {
            return new ScaledGroup(
                    placed.ref().namespace(),
                    placed.manifest().content().path("spec").has("replicas"));
        }
    }

    /** What {@link AutoscalerTargets} needs: the autoscalers, and one object with replicas of each group. */
    private List<ApplyObject> scaled(List<ResolvedManifest> placed) {
        Set<ScaledGroup> groups = new HashSet<>();
        return placed.stream()
                .filter(each -> each.ref().kind().equals(ApiResource.AUTOSCALER.kind())
                        || (AutoscalerTargets.mayHaveReplicas(each.manifest()) && groups.add(ScaledGroup.of(each))))
                .map(this::desired)
                .toList();
    }

    private ApplyObject desired(ResolvedManifest placed) {
        return placed.toApplyObject(request.inventory().applySet());
    }

    /** A kind in a namespace, of which many objects are wanted. */
    private record ObjectGroup(ApiResource resource, String namespace) {}

    private static Set<ObjectGroup> groups(Collection<ResolvedManifest> placed) {
        return placed.stream()
                .filter(each -> each.resource().served())
                .collect(Collectors.groupingBy(
                        each -> new ObjectGroup(each.resource(), each.ref().namespace()),
                        LinkedHashMap::new,
                        Collectors.counting()))
                .entrySet()
                .stream()
                .filter(group -> group.getValue() >= LISTED_FROM)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Takes out of what is pending what the list has. */
    private void list(ObjectGroup group, Map<ObjectKey, ResolvedManifest> pending) {
        List<Comparison> different = new ArrayList<>();
        new LabelledObjects(session.server(), request.inventory()).each(group.resource(), group.namespace(), live -> {
            ResolvedManifest placed = pending.remove(key(group, live));
            if (placed != null) {
                Comparison comparison = apply.compare(desired(placed), live);
                if (!asWanted(comparison)) {
                    different.add(comparison);
                }
            }
            if (different.size() == BATCH) {
                inBatches(different, this::judge);
                different.clear();
            }
        });
        inBatches(different, this::judge);
    }

    private static ObjectKey key(ObjectGroup group, JsonNode live) {
        return new ObjectKey(
                group.resource().group(),
                group.resource().kind(),
                group.namespace(),
                live.path("metadata").path("name").asText());
    }

    private <T> void inBatches(Collection<T> all, Function<T, Finding> work) {
        RequestBatches.of(List.copyOf(all), BATCH)
                .forEach(some -> session.pool().map(some, work).forEach(finding -> {
                    finding.drift().ifPresent(this::add);
                    finding.problem().ifPresent(problems::add);
                }));
    }

    private void add(ObjectDrift drift) {
        if (objects.size() < ClusterDrift.MOST_OBJECTS) {
            objects.add(drift);
        } else {
            unlisted++;
        }
    }

    private Finding examine(ResolvedManifest placed) {
        try {
            Comparison comparison = apply.readAndCompare(desired(placed));
            if (comparison.missing() && ApplyWave.mayExpire(placed.manifest())) {
                // Its end came, and then its time.
                return Finding.AS_WANTED;
            }
            if (comparison.missing()) {
                return Finding.of(new ObjectDrift(
                        placed.ref(), Optional.of(placed.manifest().location()), ObjectDrift.Kind.MISSING, List.of()));
            }
            return asWanted(comparison) ? Finding.AS_WANTED : judge(comparison);
        } catch (ServerSideApply.ForeignException others) {
            foreign.add(others);
            return Finding.AS_WANTED;
        } catch (ServerSideApply.RefusedException refused) {
            return new Finding(Optional.empty(), Optional.of(refused.getMessage()));
        }
    }

    private static boolean asWanted(Comparison comparison) {
        return comparison.upToDate() && !comparison.deleting();
    }

    /** Of an object that we do not own as it is wanted: what an apply would set back. */
    private Finding judge(Comparison comparison) {
        ApplyObject object = comparison.desired();
        JsonNode live = comparison.live();
        try {
            JsonNode trial =
                    comparison.upToDate() ? live : apply.dryRun(comparison).body();
            FieldOwners owners = FieldOwners.of(live);
            List<FieldDrift> fields = Stream.concat(
                            FieldDiff.locatedBetween(object.ref(), live, trial).stream()
                                    .map(located -> drift(located.change(), owners, pointer(located))),
                            beingDeleted(live).stream())
                    .toList();
            return fields.isEmpty() ? Finding.AS_WANTED : changed(object, fields);
        } catch (ServerSideApply.ImmutableFieldException unchangeable) {
            FieldOwners owners = FieldOwners.of(live);
            return unchangeable.changes().isEmpty()
                    ? new Finding(Optional.empty(), Optional.of(unchangeable.getMessage()))
                    : changed(
                            object,
                            unchangeable.changes().stream()
                                    .map(change -> drift(change, owners, Optional.empty()))
                                    .toList());
        } catch (ServerSideApply.RefusedException refused) {
            return new Finding(Optional.empty(), Optional.of(refused.getMessage()));
        }
    }

    private static Finding changed(ApplyObject object, List<FieldDrift> fields) {
        return Finding.of(new ObjectDrift(
                object.ref(), Optional.of(object.manifest().location()), ObjectDrift.Kind.CHANGED, fields));
    }

    /** Where the server's answer has more than a rule can say, there is none. */
    private static Optional<ObjectPointer> pointer(FieldDiff.Located located) {
        try {
            return Optional.of(new ObjectPointer(located.pointer()));
        } catch (GitopsException notForRules) {
            return Optional.empty();
        }
    }

    private static FieldDrift drift(FieldChange change, FieldOwners owners, Optional<ObjectPointer> pointer) {
        Optional<FieldOwners.Owner> owner = owners.of(change.path());
        return new FieldDrift(
                change.path(),
                change.after(),
                change.before(),
                owner.map(FieldOwners.Owner::manager),
                owner.flatMap(FieldOwners.Owner::since),
                pointer);
    }

    private static Optional<FieldDrift> beingDeleted(JsonNode live) {
        String time = live.path("metadata").path("deletionTimestamp").asText();
        return time.isEmpty()
                ? Optional.empty()
                : Optional.of(new FieldDrift(
                        "metadata.deletionTimestamp", "", time, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private void leftovers(Inventory inventory) {
        DesiredKeys wanted = new DesiredKeys(request);
        MembershipCheck members = new MembershipCheck(session, inventory.id());
        List<Inventory.Entry> unwanted = inventory.objects().stream()
                .filter(entry -> !wanted.has(entry.ref()) && isAsked(entry.ref().key()))
                .toList();
        inBatches(unwanted, entry -> leftover(members.check(entry)));
    }

    private static Finding leftover(MembershipCheck.Membership entry) {
        return switch (entry.status()) {
            case MEMBER ->
                Finding.of(new ObjectDrift(entry.ref(), Optional.empty(), ObjectDrift.Kind.LEFT_OVER, List.of()));
            case HIDDEN -> new Finding(Optional.empty(), entry.reason().map(why -> entry.ref() + ": " + why));
            case GONE, FOREIGN -> Finding.AS_WANTED;
        };
    }
}
