package io.jenkins.plugins.gitops.engine.cluster.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HealthTest {

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

    @Test
    void a_deployment_is_in_progress_until_all_replicas_are_available() {
        List<ObjectRef> refs = deliver(workload("Deployment", "good", "slow=1"));

        HealthReport first = place.health(refs);
        HealthReport last = place.await(refs, CURRENT);

        assertThat(first.status()).isEqualTo(HealthStatus.IN_PROGRESS);
        assertThat(first.summary()).startsWith("0 of 1 current; Deployment " + place.namespace + "/good: ");
        assertThat(last.summary()).isEqualTo("1 of 1 current");
    }

    @Test
    void stateful_sets_and_daemon_sets_become_current() {
        List<ObjectRef> refs = deliver(workload("StatefulSet", "stateful", "slow=0") + "---\n"
                + workload("DaemonSet", "daemon", "slow=0").replace("  replicas: 2\n", ""));

        assertThat(place.await(refs, CURRENT).objects()).hasSize(2);

        List<ObjectRef> again =
                deliver(workload("StatefulSet", "stateful", "slow=1").replace("shop:1", "shop:2"));
        assertThat(place.health(again).status()).isEqualTo(HealthStatus.IN_PROGRESS);
        place.await(again, CURRENT);
    }

    @Test
    void a_crash_loop_fails_at_once_with_the_end_of_the_log() {
        List<ObjectRef> refs = deliver(workload("Deployment", "crashing", "crash"));

        place.await(refs, FAILED);
        // Events come a moment after the state that they report; and now and then it runs again.
        ObjectHealth health = place.await(
                        refs,
                        r -> FAILED.test(r)
                                && r.objects().get(0).pods().stream()
                                        .anyMatch(pod -> !pod.events().isEmpty()))
                .objects()
                .get(0);

        assertThat(health.reason()).isEqualTo("CrashLoopBackOff");
        assertThat(health.message()).contains("exit code 1");
        PodReport trouble = health.pods().stream()
                .filter(pod -> !pod.events().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(trouble.container()).isEqualTo("web");
        assertThat(trouble.log()).anyMatch(line -> line.contains("CONFIG is not set"));
        assertThat(health.text()).contains("  pod crashing-", "    log: ", "    event: BackOff");
    }

    @Test
    void every_workload_fails_on_an_image_that_cannot_be_pulled() {
        List<ObjectRef> refs = deliver(workload("StatefulSet", "no-image-s", "pull-error") + "---\n"
                + workload("DaemonSet", "no-image-d", "pull-error").replace("  replicas: 2\n", "") + "---\n"
                + job("no-image-j", "pull-error"));

        HealthReport report =
                place.await(refs, r -> r.objects().stream().allMatch(o -> o.status() == HealthStatus.FAILED));

        assertThat(report.objects()).extracting(ObjectHealth::reason).containsOnly("ImagePullBackOff");
        assertThat(report.objects()).allMatch(o -> !o.pods().isEmpty());
    }

    @Test
    void crashing_pods_of_an_old_revision_do_not_count() {
        place.await(deliver(workload("Deployment", "recovering", "crash")), FAILED);

        List<ObjectRef> refs = deliver(workload("Deployment", "recovering", "slow=1"));
        HealthReport report =
                place.await(refs, r -> !r.objects().get(0).reason().equals("NotObserved"));

        assertThat(report.status()).isNotEqualTo(HealthStatus.FAILED);
        place.await(refs, CURRENT);
    }

    @Test
    void pods_that_never_get_ready_fail_by_the_progress_deadline() {
        List<ObjectRef> refs = deliver(workload("Deployment", "never", "never-ready")
                .replace("  replicas: 2\n", "  replicas: 2\n  progressDeadlineSeconds: 3\n"));

        assertThat(place.await(refs, FAILED).objects().get(0).reason()).isEqualTo("ProgressDeadlineExceeded");
    }

    @Test
    void a_pod_that_no_node_takes_is_in_progress_and_says_why() {
        List<ObjectRef> refs = deliver(workload("Deployment", "homeless", "unschedulable"));

        ObjectHealth health = place.await(refs, r -> r.objects().get(0).reason().equals("Unschedulable"))
                .objects()
                .get(0);

        assertThat(health.status()).isEqualTo(HealthStatus.IN_PROGRESS);
        assertThat(health.pods().get(0).message()).contains("nodes are available");
    }

    @Test
    void a_volume_that_cannot_be_mounted_is_told_from_the_pods_events() {
        List<ObjectRef> refs = deliver(workload("Deployment", "without-keys", "slow=0")
                + "      volumes: [{name: keys, secret: {secretName: no-such-keys}}]\n");

        ObjectHealth health = place.await(
                        refs, r -> r.objects().get(0).message().contains("FailedMount"))
                .objects()
                .get(0);

        assertThat(health.status()).isEqualTo(HealthStatus.IN_PROGRESS);
        assertThat(health.message()).contains("pod without-keys-", "no-such-keys");
    }

    @Test
    void a_quota_fails_a_first_rollout_with_its_text() {
        try (ClusterScene tight = new ClusterScene()) {
            tight.kubectl("create", "quota", "tight", "--hard=pods=1");
            List<ObjectRef> refs = tight.apply(workload("Deployment", "many", "slow=0")).stream()
                    .map(AppliedObject::ref)
                    .toList();

            ObjectHealth health = tight.await(refs, FAILED).objects().get(0);

            assertThat(health.reason()).isEqualTo("FailedCreate");
            assertThat(health.message()).contains("exceeded quota: tight");
        }
    }

    @Test
    void a_job_is_current_when_it_is_complete_and_failed_when_it_gave_up() {
        List<ObjectRef> good = deliver(job("good-job", "exit-0"));
        List<ObjectRef> bad = deliver(job("bad-job", "exit-1"));

        place.await(good, CURRENT);
        assertThat(place.await(bad, FAILED).objects().get(0).reason()).isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void what_somebody_deleted_is_failed() {
        ObjectRef gone = new ObjectRef("", "v1", "ConfigMap", place.namespace, "gone");

        assertThat(place.health(List.of(gone)).objects().get(0).reason()).isEqualTo("NotFound");
    }

    private static List<ObjectRef> deliver(String yaml) {
        return place.apply(yaml).stream().map(AppliedObject::ref).toList();
    }

    private static String workload(String kind, String name, String behaviour) {
        return """
                apiVersion: apps/v1
                kind: KIND
                metadata:
                  name: NAME
                spec:
                  replicas: 2
                  selector:
                    matchLabels: {app: NAME}
                  template:
                    metadata:
                      labels: {app: NAME}
                      annotations: {gitops.jenkins.io/stand-in: BEHAVIOUR}
                    spec:
                      containers:
                        - {name: web, image: 'registry.example/shop:1'}
                """
                .replace("KIND", kind)
                .replace("NAME", name)
                .replace("BEHAVIOUR", behaviour);
    }

    private static String job(String name, String behaviour) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: NAME
                spec:
                  backoffLimit: 0
                  template:
                    metadata:
                      annotations: {gitops.jenkins.io/stand-in: BEHAVIOUR}
                    spec:
                      restartPolicy: Never
                      containers:
                        - {name: web, image: 'registry.example/shop:1'}
                """
                .replace("NAME", name)
                .replace("BEHAVIOUR", behaviour);
    }
}
