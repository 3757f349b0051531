package io.jenkins.plugins.gitops.engine.cluster.drift;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.ObjectVersions;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Fields that are left to others: no drift, and as they were after an apply. */
class IgnoredDriftTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");
    private static final String SIDECAR = SHOP.replace(
            "          image: registry.example/shop:1\n",
            """
                      image: registry.example/shop:1
                      args: [one, two]
                    - name: proxy
                      image: registry.example/proxy:1
            """
                    .indent(0));

    @FreshScene
    private ClusterScene place;

    @Test
    void a_field_that_somebody_sets_is_no_drift_and_stays_while_the_rest_is_put_back() {
        deliver(SHOP);
        place.kubectl("scale", "deployment/web", "--replicas=5");
        place.kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"red\"}}");

        assertThat(drift(SHOP, "apps/Deployment:/spec/replicas").objects())
                .extracting(object -> object.ref().name())
                .containsExactly("settings");
        assertThat(drift(SHOP, "apps/Deployment/other:/spec/replicas", "ConfigMap/settings:/data/colour")
                        .objects())
                .extracting(object -> object.ref().name())
                .containsExactly("web");

        place.apply(request(SHOP, "apps/Deployment/web:/spec/replicas"));

        assertThat(get("deployment/web", "{.spec.replicas}")).isEqualTo("5");
        assertThat(get("configmap/settings", "{.data.colour}")).isEqualTo("blue");
        assertThat(drift(SHOP, "apps/Deployment/web:/spec/replicas").found()).isFalse();
    }

    @Test
    void it_stays_the_others_field_and_without_the_rule_it_is_put_back() {
        deliver(SHOP);
        place.kubectl("scale", "deployment/web", "--replicas=5");
        place.apply(request(SHOP, "apps/Deployment:/spec/replicas"));
        place.kubectl("scale", "deployment/web", "--replicas=6");

        place.apply(request(SHOP, "apps/Deployment:/spec/replicas"));
        assertThat(get("deployment/web", "{.spec.replicas}")).isEqualTo("6");
        place.apply(place.request(SHOP).withForce(true));

        assertThat(get("deployment/web", "{.spec.replicas}")).isEqualTo("2");
    }

    @Test
    void a_member_of_a_list_is_named_and_a_star_stands_for_each() {
        deliver(SIDECAR);
        place.kubectl(
                "set", "image", "deployment/web", "web=registry.example/shop:2", "proxy=registry.example/proxy:2");

        assertThat(drift(SIDECAR, "apps/Deployment:/spec/template/spec/containers/*/image")
                        .found())
                .isFalse();
        assertThat(drift(SIDECAR, "apps/Deployment:/spec/template/spec/containers/1/image")
                        .objects())
                .flatExtracting(ObjectDrift::fields)
                .extracting(FieldDrift::path)
                .containsExactly("spec.template.spec.containers[web].image");
        String named = "apps/Deployment:/spec/template/spec/containers/proxy/image";
        FieldDrift web = drift(SIDECAR, named).objects().get(0).fields().get(0);
        assertThat(web.pointer().orElseThrow()).hasToString("/spec/template/spec/containers/web/image");

        place.apply(request(SIDECAR, named));

        assertThat(get("deployment/web", "{.spec.template.spec.containers[*].image}"))
                .isEqualTo("registry.example/shop:1 registry.example/proxy:2");
    }

    @Test
    void a_part_of_what_is_owned_as_one_value_stays_while_the_rest_of_it_is_put_back() {
        deliver(SIDECAR);
        place.kubectl(
                "patch",
                "deployment/web",
                "-p",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"args\":[\"ONE\",\"TWO\"]}]}}}}");
        String first = "apps/Deployment:/spec/template/spec/containers/web/args/0";

        assertThat(drift(SIDECAR, first).objects())
                .flatExtracting(ObjectDrift::fields)
                .extracting(FieldDrift::path)
                .containsExactly("spec.template.spec.containers[web].args[1]");
        assertThat(drift(SIDECAR, "apps/Deployment:/spec/template/spec/containers/web/args")
                        .found())
                .isFalse();
        place.apply(request(SIDECAR, first));

        assertThat(get("deployment/web", "{.spec.template.spec.containers[0].args}"))
                .contains("ONE", "two")
                .doesNotContain("TWO");
    }

    @Test
    void a_field_that_somebody_removed_stays_away_and_a_missing_object_comes_with_all_its_fields() {
        deliver(SHOP);
        place.kubectl("patch", "configmap/settings", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/data\"}]");
        String rule = "ConfigMap:/data/colour";

        assertThat(drift(SHOP, rule).found()).isFalse();
        place.apply(request(SHOP, rule));
        assertThat(get("configmap/settings", "{.data.colour}")).isEmpty();
        place.kubectl("delete", "configmap/settings");
        assertThat(drift(SHOP, rule).objects()).extracting(ObjectDrift::kind).containsExactly(ObjectDrift.Kind.MISSING);
        place.apply(request(SHOP, rule));

        assertThat(get("configmap/settings", "{.data.colour}")).isEqualTo("blue");
    }

    @Test
    void the_label_of_a_member_is_compared_whatever_is_ignored() {
        deliver(SHOP);
        place.kubectl("label", "configmap/settings", Inventory.PART_OF + "-");

        assertThat(drift(SHOP, "ConfigMap:/metadata/labels").objects())
                .extracting(object -> object.ref().name())
                .containsExactly("settings");
    }

    @Test
    void a_rule_may_be_about_what_is_nowhere() {
        deliver(SHOP);

        ClusterDrift drift = drift(
                SHOP,
                "apps/Deployment:/spec/none/below",
                "apps/Deployment:/spec/template/spec/containers/none/image",
                "apps/Deployment:/spec/template/spec/containers/7/image",
                "apps/Deployment:/spec/replicas/below",
                "Service:/spec/ports/*/none");

        assertThat(drift.text()).isEqualTo("0 changed, 0 missing, 0 not in the commit; 4 compared");
    }

    @Test
    void versions_of_members_change_with_each_write_and_only_then() {
        deliver(SHOP);
        // Its controller notes in its status what it has done.
        eventually("nobody writes the objects any more").until(() -> versions().equals(versions()));
        Optional<ObjectVersions> before = versions();

        assertThat(before).isPresent();
        assertThat(versions()).isEqualTo(before);
        place.kubectl("annotate", "service/web", "example.org/owner=somebody");
        Optional<ObjectVersions> annotated = versions();
        assertThat(annotated).isPresent().isNotEqualTo(before);
        place.kubectl("label", "configmap/settings", Inventory.PART_OF + "-");
        Optional<ObjectVersions> without = versions();
        assertThat(without).isPresent().isNotEqualTo(annotated);
        place.kubectl("delete", "secret/keys");

        assertThat(versions()).isPresent().isNotEqualTo(without);
    }

    private Optional<ObjectVersions> versions() {
        return place.cluster.versions(place.cluster.inventory(place.id).orElseThrow());
    }

    private void deliver(String yaml) {
        place.cluster.writeInventory(
                Inventory.empty(place.id, ClusterScene.REPOSITORY).including(place.apply(yaml)));
    }

    private DesiredState request(String yaml, String... rules) {
        return place.request(yaml).withForce(true).ignoring(IgnoreRules.parse(List.of(rules)));
    }

    private ClusterDrift drift(String yaml, String... rules) {
        ClusterDrift drift = place.cluster.drift(request(yaml, rules));
        assertThat(drift.problems()).isEmpty();
        return drift;
    }

    private String get(String object, String path) {
        return place.kubectl("get", object, "-o", "jsonpath=" + path);
    }
}
