package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Events about pods, as kubelet and scheduler write them: a repeated event is counted, not written again. */
final class PodEvents {

    private final KubernetesClient client;
    private final String node;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    PodEvents(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    /** @param container the container it is about, or null for the pod; from the scheduler if the pod has no node yet */
    void say(Pod pod, String container, String type, String reason, String message) {
        String uid = pod.getMetadata().getUid();
        String name = "%s.%08x".formatted(pod.getMetadata().getName(), (uid + container + reason + message).hashCode());
        String namespace = pod.getMetadata().getNamespace();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        int count = counts.merge(namespace + "/" + name, 1, Integer::sum);
        boolean scheduler = reason.equals("Scheduled") || reason.equals("FailedScheduling");
        try {
            if (count > 1) {
                client.v1()
                        .events()
                        .inNamespace(namespace)
                        .withName(name)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(count, now));
                return;
            }
            Event event = new EventBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .withNewInvolvedObject()
                    .withApiVersion("v1")
                    .withKind("Pod")
                    .withNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .withUid(uid)
                    .withFieldPath(container == null ? null : "spec.containers{" + container + "}")
                    .endInvolvedObject()
                    .withType(type)
                    .withReason(reason)
                    .withMessage(message)
                    .withCount(count)
                    .withFirstTimestamp(now)
                    .withLastTimestamp(now)
                    .withNewSource(scheduler ? "default-scheduler" : "kubelet", scheduler ? null : node)
                    .build();
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            // Best effort: a namespace that is being deleted accepts no events.
            counts.remove(namespace + "/" + name);
        }
    }
}
