package io.jenkins.plugins.gitops.engine.cluster.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.LabelledObjects;
import io.jenkins.plugins.gitops.engine.cluster.inventory.ObjectVersions;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");

    @FreshScene
    private ClusterScene place;

    @Test
    void what_was_just_applied_is_as_wanted() {
        deliver(SHOP);

        ClusterDrift drift = drift(SHOP);

        assertThat(drift.found()).as(drift.text()).isFalse();
        assertThat(drift.problems()).isEmpty();
        assertThat(drift.text()).isEqualTo("0 changed, 0 missing, 0 not in the commit; 4 compared");
    }

    @Test
    void a_changed_field_is_told_with_both_values_its_manager_and_the_time() {
        deliver(SHOP);
        Instant before = Instant.now().minus(Duration.ofSeconds(2));
        place.kubectl("set", "image", "deployment/web", "web=registry.example/other:1", "--field-manager=somebody");

        ObjectDrift object = only(drift(SHOP));

        assertThat(object.kind()).isEqualTo(ObjectDrift.Kind.CHANGED);
        assertThat(object.ref().name()).isEqualTo("web");
        assertThat(object.location().orElseThrow().file()).isEqualTo("k8s/app.yaml");
        FieldDrift field = object.fields().get(0);
        assertThat(object.fields()).hasSize(1);
        assertThat(field.path()).isEqualTo("spec.template.spec.containers[web].image");
        assertThat(field.live()).isEqualTo("\"registry.example/other:1\"");
        assertThat(field.wanted()).contains("registry.example/shop");
        assertThat(field.manager()).contains("somebody");
        assertThat(field.since().orElseThrow()).isBetween(before, Instant.now());
        assertThat(object.text()).contains("; by somebody since ");
    }

    @Test
    void nothing_is_written_and_an_apply_sets_right_what_was_told() {
        deliver(SHOP);
        place.kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"red\"}}");
        place.kubectl("delete", "service/web");
        String before = versions();

        ClusterDrift drift = drift(SHOP);

        assertThat(versions()).isEqualTo(before);
        assertThat(drift.objects())
                .extracting(ObjectDrift::text)
                .satisfiesExactly(
                        settings -> assertThat(settings)
                                .startsWith("~ ConfigMap")
                                .contains("data.colour: wanted \"blue\", is \"red\"; by kubectl-patch since "),
                        web -> assertThat(web).startsWith("- Service").contains("web is missing"));
        place.apply(place.request(SHOP).withForce(true));
        assertThat(drift(SHOP).found()).isFalse();
    }

    @Test
    void what_was_written_since_is_compared_and_the_rest_taken_as_it_was() {
        deliver(SHOP);
        place.kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"red\"}}");
        ObjectVersions before = members();
        ClusterDrift first = drift(SHOP);
        place.kubectl("delete", "service/web");

        Set<ObjectKey> written = members().changedSince(before);

        assertThat(written).extracting(ObjectKey::name).contains("web");
        ClusterDrift second = since(first, written);
        assertThat(second.text()).isEqualTo(drift(SHOP).text()).contains("1 changed, 1 missing");
        place.kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"blue\"}}");
        assertThat(since(second, Set.of()).text()).as("nothing is asked for").isEqualTo(second.text());
        assertThat(since(second, members().changedSince(before)).text())
                .isEqualTo(drift(SHOP).text());
    }

    private ObjectVersions members() {
        return place.cluster
                .versions(place.cluster.inventory(place.id).orElseThrow())
                .orElseThrow();
    }

    private ClusterDrift since(ClusterDrift earlier, Set<ObjectKey> written) {
        return place.cluster.drift(place.request(SHOP), Optional.of(new EarlierDrift(earlier, written)));
    }

    @Test
    void a_job_whose_time_was_over_is_not_missing_and_one_without_such_a_time_is() {
        String job =
                """
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once}
                spec:
                  ttlSecondsAfterFinished: 100
                  template: {spec: {restartPolicy: Never, containers: [{name: once, image: 'registry.example/shop:1'}]}}
                """;
        String both = SHOP + job + job.replace("once", "kept").replace("  ttlSecondsAfterFinished: 100\n", "");
        deliver(both);
        // As the controller of finished jobs does, which is off in 1.20.
        place.kubectl("delete", "job/once", "job/kept");

        assertThat(only(drift(both)).ref().name()).isEqualTo("kept");
    }

    @Test
    void a_secret_that_changed_is_told_without_its_values() {
        deliver(SHOP);
        place.kubectl("patch", "secret/keys", "-p", "{\"stringData\":{\"PASSWORD\":\"intruder1\"}}");

        ObjectDrift object = only(drift(SHOP));

        assertThat(object.text())
                .contains("data.PASSWORD: wanted (masked), is (masked); by kubectl-patch")
                .doesNotContain("intruder1", "aW50cnVkZXIx");
    }

    @Test
    void what_the_server_fills_in_and_what_others_add_is_no_drift() {
        deliver(SHOP);
        place.kubectl("annotate", "deployment/web", "example.org/owner=somebody");
        place.kubectl("set", "env", "deployment/web", "ADDED=1");

        assertThat(drift(SHOP).found()).isFalse();
    }

    @Test
    void replicas_under_an_autoscaler_are_left_out_and_others_are_not() {
        deliver(SHOP);
        place.kubectl("scale", "deployment/web", "--replicas=3");
        assertThat(only(drift(SHOP)).text()).contains("spec.replicas: wanted ", ", is 3");

        place.kubectl("autoscale", "deployment/web", "--max=5");

        assertThat(drift(SHOP).found()).isFalse();
    }

    @Test
    void what_the_inventory_lists_beyond_the_commit_is_told_while_it_is_there() {
        deliver(SHOP);
        String kept = SHOP.substring(0, SHOP.indexOf("---\n"));
        place.kubectl("delete", "secret/keys");
        place.kubectl("label", "service/web", "applyset.kubernetes.io/part-of-");

        assertThat(only(drift(kept)).text())
                .isEqualTo("+ ConfigMap " + place.namespace + "/settings is not in the commit");
    }

    @Test
    void an_object_that_is_being_deleted_is_told() {
        deliver(SHOP);
        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":[\"example.org/wait\"]}}");
        place.kubectl("delete", "configmap/settings", "--wait=false");

        assertThat(only(drift(SHOP)).text()).contains("metadata.deletionTimestamp: wanted none, is ");

        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void many_objects_are_read_page_by_page_and_each_is_found() {
        String many = many(230);
        deliver(many);
        assertThat(drift(many).text()).isEqualTo("0 changed, 0 missing, 0 not in the commit; 230 compared");

        place.kubectl("patch", "configmap/many-003", "-p", "{\"data\":{\"a\":\"x\"}}");
        place.kubectl("delete", "configmap/many-150");
        place.kubectl("label", "configmap/many-200", "applyset.kubernetes.io/part-of-");
        place.kubectl("patch", "configmap/many-229", "-p", "{\"data\":{\"a\":\"y\"}}");

        assertThat(drift(many).objects())
                .extracting(object -> object.kind() + " " + object.ref().name())
                .containsExactly("CHANGED many-003", "MISSING many-150", "CHANGED many-200", "CHANGED many-229");
    }

    @Test
    void the_pages_hold_each_object_with_the_label_once_and_no_other() {
        deliver(many(230));
        place.kubectl("create", "configmap", "stranger");
        List<String> names = new ArrayList<>();

        try (ApiServer server = new ApiServer(place.access(), ClusterScene.TIMEOUT)) {
            new LabelledObjects(server, place.id).each(ApiResource.CONFIG_MAP, place.namespace, live -> {
                assertThat(live.path("kind").asText()).isEqualTo("ConfigMap");
                names.add(live.path("metadata").path("name").asText());
            });
        }

        assertThat(names).hasSize(230).doesNotHaveDuplicates().doesNotContain("stranger");
    }

    @Test
    void without_the_right_to_list_every_object_is_asked_for() {
        String many = many(25);
        deliver(many);
        place.kubectl("patch", "configmap/many-003", "-p", "{\"data\":{\"a\":\"x\"}}");

        try (Cluster limited = place.limitedTo("get,patch", "configmaps")) {
            assertThat(only(limited.drift(place.request(many))).ref().name()).isEqualTo("many-003");
        }
    }

    @Test
    void what_may_not_be_looked_at_is_a_problem_that_names_the_right() {
        deliver(SHOP);

        try (Cluster limited = place.limitedTo("get,list,patch", "configmaps,services,deployments.apps")) {
            ClusterDrift drift = limited.drift(place.request(SHOP));

            assertThat(drift.found()).isFalse();
            assertThat(drift.problems())
                    .singleElement()
                    .asString()
                    .contains("Secret keys", "grant the verb get on secrets");
            assertThat(drift.summary()).endsWith("; 1 could not be compared");
        }
    }

    @Test
    void a_leftover_that_may_not_be_looked_at_is_a_problem() {
        deliver(SHOP);

        try (Cluster limited = place.limitedTo("get,list,patch", "configmaps,services,deployments.apps")) {
            String rest = SHOP.substring(SHOP.lastIndexOf("---\n"));
            ClusterDrift drift = limited.drift(place.request(rest));

            assertThat(drift.problems()).singleElement().asString().contains("Secret ", "cannot get resource");
        }
    }

    @Test
    void a_field_that_cannot_be_set_back_is_told_without_the_values_of_a_secret() {
        String secret = "{apiVersion: v1, kind: Secret, metadata: {name: fixed}, stringData: {key: wanted}}\n";
        deliver(secret);
        place.kubectl("patch", "secret/fixed", "-p", "{\"immutable\":true,\"stringData\":{\"key\":\"other\"}}");

        ObjectDrift drift = only(drift(secret));

        assertThat(drift.fields()).singleElement().satisfies(field -> {
            assertThat(field.path()).isEqualTo("data.key");
            assertThat(field.wanted()).isEqualTo(SecretMask.MASKED);
            assertThat(field.live()).isEqualTo(SecretMask.MASKED);
        });
    }

    @Test
    void another_repositorys_inventory_is_not_compared() {
        deliver(SHOP);
        DesiredState other = DesiredState.of(place.id, "https://git.example/other.git", place.manifests(SHOP));

        assertThatThrownBy(() -> place.cluster.drift(other))
                .hasMessageContaining("belongs to " + ClusterScene.REPOSITORY);
    }

    private static String many(int objects) {
        return IntStream.range(0, objects)
                .mapToObj(i -> "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: many-%03d}\ndata: {a: \"%d\"}\n"
                        .formatted(i, i))
                .collect(Collectors.joining("---\n"));
    }

    private void deliver(String yaml) {
        Inventory before =
                place.cluster.inventory(place.id).orElseGet(() -> Inventory.empty(place.id, ClusterScene.REPOSITORY));
        place.cluster.writeInventory(before.including(place.apply(yaml)));
    }

    private ClusterDrift drift(String yaml) {
        return place.cluster.drift(place.request(yaml));
    }

    private static ObjectDrift only(ClusterDrift drift) {
        assertThat(drift.problems()).isEmpty();
        List<ObjectDrift> objects = drift.objects();
        assertThat(objects).as(drift.text()).hasSize(1);
        return objects.get(0);
    }

    private String versions() {
        return place.kubectl(
                "get",
                "all,configmaps,secrets",
                "-o",
                "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}");
    }
}
