package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The take-over of one live object from those who made it: {@code kubectl apply}, and Helm where that was asked for by name.
 * Their entries in {@code managedFields} become ours, as {@code csaupgrade} of client-go does it for kubectl's own move to
 * server-side apply; then an apply removes those fields that the manifest does not have.
 *
 * <p>What nobody owns ({@link UnownedFields}) is removed by a change of its own.
 *
 * @param managers those whose fields become ours, for people; empty when there is nothing to take over from anybody
 * @param unowned fields without an owner that are to go, as {@code fieldsV1}
 */
public record FieldAdoption(
        TakeoverPolicy allowed, ObjectRef ref, JsonNode live, Set<String> managers, JsonNode unowned) {

    private static final String KUBECTL = "kubectl";
    private static final String HELM = "helm";
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";
    private static final String CLIENT_SIDE_APPLY = "kubectl-client-side-apply";
    private static final String LAST_APPLIED = "f:kubectl.kubernetes.io/last-applied-configuration";
    private static final String RELEASE = "meta.helm.sh/release-name";

    public FieldAdoption {
        managers = Set.copyOf(managers);
    }

    static FieldAdoption of(TakeoverPolicy allowed, ObjectRef ref, JsonNode live) {
        FieldAdoption none = new FieldAdoption(allowed, ref, live, Set.of(), ClusterJson.object());
        Set<String> from = new TreeSet<>();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (none.takesOver(entry)) {
                from.add(isHelms(entry) ? HELM : KUBECTL);
            }
        }
        return new FieldAdoption(allowed, ref, live, from, ClusterJson.object());
    }

    /** With what nobody owns and a refused change excludes, which is to go. */
    FieldAdoption withUnowned(List<ApiAnswer.Cause> refused, JsonNode desired) {
        return new FieldAdoption(allowed, ref, live, managers, UnownedFields.in(live, desired, refused, others()));
    }

    /** Whether it would be taken over if that were allowed for what {@code kubectl apply} made. */
    static boolean possible(ObjectRef ref, JsonNode live) {
        return ofKubectl(ref, live).needed();
    }

    /** Likewise, and whether that would resolve a conflict. */
    static boolean wouldResolve(ObjectRef ref, JsonNode live, ApiAnswer.Cause conflict) {
        return ofKubectl(ref, live).resolves(conflict);
    }

    private static FieldAdoption ofKubectl(ObjectRef ref, JsonNode live) {
        return of(new TakeoverPolicy(true, new TreeSet<>(), new TreeSet<>()), ref, live);
    }

    public boolean needed() {
        return !managers.isEmpty() || !unowned.isEmpty();
    }

    /** Whether an entry of {@code managedFields} becomes ours. */
    boolean takesOver(JsonNode entry) {
        boolean ofTheObject = entry.path("subresource").asText().isEmpty();
        return ofTheObject && (allowed.adopt() && isKubectls(entry) || isHelms(entry) && allowed.adoptsFromHelm(ref));
    }

    /**
     * Old kubectls are named as their file is ({@code kubectl.exe}), and by the server where it noted no managers then.
     * Other tools write the same annotation under names of their own, and would set their fields again.
     */
    private static boolean isKubectls(JsonNode entry) {
        String manager = entry.path("manager").asText();
        if (entry.path("operation").asText().equals("Apply")) {
            return manager.equals(KUBECTL);
        }
        return manager.equals(CLIENT_SIDE_APPLY)
                || (manager.startsWith(KUBECTL) || manager.equals(BEFORE_FIRST_APPLY))
                        && entry.path("fieldsV1")
                                .path("f:metadata")
                                .path("f:annotations")
                                .has(LAST_APPLIED);
    }

    private static boolean isHelms(JsonNode entry) {
        return entry.path("manager").asText().equals(HELM);
    }

    /** Whether a conflict's cause is with one whose fields become ours anyway. */
    boolean resolves(ApiAnswer.Cause conflict) {
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (takesOver(entry) && isWith(entry, conflict.message())) {
                return true;
            }
        }
        return false;
    }

    /**
     * By the manager's name alone an entry cannot be told: {@code kubectl} applies, and scales. Servers write
     * {@code conflict with "kubectl" with subresource "scale" using apps/v1 at 2026-01-31T10:00:00Z}; before 1.22 without the
     * subresource, and of what was applied nothing behind the name.
     */
    private static boolean isWith(JsonNode entry, String conflict) {
        String subresource = entry.path("subresource").asText();
        String manager = "conflict with \"" + entry.path("manager").asText() + "\""
                + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"");
        if (!entry.path("operation").asText().equals("Update")) {
            return conflict.equals(manager);
        }
        String using = manager + " using " + entry.path("apiVersion").asText();
        return conflict.equals(using) || conflict.startsWith(using + " at ");
    }

    /** The live object as it is when its fields are ours. */
    JsonNode liveAfterAdoption() {
        if (!needed()) {
            return live;
        }
        ObjectNode taken = live.deepCopy();
        ClusterJson.child(taken, "metadata").set("managedFields", managedFields());
        return taken;
    }

    /**
     * The entries with theirs moved to ours. Ours stays of the version that it is of. An entry of another version names
     * its fields as that version does, and cannot be merged with it: then its fields lose their owner, and stay.
     */
    private ArrayNode managedFields() {
        ArrayNode entries = ClusterJson.MAPPER.createArrayNode();
        ObjectNode ours = null;
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (isOurs(entry)) {
                ours = entry.deepCopy();
                entries.add(ours);
            } else if (!becomesOurs(entry)) {
                entries.add(entry);
            }
        }
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (becomesOurs(entry) && ours == null) {
                ours = entry.deepCopy();
                ours.put("manager", FieldManager.NAME).put("operation", "Apply");
                entries.add(ours);
            } else if (becomesOurs(entry) && entry.path("apiVersion").equals(ours.path("apiVersion"))) {
                FieldSets.add(ClusterJson.child(ours, "fieldsV1"), entry.path("fieldsV1"));
            }
        }
        return entries;
    }

    /** Also what a patch of ours set: an apply alone would not give it up. */
    private boolean becomesOurs(JsonNode entry) {
        boolean patched = entry.path("manager").asText().equals(FieldManager.NAME)
                && entry.path("operation").asText().equals("Update")
                && entry.path("subresource").asText().isEmpty();
        return patched || takesOver(entry);
    }

    private static boolean isOurs(JsonNode entry) {
        return entry.path("manager").asText().equals(FieldManager.NAME)
                && entry.path("operation").asText().equals("Apply")
                && entry.path("subresource").asText().isEmpty();
    }

    /** Makes the fields ours, if nobody changed the object meanwhile. */
    ApiCall call(String path) {
        ArrayNode patch = ClusterJson.MAPPER.createArrayNode();
        operation(patch, "replace", "/metadata/managedFields").set("value", managedFields());
        operation(patch, "replace", "/metadata/resourceVersion")
                .set("value", live.path("metadata").path("resourceVersion"));
        return ApiCall.jsonPatch(path, patch).with("fieldManager", FieldManager.NAME);
    }

    /**
     * What the object becomes by that and by the apply, as a change that a server can be asked to try: it alone knows what
     * takes the place of a field that is removed.
     *
     * @param applied the answer to a forced trial of the apply, which leaves their fields
     */
    ApiCall dryRun(String path, JsonNode applied) {
        ObjectNode after = applied.deepCopy();
        FieldSets.remove(
                after,
                FieldSets.union(live, entry -> isOurs(entry) || takesOver(entry)),
                FieldSets.union(applied, entry -> !takesOver(entry)),
                MissingNode.getInstance());
        return trial(path, after);
    }

    /** Likewise, where no server can try the apply alone: what is wanted excludes what is there. */
    ApiCall dryRunOf(String path, ObjectNode desired) {
        return trial(path, excluding(desired));
    }

    /** Makes the object so in one change, if nobody changed it meanwhile: a server cannot do it by an apply. */
    ApiCall changeTo(String path, ObjectNode desired) {
        ArrayNode patch = patch(excluding(desired));
        operation(patch, "replace", "/metadata/resourceVersion")
                .set("value", live.path("metadata").path("resourceVersion"));
        return ApiCall.jsonPatch(path, patch).with("fieldManager", FieldManager.NAME);
    }

    private ObjectNode excluding(ObjectNode desired) {
        ObjectNode givenUp = FieldSets.union(live, entry -> isOurs(entry) || takesOver(entry));
        FieldSets.add(givenUp, unowned);
        return AppliedTrial.of(live, desired, givenUp, others(), FieldSets.union(live, entry -> true));
    }

    private ObjectNode others() {
        return FieldSets.union(live, entry -> !isOurs(entry) && !takesOver(entry));
    }

    private ApiCall trial(String path, JsonNode after) {
        return ApiCall.jsonPatch(path, patch(after))
                .with("fieldManager", FieldManager.NAME)
                .with("dryRun", "All");
    }

    private ArrayNode patch(JsonNode after) {
        ArrayNode patch = ClusterJson.MAPPER.createArrayNode();
        for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
            set(
                    patch,
                    "/metadata/" + field,
                    live.path("metadata").path(field),
                    after.path("metadata").path(field));
        }
        Set<String> fields = new TreeSet<>();
        live.fieldNames().forEachRemaining(fields::add);
        after.fieldNames().forEachRemaining(fields::add);
        fields.removeAll(List.of("apiVersion", "kind", "metadata", "status"));
        fields.forEach(field -> set(patch, "/" + field, live.path(field), after.path(field)));
        return patch;
    }

    private static void set(ArrayNode patch, String path, JsonNode before, JsonNode after) {
        if (after.isMissingNode() && !before.isMissingNode()) {
            operation(patch, "remove", path);
        } else if (!after.equals(before)) {
            operation(patch, "add", path).set("value", after);
        }
    }

    private static ObjectNode operation(ArrayNode patch, String name, String path) {
        return patch.addObject().put("op", name).put("path", path);
    }

    /** The Helm release that an object belongs to; empty when it belongs to none. */
    public static String helmRelease(JsonNode live) {
        JsonNode metadata = live.path("metadata");
        return metadata.path("labels")
                        .path("app.kubernetes.io/managed-by")
                        .asText()
                        .equals("Helm")
                ? metadata.path("annotations").path(RELEASE).asText()
                : "";
    }
}
