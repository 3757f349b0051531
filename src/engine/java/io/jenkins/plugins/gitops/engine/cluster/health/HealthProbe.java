package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Evaluates the health of one object: its rule, and where the object is not current, its pods, events and logs. */
public final class HealthProbe {

    /** The reason of what is not there. */
    static final String NOT_FOUND = "NotFound";

    private static final int MOST_PODS = 3;

    private final ClusterSession session;
    private final PodsOfRevision pods;
    private final EventsAndLogs eventsAndLogs;

    public HealthProbe(ClusterSession session) {
        this.session = session;
        this.pods = new PodsOfRevision(session.server());
        this.eventsAndLogs = new EventsAndLogs(session.server());
    }

    private record PodWithProblem(JsonNode pod, PodProblem problem) {

        String name() {
            return pod.path("metadata").path("name").asText();
        }
    }

    /** @param before the diagnosis of an earlier probe; without one, pods, events and logs are read now */
    ProbeResult probe(ObjectRef ref, Optional<PodDiagnosis> before) {
        Optional<ApiResource> resource = session.discovery().find(ref.apiVersion(), ref.kind());
        if (resource.isEmpty()) {
            return ProbeResult.of(
                    ref, RuleResult.failed("NotServed", "the cluster does not serve " + ref.apiVersion()));
        }
        ApiAnswer answer = session.server().send(ApiCall.get(resource.get().path(ref.namespace(), ref.name())));
        if (answer.missing()) {
            return ProbeResult.of(ref, RuleResult.failed(NOT_FOUND, "it is not there any more; somebody deleted it"));
        }
        if (!answer.ok()) {
            throw new GitopsException(
                    "Tried to read " + ref + ": " + answer.message(),
                    "Grant the verb get on " + resource.get().qualified());
        }
        RuleResult ruleResult = judge(ref, answer.body());
        boolean countsNothing = ruleResult.reason().equals(HealthRule.COUNTS_NOTHING);
        boolean toldByEvents = countsNothing || ruleResult.reason().equals(HealthRule.NOT_OBSERVED);
        if (ruleResult.current() && !toldByEvents) {
            return ProbeResult.of(ref, ruleResult);
        }
        PodDiagnosis findings = before.filter(
                        earlier -> ruleResult.status() != HealthStatus.FAILED && !earlier.failed())
                .orElseGet(() -> toldByEvents ? said(answer.body()) : find(ref, answer.body()));
        if (countsNothing && findings.warning().isEmpty()) {
            return ProbeResult.of(ref, RuleResult.CURRENT, findings);
        }
        return ProbeResult.of(ref, findings.with(ruleResult), findings);
    }

    /** Of a Job that is not there, whose UID is known: whether it completed before it was removed. */
    ProbeResult expired(ObjectRef ref, String uid) {
        return eventsAndLogs.completed(ref.namespace(), uid)
                ? ProbeResult.of(ref, RuleResult.CURRENT)
                : ProbeResult.of(
                        ref,
                        RuleResult.failed(
                                NOT_FOUND,
                                "it is not there any more, and no event says that it completed; either it failed and its time"
                                        + " (ttlSecondsAfterFinished) was over, or somebody deleted it"));
    }

    private RuleResult judge(ObjectRef ref, JsonNode object) {
        RuleResult counts = HealthRules.evaluate(ref.key().groupKind(), object);
        return counts.current() && KnownKind.of(ref.key()).keepsPods()
                ? KeptPods.judge(object, pods.of(ref, object).newest(), counts)
                : counts;
    }

    /**
     * What the cluster says of an object whose controller has not come to it, or came to nothing: some write a status only
     * after they made a pod.
     */
    private PodDiagnosis said(JsonNode object) {
        return new PodDiagnosis(Optional.empty(), List.of(), lastWarning(object), System.nanoTime());
    }

    private PodDiagnosis find(ObjectRef ref, JsonNode workload) {
        long now = System.nanoTime();
        PodsOfRevision.Found found = pods.of(ref, workload);
        List<PodWithProblem> withProblem = withProblem(found.newest(), pod -> PodProblem.in(pod)
                .filter(problem -> !KnownKind.of(ref.key()).restartsAreNormal()
                        || !problem.reason().equals("CrashLoopBackOff")));
        if (withProblem.isEmpty()) {
            withProblem = withProblem(found.inTheWay(), StuckPods::problem);
        }
        if (!withProblem.isEmpty()) {
            return new PodDiagnosis(
                    withProblem.stream().map(PodWithProblem::problem).findFirst(),
                    withProblem.stream()
                            .limit(MOST_PODS)
                            .map(affected -> eventsAndLogs.of(affected.pod(), affected.problem()))
                            .toList(),
                    Optional.empty(),
                    now);
        }
        List<PodWithProblem> unready = withProblem(found.newest(), PodProblem::unready);
        List<PodReport> warned = unready.stream()
                .limit(MOST_PODS)
                .map(affected -> eventsAndLogs.ofUnready(affected.pod(), affected.problem()))
                .filter(report -> !report.events().isEmpty())
                .toList();
        return warned.isEmpty()
                ? new PodDiagnosis(Optional.empty(), List.of(), warning(ref, workload, found.newest(), unready), now)
                : new PodDiagnosis(Optional.of(unready.get(0).problem()), warned, Optional.empty(), now);
    }

    /** The pods with a problem, the worst first. */
    private static List<PodWithProblem> withProblem(
            List<JsonNode> pods, Function<JsonNode, Optional<PodProblem>> problem) {
        return pods.stream()
                .flatMap(pod -> problem.apply(pod).map(found -> new PodWithProblem(pod, found)).stream())
                .sorted(Comparator.comparing(
                                (PodWithProblem affected) -> affected.problem().status())
                        .reversed()
                        .thenComparing(PodWithProblem::name))
                .toList();
    }

    /**
     * Without a pod to blame, the last warning about the workload itself, when it may lack pods: a quota, an unknown
     * ServiceAccount. Or about a pod whose containers are being made: a volume that cannot be mounted shows nowhere else. Or
     * which pod is not ready. Or which one takes its time to end, before its controller makes the next. A server reads all
     * events of a namespace to find those of one object.
     */
    private Optional<String> warning(
            ObjectRef ref, JsonNode workload, List<JsonNode> pods, List<PodWithProblem> unready) {
        boolean allMade = workload.path("spec").has("replicas") && pods.size() >= new ReplicaCounts(workload).wanted();
        return (allMade ? Optional.<String>empty() : lastWarning(workload))
                .or(() -> pods.stream()
                        .filter(PodProblem::starting)
                        .findFirst()
                        .flatMap(pod -> last(eventsAndLogs.warnings(pod))
                                .map(warning -> "pod "
                                        + pod.path("metadata").path("name").asText() + ": " + warning)))
                .or(() -> unready.stream()
                        .findFirst()
                        .map(pod -> "pod " + pod.name() + ": " + pod.problem().message()))
                .or(() -> pods.isEmpty() ? stillLeaving(ref, workload) : Optional.empty());
    }

    private Optional<String> stillLeaving(ObjectRef ref, JsonNode workload) {
        return this.pods.leaving(ref, workload).stream()
                .findFirst()
                .map(pod -> "pod " + pod.path("metadata").path("name").asText()
                        + " is still being deleted, and its time to end is over at "
                        + pod.path("metadata").path("deletionTimestamp").asText());
    }

    private Optional<String> lastWarning(JsonNode object) {
        return last(eventsAndLogs.warnings(object)).map(warning -> "last warning: " + warning);
    }

    private static Optional<String> last(List<String> warnings) {
        return warnings.isEmpty() ? Optional.empty() : Optional.of(warnings.get(warnings.size() - 1));
    }
}
