package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * Pods of an older revision that do not get ready, and for which a StatefulSet waits before it makes newer ones. They are
 * deleted, as {@code kubectl delete pod} does it, unless the StatefulSet's annotation {@value #ANNOTATION} is {@code keep}.
 */
public final class StuckPods {

    static final String ANNOTATION = "gitops.jenkins.io/stuck-pods";

    /** The reason of the object that waits for one. */
    static final String REASON = "StuckPod";

    private final ClusterSession session;
    private final PodsOfRevision pods;

    public StuckPods(ClusterSession session) {
        this.session = session;
        this.pods = new PodsOfRevision(session.server());
    }

    /**
     * What is to be said of a pod in the way; nothing when it may just need some time.
     *
     * @return in progress, whatever the pod's own trouble is: without it the rollout goes on
     */
    static Optional<PodProblem> problem(JsonNode pod) {
        return own(pod).map(own -> new PodProblem(
                HealthStatus.IN_PROGRESS,
                own.container(),
                REASON,
                own.message() + "; it is of an older revision, and a StatefulSet makes no newer pod before all are"
                        + " ready. Delete it: " + KeptPods.delete(List.of(pod)),
                own.restarted()));
    }

    private static Optional<PodProblem> own(JsonNode pod) {
        return PodProblem.in(pod).or(() -> PodProblem.unready(pod));
    }

    /**
     * Deletes one of those that a report names, of each StatefulSet, and none while another is being deleted: the one with the
     * highest ordinal, as the controller replaces them. A pod that changed since it was read, or may not be deleted, stays;
     * the report tells what to do.
     *
     * @param unready also pods that run and are not ready; otherwise only such as cannot run
     * @return the deleted pods, each with its StatefulSet, for people
     */
    public List<String> delete(HealthReport report, boolean unready) {
        return report.objects().stream()
                .filter(object -> object.reason().equals(REASON))
                .flatMap(object -> delete(object.ref(), unready).stream())
                .toList();
    }

    private Optional<String> delete(ObjectRef ref, boolean unready) {
        JsonNode statefulSet = session.discovery()
                .find(ref.apiVersion(), ref.kind())
                .map(resource -> session.server().send(ApiCall.get(resource.path(ref.namespace(), ref.name()))))
                .filter(ApiAnswer::ok)
                .map(ApiAnswer::body)
                .orElseGet(ClusterJson::object);
        if (statefulSet
                .path("metadata")
                .path("annotations")
                .path(ANNOTATION)
                .asText()
                .equals("keep")) {
            return Optional.empty();
        }
        PodsOfRevision.Found found = pods.of(ref, statefulSet);
        return found.inTheWay().stream()
                .filter(pod -> !found.leaving())
                .filter(pod -> own(pod).filter(problem -> unready || problem.status() == HealthStatus.FAILED)
                        .isPresent())
                .findFirst()
                .filter(this::deleted)
                .map(pod -> "pod " + pod.path("metadata").path("name").asText() + " of " + ref);
    }

    private boolean deleted(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        String path = ApiResource.POD.path(
                metadata.path("namespace").asText(), metadata.path("name").asText());
        return session.server()
                .send(ApiCall.deleteUnchanged(
                        path, metadata.path("resourceVersion").asText()))
                .ok();
    }
}
