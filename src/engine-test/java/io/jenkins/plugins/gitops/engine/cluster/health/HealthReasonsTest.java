package io.jenkins.plugins.gitops.engine.cluster.health;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wait tells of workloads that do not run what was delivered, and of those that cannot go on. */
class HealthReasonsTest {

    private static final Predicate<HealthReport> CURRENT = report -> report.status() == HealthStatus.CURRENT;
    private static final Predicate<HealthReport> FAILED = report -> report.status() == HealthStatus.FAILED;

    private static ClusterScene place;

    @BeforeAll
    static void begin() {
        place = new ClusterScene();
    }

    @AfterAll
    static void end() {
        place.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"})
    void a_probe_that_fails_is_told_with_its_pod_and_the_end_of_its_log(String kind) {
        List<ObjectRef> refs = deliver(place, workload(kind, "unready", 1).replace("slow=0", "never-ready"));

        HealthReport report = place.await(refs, now -> now.text().contains("event: "));

        assertThat(report.status()).isEqualTo(HealthStatus.IN_PROGRESS);
        assertThat(report.text())
                .contains(
                        "  pod unready-",
                        "event: Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503",
                        "log: cannot reach the database: connection refused");
        assertThat(report.summary())
                .containsSubsequence("NotReady: pod unready-", "statuscode: 503", "; 0 of 1 replicas ");
        place.kubectl("delete", kind, "unready", "--wait=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"})
    void pods_that_are_refused_are_told_with_the_reason(String kind) {
        try (ClusterScene tight = new ClusterScene()) {
            tight.kubectl("create", "quota", "tight", "--hard=pods=0");
            List<ObjectRef> quota = deliver(tight, workload(kind, "many", 1));
            List<ObjectRef> account = deliver(
                    place,
                    workload(kind, "nobodys", 1)
                            .replace("      containers", "      serviceAccountName: nobody\n      containers"));

            assertThat(tight.await(quota, now -> now.summary().contains("exceeded quota"))
                            .summary())
                    .contains("FailedCreate", "exceeded quota: tight");
            assertThat(place.await(account, now -> now.summary().contains("FailedCreate"))
                            .summary())
                    .contains("FailedCreate", "serviceaccount \"nobody\" not found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReplicaSet", "ReplicationController"})
    void pods_that_nobody_replaces_fail_the_rollout_while_none_runs_the_image(String kind) {
        place.await(deliver(place, workload(kind, "kept", 1)), CURRENT);

        List<ObjectRef> refs = deliver(place, workload(kind, "kept", 2));
        String text = place.await(refs, FAILED).text();

        assertThat(text)
                .contains(
                        "OldPods: no pod runs its image",
                        "a " + kind + " does not replace them",
                        "kubectl delete pod -n " + place.namespace + " kept-");
        place.kubectl("delete", "pod", "-l", "app=kept");
        HealthReport replaced = place.await(refs, CURRENT);
        assertThat(replaced.exceptions()).isEmpty();
        place.kubectl("delete", kind, "kept");
    }

    @Test
    void pods_that_wait_for_a_person_are_named_though_all_is_healthy() {
        String byHand = workload("StatefulSet", "by-hand", 1)
                .replace("spec:\n  replicas", "spec:\n  updateStrategy: {type: OnDelete}\n  replicas");
        place.await(deliver(place, byHand), CURRENT);

        List<ObjectRef> refs = deliver(place, byHand.replace(image(1), image(2)));

        assertThat(place.await(refs, CURRENT).exceptions())
                .singleElement()
                .asString()
                .startsWith("StatefulSet " + place.namespace + "/by-hand: 1 of 1 pod is still of an older template");
    }

    @Test
    void a_disruption_budget_of_a_bare_pod_does_not_decide_and_says_why() {
        String single = place.served(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: single, labels: {app: single}}
                spec: {containers: [{name: web, image: 'IMAGE'}]}
                ---
                apiVersion: policy/v1beta1
                kind: PodDisruptionBudget
                metadata: {name: single}
                spec: {maxUnavailable: 1, selector: {matchLabels: {app: single}}}
                """
                        .replace("IMAGE", image(1)));
        // A budget that came before its pod was observed then. Newer servers observe both, and count nothing.
        place.await(deliver(place, single), CURRENT);

        List<ObjectRef> refs = deliver(place, single.replace("maxUnavailable: 1", "maxUnavailable: 0"));
        HealthReport report = place.await(
                refs, now -> CURRENT.test(now) && now.exceptions().toString().contains("last warning"));

        assertThat(report.exceptions().toString())
                .contains(
                        "PodDisruptionBudget " + place.namespace + "/single: ",
                        place.atLeast(22) ? "UnmanagedPods" : "found no controller");
    }

    @Test
    void a_pod_that_keeps_a_stateful_set_from_going_on_is_named_and_deleted() {
        String crashing = workload("StatefulSet", "stuck", 1).replace("slow=0", "crash");
        place.await(deliver(place, crashing), FAILED);

        List<ObjectRef> refs = deliver(place, workload("StatefulSet", "stuck", 2));
        HealthReport report = place.await(refs, HealthReport::waitsForStuckPods);

        assertThat(report.text())
                .contains(
                        "StuckPod: pod stuck-0: ",
                        "Delete it: kubectl delete pod -n " + place.namespace + " stuck-0",
                        "log: panic: cannot read configuration");
        assertThat(place.cluster.deleteStuckPods(report, false))
                .containsExactly("pod stuck-0 of StatefulSet " + place.namespace + "/stuck");
        place.await(refs, CURRENT);
    }

    @Test
    void a_stuck_pod_is_kept_when_its_stateful_set_says_so_or_it_may_get_ready() {
        String unready = workload("StatefulSet", "waits", 1).replace("slow=0", "never-ready");
        place.await(deliver(place, unready), now -> now.text().contains("Unhealthy"));
        List<ObjectRef> refs = deliver(place, workload("StatefulSet", "waits", 2));

        HealthReport report = place.await(refs, HealthReport::waitsForStuckPods);

        assertThat(place.cluster.deleteStuckPods(report, false)).isEmpty();
        place.kubectl("annotate", "statefulset", "waits", StuckPods.ANNOTATION + "=keep");
        assertThat(place.cluster.deleteStuckPods(report, true)).isEmpty();
        place.kubectl("annotate", "statefulset", "waits", StuckPods.ANNOTATION + "-");
        assertThat(place.cluster.deleteStuckPods(report, true)).hasSize(1);
        place.await(refs, CURRENT);
    }

    @Test
    void of_several_stuck_pods_one_goes_after_the_other_the_highest_first() {
        String two = workload("StatefulSet", "both", 1).replace("replicas: 1", "replicas: 2");
        place.await(deliver(place, two), CURRENT);
        breakPod("both-0");
        breakPod("both-1");
        List<ObjectRef> refs = deliver(place, two.replace(image(1), image(2)));
        HealthReport report = place.await(refs, HealthReport::waitsForStuckPods);

        assertThat(place.cluster.deleteStuckPods(report, false))
                .containsExactly("pod both-1 of StatefulSet " + place.namespace + "/both");
        eventually("the next one is deleted when the first is gone")
                .until(() -> place.cluster.deleteStuckPods(report, false), deleted -> !deleted.isEmpty());
        place.await(refs, CURRENT);
    }

    /** As a kubelet reports one whose container crashes again and again. */
    private static void breakPod(String name) {
        place.plane
                .client()
                .pods()
                .inNamespace(place.namespace)
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        """
                        {"status": {"conditions": [{"type": "Ready", "status": "False"}], "containerStatuses": [
                          {"name": "web", "image": "", "imageID": "", "ready": false, "restartCount": 3,
                           "state": {"running": null, "waiting": {"reason": "CrashLoopBackOff"}}}]}}
                        """);
    }

    @Test
    void a_job_that_gave_up_is_told_with_the_end_of_its_log() {
        List<ObjectRef> refs = deliver(
                place,
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  backoffLimit: 0
                  template:
                    metadata: {annotations: {gitops.jenkins.io/stand-in: exit-1}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: web, image: 'IMAGE'}]
                """
                        .replace("IMAGE", image(1)));

        assertThat(place.await(refs, FAILED).text())
                .contains("BackoffLimitExceeded", "it ended with exit code 1", "log: panic: cannot read configuration");
    }

    private static List<ObjectRef> deliver(ClusterScene where, String yaml) {
        return where.apply(yaml).stream().map(AppliedObject::ref).toList();
    }

    private static String image(int version) {
        return "registry.example/shop@sha256:" + String.valueOf(version).repeat(64);
    }

    /** One replica that gets ready at once. */
    private static String workload(String kind, String name, int version) {
        String yaml =
                """
                apiVersion: apps/v1
                kind: KIND
                metadata: {name: NAME}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: NAME}}
                  template:
                    metadata:
                      labels: {app: NAME}
                      annotations: {gitops.jenkins.io/stand-in: slow=0}
                    spec:
                      containers: [{name: web, image: 'IMAGE'}]
                """
                        .replace("KIND", kind)
                        .replace("NAME", name)
                        .replace("IMAGE", image(version));
        return switch (kind) {
            case "DaemonSet" -> yaml.replace("  replicas: 1\n", "");
            case "ReplicationController" ->
                yaml.replace("apps/v1", "v1").replace("{matchLabels: {app: " + name + "}}", "{app: " + name + "}");
            default -> yaml;
        };
    }
}
