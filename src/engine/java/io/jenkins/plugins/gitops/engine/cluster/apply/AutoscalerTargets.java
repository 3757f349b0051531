package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The workloads whose number of replicas a HorizontalPodAutoscaler decides, whether it is in the cluster already or
 * comes with the same manifests.
 *
 * @param unlistable the namespaces whose autoscalers we may not see: there, only the latter are known
 */
public record AutoscalerTargets(Set<ObjectKey> targets, Set<String> unlistable) {

    private static final String CONTROLLER = "kube-controller-manager";

    public static AutoscalerTargets find(ApiServer server, List<ApplyObject> objects) {
        return find(server, objects, objects);
    }

    /**
     * @param objects among which are the autoscalers of the request
     * @param some those whose number of replicas is asked about
     */
    static AutoscalerTargets find(ApiServer server, List<ApplyObject> objects, List<ApplyObject> some) {
        Set<ObjectKey> targets = new TreeSet<>();
        Set<String> hidden = new TreeSet<>();
        objects.stream()
                .filter(object -> object.ref().kind().equals(ApiResource.AUTOSCALER.kind()))
                .forEach(object -> add(targets, object.ref().namespace(), object.body()));
        Set<String> namespaces = some.stream()
                .filter(object -> object.resource().namespaced() && mayHaveReplicas(object.manifest()))
                .map(object -> object.ref().namespace())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String namespace : namespaces) {
            ApiAnswer answer = server.send(ApiCall.get(ApiResource.AUTOSCALER.path(namespace)));
            if (!answer.ok()) {
                hidden.add(namespace);
            }
            answer.body().path("items").forEach(autoscaler -> add(targets, namespace, autoscaler));
        }
        return new AutoscalerTargets(targets, hidden);
    }

    /** Whether its object has a number of replicas, be it one that the manifest leaves to others. */
    public static boolean mayHaveReplicas(Manifest manifest) {
        return manifest.content().path("spec").has("replicas")
                || KnownKind.of(manifest.group(), manifest.kind()).hasReplicas();
    }

    /** What a person should know before replicas are set by these objects. */
    public List<String> warnings(List<ApplyObject> objects) {
        return objects.stream()
                .filter(ApplyObject::hasReplicas)
                .map(object -> object.ref().namespace())
                .filter(unlistable::contains)
                .distinct()
                .sorted()
                .map(namespace ->
                        "The autoscalers of namespace " + namespace + " cannot be listed, so a number of replicas"
                                + " that one of them may decide stays as it is; " + grant())
                .toList();
    }

    private static String grant() {
        return "grant the verb list on " + ApiResource.AUTOSCALER.qualified();
    }

    private static void add(Set<ObjectKey> targets, String namespace, JsonNode autoscaler) {
        JsonNode target = autoscaler.path("spec").path("scaleTargetRef");
        if (!target.path("kind").asText().isEmpty()
                && !target.path("name").asText().isEmpty()) {
            targets.add(ObjectRef.of(
                            target.path("apiVersion").asText("v1"),
                            target.path("kind").asText(),
                            namespace,
                            target.path("name").asText())
                    .key());
        }
    }

    /**
     * The object as it is to be sent. Under an autoscaler the number of replicas stays as it is: the live one is sent while we
     * own the field, since leaving it out would give it up and the server would set the default, 1; otherwise none is sent.
     * Where nobody runs yet, the manifest's number is where the autoscaler begins.
     */
    ApplyObject adjust(ApplyObject desired, JsonNode live) {
        if (!leavesAlone(desired, live)) {
            return desired;
        }
        return desired.withReplicas(isOurs(desired, live) ? replicas(live) : MissingNode.getInstance());
    }

    /** What is to be said of a number of replicas that stays though the manifest would have it otherwise; for people. */
    Optional<String> kept(ApplyObject desired, JsonNode live) {
        boolean targeted = targets.contains(desired.ref().key());
        if (!leavesAlone(desired, live) || targeted && desired.hasReplicas()) {
            return Optional.empty();
        }
        String why = targeted
                ? "an autoscaler decides it"
                : "the autoscalers of namespace " + desired.ref().namespace()
                        + " cannot be listed, and one of them may decide it; " + grant();
        return Optional.of("spec.replicas stays " + replicas(live)
                + (desired.hasReplicas()
                        ? ", not " + replicas(desired.body()) + " as in the manifest, since "
                        : ", although the manifest does not have it any more, since ")
                + why);
    }

    private boolean leavesAlone(ApplyObject desired, JsonNode live) {
        if (!replicas(live).isNumber() || !desired.hasReplicas() && !isOurs(desired, live)) {
            return false;
        }
        return targets.contains(desired.ref().key())
                || unlistable.contains(desired.ref().namespace()) && mayBeScaled(desired, live);
    }

    /** Whether somebody else may have set the live number, as far as the object itself tells. */
    private static boolean mayBeScaled(ApplyObject desired, JsonNode live) {
        if (!desired.hasReplicas()) {
            return replicas(live).asLong() != 1;
        }
        boolean differs = replicas(live).asLong() != replicas(desired.body()).asLong();
        return differs && (isOurs(desired, live) ? !notesWhoScales(live) : isScaledByController(live));
    }

    /** Servers before 1.22 note neither subresources nor who scales: there a field that is ours may have been scaled. */
    private static boolean notesWhoScales(JsonNode live) {
        return managers(live).stream().anyMatch(entry -> entry.has("subresource"));
    }

    private static boolean isScaledByController(JsonNode live) {
        return managers(live).stream()
                .anyMatch(entry -> entry.path("manager").asText().equals(CONTROLLER)
                        && entry.path("fieldsV1").path("f:spec").has("f:replicas"));
    }

    private static List<JsonNode> managers(JsonNode live) {
        return ClusterJson.items(live.path("metadata").path("managedFields"));
    }

    private static boolean isOurs(ApplyObject desired, JsonNode live) {
        return OwnedFields.in(live, desired.ref().apiVersion()).hasReplicas();
    }

    private static JsonNode replicas(JsonNode object) {
        return object.path("spec").path("replicas");
    }
}
