package io.jenkins.plugins.gitops.engine.cluster.apply;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fields that cannot be changed: explained, and by another object only on request. */
class ReplacementTest {

    private static final String JOB =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: migrate, image: "registry.example/shop:1"}]
            """;
    private static final String NEW_JOB = JOB.replace("shop:1", "shop:2");
    private static final String CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec:
              accessModes: [ReadWriteOnce]
              storageClassName: slow
              resources: {requests: {storage: 1Gi}}
            """;

    @FreshScene
    private ClusterScene place;

    @Test
    void an_address_that_cannot_be_changed_is_told_with_both_values() {
        String service =
                """
                apiVersion: v1
                kind: Service
                metadata: {name: fixed}
                spec: {ports: [{port: 80}]}
                """;
        place.apply(service);
        String address = place.kubectl("get", "service/fixed", "-o", "jsonpath={.spec.clusterIP}");

        assertThat(place.plan(service.replace("spec: {", "spec: {clusterIP: 10.96.255.250, "))
                        .problems())
                .singleElement()
                .asString()
                .contains("Service fixed: spec.clusterIP")
                .contains("spec.clusterIP: \"" + address + "\" -> \"10.96.255.250\"");
    }

    private DesiredState replacing(String yaml, String... named) {
        return place.request(yaml)
                .with(new TakeoverPolicy(
                        false,
                        new TreeSet<>(),
                        Arrays.stream(named)
                                .map(ObjectSelector::parse)
                                .collect(Collectors.toCollection(TreeSet::new))));
    }

    private ApplyResult applyOnce(DesiredState request) {
        return place.cluster.apply(
                request, place.cluster.waves(request.manifests()).get(0));
    }

    /** As a delivery does: again until nothing is being deleted. */
    private ApplyResult applyUntilGone(DesiredState request) {
        return eventually("nothing is being deleted")
                .until(() -> applyOnce(request), applied -> applied.deleting().isEmpty());
    }

    private String uid(String object) {
        return place.kubectl("get", object, "-o", "jsonpath={.metadata.uid}");
    }

    @Test
    void a_job_that_is_named_is_deleted_and_made_anew() throws InterruptedException {
        place.apply(JOB);
        String before = uid("job/migrate");

        Plan plan = place.cluster.plan(replacing(NEW_JOB, "Job/migrate"));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.changes()).extracting(PlannedChange::action).containsExactly(Action.REPLACE);
        assertThat(plan.text())
                .startsWith("! Job " + place.namespace + "/migrate")
                .contains("is deleted and recreated", "shop:1\" -> \"registry.example/shop:2\"")
                .endsWith("0 to create, 0 to change, 0 unchanged, 0 to prune, 1 to replace");
        assertThat(uid("job/migrate")).isEqualTo(before);

        ApplyResult applied = applyUntilGone(replacing(NEW_JOB, "Job/migrate"));

        assertThat(applied.problems()).isEmpty();
        assertThat(applied.objects()).extracting(AppliedObject::result).containsExactly(Result.CREATED);
        assertThat(uid("job/migrate"))
                .isNotEqualTo(before)
                .isEqualTo(applied.objects().get(0).uid());
        assertThat(place.cluster.plan(replacing(NEW_JOB, "Job/migrate")).unchanged())
                .isTrue();
    }

    @Test
    void a_name_that_no_object_of_the_delivery_has_is_told_in_the_plan() {
        Plan plan = place.cluster.plan(replacing(JOB, "Job/migrat", "job.batch/migrate"));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings())
                .containsExactly("replace names Job/migrat: no object of this delivery, so no effect; it" + " has Job/"
                        + place.namespace + "/migrate");
    }

    @Test
    void without_the_right_to_delete_it_or_to_make_it_again_the_plan_has_a_problem() {
        place.apply(JOB);
        DesiredState request = replacing(NEW_JOB, "Job/migrate");

        try (Cluster limited = place.limitedTo("get,list,create,patch", "jobs.batch,configmaps")) {
            assertThat(limited.plan(request).problems())
                    .singleElement()
                    .asString()
                    .startsWith("k8s/app.yaml:1: Job migrate: ")
                    .contains("may not delete jobs.batch in namespace " + place.namespace);
        }
    }

    @Test
    void what_could_not_be_made_again_is_not_replaced() {
        place.apply(JOB);

        try (Cluster limited = place.limitedTo("get,list,delete,patch", "jobs.batch,configmaps")) {
            assertThat(limited.plan(replacing(NEW_JOB, "Job/migrate")).problems())
                    .singleElement()
                    .asString()
                    .contains("may not create jobs.batch");
        }
    }

    @Test
    void what_somebody_else_is_deleting_is_made_anew_when_it_is_gone() throws InterruptedException {
        String map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";
        place.apply(map);
        String before = uid("configmap/settings");
        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
        place.kubectl("delete", "configmap/settings", "--wait=false");

        assertThat(place.cluster.plan(place.request(map)).warnings())
                .singleElement()
                .asString()
                .contains("is recreated when it is gone");
        assertThat(applyOnce(place.request(map)).deleting())
                .singleElement()
                .asString()
                .contains("example.org/hold");
        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":null}}");

        assertThat(applyUntilGone(place.request(map)).objects())
                .extracting(AppliedObject::result)
                .containsExactly(Result.CREATED);
        assertThat(uid("configmap/settings")).isNotEqualTo(before);
    }

    @Test
    void a_change_that_can_be_made_replaces_nothing() {
        place.apply(JOB);
        String before = uid("job/migrate");
        String changed = JOB.replace("spec:\n  template", "spec:\n  activeDeadlineSeconds: 500\n  template");

        assertThat(applyOnce(replacing(changed, "Job/migrate")).objects())
                .extracting(AppliedObject::result)
                .containsExactly(Result.CHANGED);

        assertThat(uid("job/migrate")).isEqualTo(before);
    }

    @Test
    void without_its_name_nothing_is_deleted() {
        place.apply(JOB);

        assertThat(applyOnce(replacing(NEW_JOB, "Job/other")).problems())
                .singleElement()
                .asString()
                .contains("spec.template cannot be changed in a Job that exists");
        assertThat(applyOnce(replacing(NEW_JOB, "Job/elsewhere/migrate")).problems())
                .hasSize(1);
        assertThat(place.kubectl("get", "job/migrate", "-o", "jsonpath={.metadata.deletionTimestamp}"))
                .isEmpty();
    }

    @Test
    void a_replacement_goes_on_where_it_was_killed() throws InterruptedException {
        place.apply(JOB);
        place.kubectl("patch", "job/migrate", "-p", "{\"metadata\":{\"finalizers\":[\"example.com/slow\"]}}");
        DesiredState request = replacing(NEW_JOB, "Job/migrate");

        assertThat(applyOnce(request).deleting())
                .singleElement()
                .hasToString("Job " + place.namespace + "/migrate (finalizers: example.com/slow)");
        try (Cluster other = Cluster.connect(place.access(), ClusterScene.TIMEOUT)) {
            ApplyWave wave = other.waves(request.manifests()).get(0);
            assertThat(other.apply(request, wave).deleting()).hasSize(1);
            place.kubectl(
                    "patch",
                    "job/migrate",
                    "--type=json",
                    "-p",
                    "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers/0\"}]");
        }

        assertThat(applyUntilGone(request).objects())
                .extracting(AppliedObject::result)
                .containsExactly(Result.CREATED);
        assertThat(place.kubectl("get", "job/migrate", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .isEqualTo("registry.example/shop:2");
    }

    @Test
    void data_that_would_be_lost_is_a_warning() {
        place.apply(CLAIM);
        String faster = CLAIM.replace("slow", "fast");

        assertThat(place.plan(faster).problems())
                .singleElement()
                .asString()
                .contains("spec cannot be changed", "spec.storageClassName: \"slow\" -> \"fast\"");
        assertThat(place.cluster
                        .plan(replacing(faster, "PersistentVolumeClaim/data"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("PersistentVolumeClaim data: it is replaced, and all that is in it is lost");
    }

    @Test
    void a_selector_names_old_and_new() {
        String web = ClusterScene.read("shop.yaml").replaceFirst("(?s)---.*", "");
        place.apply(web);

        assertThat(place.plan(web.replace("{app: web}", "{app: shop}")).problems())
                .singleElement()
                .asString()
                .contains("spec.selector cannot be changed in a Deployment", "matchLabels.app: \"web\" -> \"shop\"");
    }

    @Test
    void another_mistake_beside_it_is_not_hidden() {
        place.apply(JOB);

        assertThat(place.cluster
                        .plan(replacing(NEW_JOB.replace("Never", "Sometimes"), "Job/migrate"))
                        .problems())
                .singleElement()
                .asString()
                .contains("Sometimes");
    }

    @Test
    void an_immutable_secret_shows_no_value() {
        String secret = "apiVersion: v1\n"
                + "kind: Secret\n"
                + "metadata: {name: keys}\n"
                + "immutable: true\n"
                + "stringData: {KEY: correct-horse}\n";
        place.apply(secret);

        assertThat(place.plan(secret.replace("correct-horse", "wrong-donkey")).problems())
                .singleElement()
                .asString()
                .contains("data cannot be changed in a Secret that exists", "data.KEY: (masked) -> (masked)")
                .doesNotContain("horse", "donkey");
    }
}
