package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The workloads whose number of replicas a HorizontalPodAutoscaler decides, whether it is in the cluster already or
 * comes with the same manifests.
 *
 * @param hidden the namespaces whose autoscalers we may not see: there, only the latter are known
 */
public record AutoscalerTargets(Set<ObjectKey> targets, Set<String> unlistable) {

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
                .filter(object -> object.resource().namespaced() && object.hasReplicas())
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

    /** What a person should know before replicas are set. */
    public List<String> warnings() {
        return unlistable.stream()
                .map(namespace ->
                        "The autoscalers of namespace " + namespace + " cannot be listed, so replicas that one of"
                                + " them decides would be set back; grant the verb list on "
                                + ApiResource.AUTOSCALER.qualified())
                .toList();
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
     * The object as it is to be sent. Under an autoscaler it has no replicas; but while we own the live field, leaving
     * it out would give it up and the server would set the default, 1: then the live value is sent.
     */
    ApplyObject adjust(ApplyObject desired, JsonNode live) {
        if (!desired.hasReplicas() || !targets.contains(desired.ref().key())) {
            return desired;
        }
        OwnedFields ours = OwnedFields.in(live, desired.ref().apiVersion());
        return desired.withReplicas(
                ours.hasReplicas() ? live.path("spec").path("replicas") : MissingNode.getInstance());
    }
}
