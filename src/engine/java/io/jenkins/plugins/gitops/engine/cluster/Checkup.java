package io.jenkins.plugins.gitops.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthRules;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.health.Judgement;
import io.jenkins.plugins.gitops.engine.cluster.health.PodProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One look at one object: its rule, and where that is not content, its pods. */
final class Checkup {

    private static final int MOST_PODS = 3;

    /** Their controllers restart pods by design and count the failures themselves. */
    private static final Set<String> RESTARTS_COUNT = Set.of("Job.batch");

    private final ApiServer server;
    private final Discovery discovery;
    private final NewestPods newestPods;
    private final Troubles troubles;

    Checkup(ApiServer server, Discovery discovery) {
        this.server = server;
        this.discovery = discovery;
        this.newestPods = new NewestPods(server);
        this.troubles = new Troubles(server);
    }

    private record Patient(JsonNode pod, PodProblem problem) {}

    ObjectHealth of(ObjectRef ref) {
        Optional<ApiResource> resource = discovery.find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return health(ref, Judgement.failed("NotServed", "the cluster does not serve " + ref.apiVersion()));
        }
        ApiAnswer answer = server.send(ApiCall.get(resource.get().path(ref.namespace(), ref.name())));
        if (answer.missing()) {
            return health(ref, Judgement.failed("NotFound", "it is not there any more; somebody deleted it"));
        }
        if (!answer.ok()) {
            throw new GitopsException(
                    "Tried to look at " + ref + ": " + answer.message(),
                    "Grant the verb get on " + resource.get().qualified());
        }
        Judgement judgement = HealthRules.judge(ref.key().groupKind(), answer.body());
        return judgement.current() || judgement.reason().equals("NotObserved")
                ? health(ref, judgement)
                : examine(ref, answer.body(), judgement);
    }

    private ObjectHealth examine(ObjectRef ref, JsonNode workload, Judgement judgement) {
        List<Patient> patients = new ArrayList<>();
        List<JsonNode> pods = newestPods.of(ref, workload);
        for (JsonNode pod : pods) {
            PodProblem.in(pod)
                    .filter(problem -> !RESTARTS_COUNT.contains(ref.key().groupKind())
                            || !problem.reason().equals("CrashLoopBackOff"))
                    .ifPresent(problem -> patients.add(new Patient(pod, problem)));
        }
        patients.sort(
                Comparator.comparing((Patient patient) -> patient.problem().status())
                        .reversed()
                        .thenComparing(patient ->
                                patient.pod().path("metadata").path("name").asText()));
        List<PodTrouble> found = patients.stream()
                .limit(MOST_PODS)
                .map(patient -> troubles.of(patient.pod(), patient.problem()))
                .toList();
        Judgement whole = patients.isEmpty()
                ? withWarning(judgement, workload, pods)
                : withPods(judgement, patients.get(0).problem(), found.get(0));
        return new ObjectHealth(ref, whole.status(), whole.reason(), whole.message(), found);
    }

    /** A pod that cannot start fails the workload at once; any trouble says more than a count. */
    private static Judgement withPods(Judgement judgement, PodProblem worst, PodTrouble first) {
        return judgement.status() == HealthStatus.FAILED
                ? judgement
                : new Judgement(
                        worst.status(),
                        worst.reason(),
                        judgement.message() + "; pod " + first.pod() + ": " + first.message());
    }

    /**
     * Without a pod to blame, the last warning about the workload itself: a quota, an unknown ServiceAccount. Or about a pod
     * whose containers are being made: a volume that cannot be mounted shows nowhere else.
     */
    private Judgement withWarning(Judgement judgement, JsonNode workload, List<JsonNode> pods) {
        return last(troubles.warnings(workload))
                .map(warning -> with(judgement, "last warning: " + warning))
                .or(() -> pods.stream().filter(PodProblem::starting).findFirst().flatMap(pod -> last(troubles.warnings(
                                pod))
                        .map(warning -> with(
                                judgement,
                                "pod " + pod.path("metadata").path("name").asText() + ": " + warning))))
                .orElse(judgement);
    }

    private static Optional<String> last(List<String> warnings) {
        return warnings.isEmpty() ? Optional.empty() : Optional.of(warnings.get(warnings.size() - 1));
    }

    private static Judgement with(Judgement judgement, String more) {
        return new Judgement(judgement.status(), judgement.reason(), judgement.message() + "; " + more);
    }

    private static ObjectHealth health(ObjectRef ref, Judgement judgement) {
        return new ObjectHealth(ref, judgement.status(), judgement.reason(), judgement.message(), List.of());
    }
}
