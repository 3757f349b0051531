package io.jenkins.plugins.gitops.engine.cluster.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.RequestBrokenOffException;
import io.jenkins.plugins.gitops.engine.cluster.apply.AutoscalerTargets;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldAdoption;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldChange;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldDiff;
import io.jenkins.plugins.gitops.engine.cluster.apply.ForeignObjects;
import io.jenkins.plugins.gitops.engine.cluster.apply.LiveObjectCache;
import io.jenkins.plugins.gitops.engine.cluster.apply.ServerSideApply;
import io.jenkins.plugins.gitops.engine.cluster.apply.ServerWarning;
import io.jenkins.plugins.gitops.engine.cluster.delete.DeleteRights;
import io.jenkins.plugins.gitops.engine.cluster.delete.Pruner;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.CrdKinds;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ForeignAnnotations;
import io.jenkins.plugins.gitops.engine.cluster.desired.ManifestResolver;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSize;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryStore;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes a plan: what an apply and a prune would do, and every problem that they would meet. No effect on the cluster. */
public final class Planner {

    private final ClusterSession session;
    private final DesiredState request;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final ForeignObjects foreign;
    /** The kinds whose definition changes with this plan. */
    private final Set<String> changing = new HashSet<>();

    public Planner(ClusterSession session, DesiredState request) {
        this.session = session;
        this.request = request;
        this.foreign = new ForeignObjects(session.server());
    }

    /** The result for one object: a change or a problem, warnings of ours, and the server's. */
    private record Finding(
            Optional<PlannedChange> change,
            Optional<String> problem,
            List<String> warnings,
            List<ServerWarning> ofServer) {

        static final Finding NOTHING = new Finding(Optional.empty(), Optional.empty(), List.of(), List.of());

        static Finding problem(String text) {
            return new Finding(Optional.empty(), Optional.of(text), List.of(), List.of());
        }

        static Finding of(PlannedChange change, List<String> warnings) {
            return new Finding(Optional.of(change), Optional.empty(), warnings, List.of());
        }
    }

    public Plan plan() {
        Optional<Inventory> inventory = new InventoryStore(session.server()).read(request.inventory());
        inventory.ifPresent(this::requireOwner);
        ManifestResolver.Resolved resolved =
                ManifestResolver.resolve(session.discovery(), request, request.manifests());
        problems.addAll(resolved.problems());
        warnings.addAll(ForeignAnnotations.warnings(request.manifests()));
        Set<String> missing = missingNamespaces(resolved.objects());
        AutoscalerTargets autoscalers = AutoscalerTargets.find(session.server(), resolved.objects());
        warnings.addAll(autoscalers.warnings(resolved.objects()));
        ServerSideApply apply = new ServerSideApply(session.server(), autoscalers, request);
        LiveObjectCache live = LiveObjectCache.of(session, request.inventory(), resolved.objects());
        List<PlannedChange> changes = new ArrayList<>();
        List<ServerWarning> ofServer = new ArrayList<>();
        for (Finding finding : findings(resolved.objects(), object -> find(apply, object, live, missing))) {
            finding.change().ifPresent(changes::add);
            finding.problem().ifPresent(problems::add);
            warnings.addAll(finding.warnings());
            ofServer.addAll(finding.ofServer());
        }
        warnings.addAll(ServerWarning.texts(ofServer));
        problems.addAll(foreign.problems());
        if (inventory.isPresent() && !request.limits().partial()) {
            Pruner.Leftovers leftovers = new Pruner(session, request).examine(inventory.get());
            leftovers.confirmed().forEach(ref -> changes.add(PlannedChange.prune(ref)));
            problems.addAll(leftovers.problems());
            warnings.addAll(leftovers.warnings());
        }
        warnUnmatched(resolved.objects());
        return new Plan(changes, problems, warnings);
    }

    /** A sync of some objects leaves out the others, which may be named all the same. */
    private void warnUnmatched(List<ApplyObject> objects) {
        if (problems.isEmpty() && !request.limits().partial()) {
            warnings.addAll(request.existing()
                    .unmatched(objects.stream().map(ApplyObject::ref).toList()));
        }
    }

    /** Of the definitions first: what uses a new one cannot be tried before it has changed. In the order of the objects. */
    private List<Finding> findings(List<ApplyObject> objects, Function<ApplyObject, Finding> find) {
        List<ApplyObject> definitions =
                objects.stream().filter(Planner::isDefinition).toList();
        List<ApplyObject> others =
                objects.stream().filter(object -> !isDefinition(object)).toList();
        Map<ApplyObject, Finding> found = new IdentityHashMap<>();
        Iterator<Finding> ofDefinitions = session.pool().map(definitions, find).iterator();
        definitions.forEach(object -> found.put(object, ofDefinitions.next()));
        changing.addAll(CrdKinds.groupKinds(definitions.stream()
                .filter(object -> found.get(object)
                        .change()
                        .filter(change -> change.action() != Action.UNCHANGED)
                        .isPresent())
                .map(ApplyObject::manifest)
                .toList()));
        Iterator<Finding> ofOthers = session.pool().map(others, find).iterator();
        others.forEach(object -> found.put(object, ofOthers.next()));
        return objects.stream().map(found::get).toList();
    }

    private static boolean isDefinition(ApplyObject object) {
        return KnownKind.of(object.ref().key()) == KnownKind.CUSTOM_RESOURCE_DEFINITION;
    }

    private void requireOwner(Inventory inventory) {
        try {
            inventory.requireOwner(request.repository());
        } catch (GitopsException foreign) {
            problems.add(foreign.getMessage() + ". " + foreign.remedy());
        }
    }

    /** Namespaces that are used and do not exist; one that the manifests do not create either is a problem. */
    private Set<String> missingNamespaces(List<ApplyObject> objects) {
        Set<String> used = new TreeSet<>();
        Set<String> created = new HashSet<>();
        used.add(request.inventory().namespace());
        for (ApplyObject object : objects) {
            if (object.resource().namespaced()) {
                used.add(object.ref().namespace());
            } else if (object.resource().equals(ApiResource.NAMESPACE)) {
                created.add(object.ref().name());
            }
        }
        Set<String> missing = new TreeSet<>();
        for (String namespace : used) {
            // Without the right to read it, the dry run of its objects fails and says so.
            if (session.server()
                    .send(ApiCall.get(ApiResource.NAMESPACE.path("", namespace)))
                    .missing()) {
                missing.add(namespace);
                if (!created.contains(namespace)) {
                    problems.add("Namespace " + namespace + " does not exist; create it, or add a manifest of kind"
                            + " Namespace with this name");
                }
            }
        }
        return missing;
    }

    /** What the server breaks off again is about this object; others are planned all the same. */
    private Finding find(ServerSideApply apply, ApplyObject object, LiveObjectCache live, Set<String> missing) {
        try {
            return findOnce(apply, object, live, missing);
        } catch (RequestBrokenOffException once) {
            try {
                return findOnce(apply, object, live, missing);
            } catch (RequestBrokenOffException again) {
                return Finding.problem(
                        object.problem(again.getMessage() + ". Look into that log; API servers of 1.20 do so"
                                + " with every APIService: apply that with kubectl apply, outside of the manifests"));
            }
        }
    }

    private Finding findOnce(
            ServerSideApply apply, ApplyObject object, LiveObjectCache live, Set<String> missingNamespaces) {
        boolean noDryRun = missingNamespaces.contains(object.ref().namespace())
                || !object.resource().served();
        try {
            return noDryRun
                    ? Finding.of(PlannedChange.of(object, Action.CREATE, List.of()), List.of())
                    : tried(apply, apply.readAndCompare(object, live));
        } catch (ServerSideApply.ForeignException others) {
            foreign.add(others);
            return Finding.NOTHING;
        } catch (ServerSideApply.RefusedException refused) {
            return Finding.problem(refused.getMessage());
        }
    }

    private Finding tried(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        try {
            return compare(apply, comparison);
        } catch (ServerSideApply.UntriableException webhook) {
            return untried(comparison, webhook.why());
        } catch (ServerSideApply.RefusedException refused) {
            if (refused.aboutContent()
                    && changing.contains(comparison.desired().ref().key().groupKind())) {
                return untried(comparison, "it cannot be tried before its definition, which changes too, has changed");
            }
            throw refused;
        }
    }

    /** What the manifest alone tells of the change. */
    private static Finding untried(ServerSideApply.Comparison comparison, String why) {
        ApplyObject object = comparison.desired();
        List<FieldChange> fields = comparison.missing()
                ? List.of()
                : FieldDiff.inDesiredFields(object.ref(), comparison.live(), object.body());
        Action action = comparison.missing() ? Action.CREATE : fields.isEmpty() ? Action.UNCHANGED : Action.CHANGE;
        return Finding.of(PlannedChange.of(object, action, fields), List.of(object.problem(why)));
    }

    private Finding compare(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        ApplyObject object = comparison.desired();
        if (RolloutHook.isPassing(object.ref().key().groupKind(), object.body().path("metadata"))) {
            Optional<String> denied = new DeleteRights(session).againstReplacing(object);
            if (denied.isPresent()) {
                return Finding.problem(object.problem(denied.get()));
            }
        }
        if (object.runs() && !comparison.missing()) {
            apply.requireRerun(comparison);
            return Finding.of(
                    PlannedChange.of(object, Action.REPLACE, List.of())
                            .remarking("is a hook, and runs anew; the earlier one is deleted"),
                    List.of());
        }
        if (comparison.upToDate() && !comparison.deleting()) {
            return Finding.of(
                    PlannedChange.of(object, Action.UNCHANGED, List.of()),
                    comparison.keptReplicas().map(object::problem).stream().toList());
        }
        Optional<String> tooLarge = ObjectSize.of(object).problem();
        if (tooLarge.isPresent()) {
            return Finding.problem(object.problem(tooLarge.get()));
        }
        try {
            return planned(comparison, apply.dryRun(comparison));
        } catch (ServerSideApply.ImmutableFieldException unchangeable) {
            if (!request.existing().replaces(object.ref())) {
                throw unchangeable;
            }
            return replaced(object, unchangeable.changes());
        }
    }

    private static Finding planned(ServerSideApply.Comparison comparison, ApiAnswer tried) {
        PlannedChange change = comparison.missing()
                ? PlannedChange.of(comparison.desired(), Action.CREATE, List.of())
                : changed(comparison, tried.body());
        List<String> warnings = Stream.concat(comparison.keptReplicas().stream(), warning(comparison).stream())
                .map(comparison.desired()::problem)
                .toList();
        return new Finding(
                Optional.of(change), Optional.empty(), warnings, ServerWarning.of(tried, comparison.desired()));
    }

    private static PlannedChange changed(ServerSideApply.Comparison comparison, JsonNode after) {
        ApplyObject object = comparison.desired();
        List<FieldChange> fields = new ArrayList<>(FieldDiff.between(object.ref(), comparison.live(), after));
        if (fields.isEmpty() && !comparison.sameFieldsIn(after)) {
            fields.add(new FieldChange("metadata.managedFields", "", "which fields we own; no value changes"));
        }
        PlannedChange change = PlannedChange.of(object, fields.isEmpty() ? Action.UNCHANGED : Action.CHANGE, fields);
        return comparison.adoption().needed()
                ? change.remarking("adopts " + object.ref() + " from "
                        + String.join(" and ", comparison.adoption().managers()))
                : change;
    }

    private Finding replaced(ApplyObject object, List<FieldChange> fields) {
        Optional<String> denied = new DeleteRights(session).againstReplacing(object);
        if (denied.isPresent()) {
            return Finding.problem(object.problem(denied.get()));
        }
        PlannedChange change = PlannedChange.of(object, Action.REPLACE, fields)
                .remarking("is deleted and recreated, since that cannot be changed in one that exists");
        List<String> warning = KnownKind.of(object.ref().key()).isProtected()
                ? List.of(object.problem("it is replaced, and all that is in it is lost"))
                : List.of();
        return Finding.of(change, warning);
    }

    private static Optional<String> warning(ServerSideApply.Comparison comparison) {
        if (comparison.deleting()) {
            return Optional.of("it is being deleted, and is recreated when it is gone");
        }
        String release = FieldAdoption.helmRelease(comparison.live());
        return release.isEmpty()
                ? ObjectSize.of(comparison.desired()).warning()
                : Optional.of("the Helm release " + release
                        + " may change it back, or delete it when it is uninstalled; take it out of the release");
    }
}
