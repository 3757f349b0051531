package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Evaluates the health of one object: its rule, and where the object is not current, its pods, events and logs. */
public final class HealthProbe {

    private static final int MOST_PODS = 3;

    private final ClusterSession session;
    private final PodsOfRevision newestPods;
    private final EventsAndLogs eventsAndLogs;

    public HealthProbe(ClusterSession session) {
        this.session = session;
        this.newestPods = new PodsOfRevision(session.server());
        this.eventsAndLogs = new EventsAndLogs(session.server());
    }

    private record PodWithProblem(JsonNode pod, PodProblem problem) {}

    /** @param before the diagnosis of an earlier probe; without one, pods, events and logs are read now */
    ProbeResult probe(ObjectRef ref, Optional<PodDiagnosis> before) {
        Optional<ApiResource> resource = session.discovery().find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return ProbeResult.of(
                    ref, RuleResult.failed("NotServed", "the cluster does not serve " + ref.apiVersion()));
        }
        ApiAnswer answer = session.server().send(ApiCall.get(resource.get().path(ref.namespace(), ref.name())));
        if (answer.missing()) {
            return ProbeResult.of(ref, RuleResult.failed("NotFound", "it is not there any more; somebody deleted it"));
        }
        if (!answer.ok()) {
            throw new GitopsException(
                    "Tried to read " + ref + ": " + answer.message(),
                    "Grant the verb get on " + resource.get().qualified());
        }
        RuleResult ruleResult = HealthRules.evaluate(ref.key().groupKind(), answer.body());
        if (ruleResult.current() || ruleResult.reason().equals("NotObserved")) {
            return ProbeResult.of(ref, ruleResult);
        }
        PodDiagnosis findings = before.filter(
                        earlier -> ruleResult.status() != HealthStatus.FAILED && !earlier.failed())
                .orElseGet(() -> find(ref, answer.body()));
        return ProbeResult.of(ref, findings.with(ruleResult), findings);
    }

    private PodDiagnosis find(ObjectRef ref, JsonNode workload) {
        long now = System.nanoTime();
        List<PodWithProblem> withProblem = new ArrayList<>();
        List<JsonNode> pods = newestPods.of(ref, workload);
        for (JsonNode pod : pods) {
            PodProblem.in(pod)
                    .filter(problem -> !KnownKind.of(ref.key()).restartsAreNormal()
                            || !problem.reason().equals("CrashLoopBackOff"))
                    .ifPresent(problem -> withProblem.add(new PodWithProblem(pod, problem)));
        }
        withProblem.sort(Comparator.comparing(
                        (PodWithProblem affected) -> affected.problem().status())
                .reversed()
                .thenComparing(
                        affected -> affected.pod().path("metadata").path("name").asText()));
        List<PodReport> troubled = withProblem.stream()
                .limit(MOST_PODS)
                .map(affected -> eventsAndLogs.of(affected.pod(), affected.problem()))
                .toList();
        return new PodDiagnosis(
                withProblem.stream().map(PodWithProblem::problem).findFirst(),
                troubled,
                withProblem.isEmpty() ? warning(workload, pods) : Optional.empty(),
                now);
    }

    /**
     * Without a pod to blame, the last warning about the workload itself: a quota, an unknown ServiceAccount. Or about a pod
     * whose containers are being made: a volume that cannot be mounted shows nowhere else.
     */
    private Optional<String> warning(JsonNode workload, List<JsonNode> pods) {
        return last(eventsAndLogs.warnings(workload))
                .map(warning -> "last warning: " + warning)
                .or(() -> pods.stream()
                        .filter(PodProblem::starting)
                        .findFirst()
                        .flatMap(pod -> last(eventsAndLogs.warnings(pod))
                                .map(warning -> "pod "
                                        + pod.path("metadata").path("name").asText() + ": " + warning)));
    }

    private static Optional<String> last(List<String> warnings) {
        return warnings.isEmpty() ? Optional.empty() : Optional.of(warnings.get(warnings.size() - 1));
    }
}
