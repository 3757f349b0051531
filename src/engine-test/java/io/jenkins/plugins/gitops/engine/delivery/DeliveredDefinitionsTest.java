package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries that bring a kind of their own. */
class DeliveredDefinitionsTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: PLURAL.GROUP
              creationTimestamp: null
            spec:
              group: GROUP
              scope: Namespaced
              names: {kind: Gadget, plural: PLURAL}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          properties:
                            size: {type: integer, default: 1}
                            colour: {type: string}
            status:
              acceptedNames: {kind: "", plural: ""}
              conditions: []
              storedVersions: []
            """;
    private static final String GADGET =
            """
            apiVersion: GROUP/v1
            kind: Gadget
            metadata:
              name: first
            spec:
              colour: blue
            """;

    @FreshScene
    private Scene scene;

    private String group;

    @BeforeEach
    void open() {
        group = scene.namespace + ".example.com";
    }

    @AfterEach
    void close() {
        kubectl("delete", "customresourcedefinitions", "--ignore-not-found", "gadgets." + group, "gizmos." + group);
    }

    @Test
    void a_kind_and_an_object_of_it_come_in_one_first_delivery_and_the_next_writes_neither() {
        scene.repository.commit(
                "main",
                "Gadgets",
                Map.of("k8s/a-gadget.yaml", ofGroup(GADGET), "k8s/definition.yaml", definition("gadgets")));

        assertEnding(deploy("1"), Outcome.HEALTHY);

        assertThat(gadgets("{.items[*].spec.size}")).isEqualTo("1");
        String before = gadgets("{.items[*].metadata.resourceVersion}");
        assertEnding(deploy("2"), Outcome.HEALTHY);
        assertThat(gadgets("{.items[*].metadata.resourceVersion}")).isEqualTo(before);
    }

    @Test
    void what_the_server_warns_of_at_the_first_apply_and_then_in_the_plan_is_told_once_by_each_delivery() {
        String deprecated = definition("gadgets")
                .replace(
                        "- name: v1\n",
                        "- name: v1\n      deprecated: true\n      deprecationWarning: gadgets are old\n");
        scene.repository.commit(
                "main", "Gadgets", Map.of("k8s/gadget.yaml", ofGroup(GADGET), "k8s/definition.yaml", deprecated));
        DeployRecord first = deploy("1");
        scene.repository.commit("main", "Red", Map.of("k8s/gadget.yaml", ofGroup(GADGET.replace("blue", "red"))));
        DeployRecord second = deploy("2");

        for (DeployRecord each : List.of(first, second)) {
            assertThat(each.events())
                    .filteredOn(event -> event.text().contains("gadgets are old"))
                    .singleElement()
                    .extracting(DeliveryEvent::text)
                    .isEqualTo("Warning: k8s/gadget.yaml:1: Gadget first: the API server warns: gadgets are old");
        }
        assertThat(first.plan().orElseThrow().text()).doesNotContain("gadgets are old");
        assertThat(second.plan().orElseThrow().text())
                .contains("Warning: k8s/gadget.yaml:1: Gadget first: the API server warns: gadgets are old");
    }

    @Test
    void kinds_and_namespaces_from_before_there_is_an_inventory_are_members_too() {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + scene.namespace + "}\n";
        scene.repository.commit(
                "main",
                "A namespace of its own",
                Map.of("k8s/namespace.yaml", namespace, "k8s/definition.yaml", definition("gadgets")));

        assertEnding(deploy("1"), Outcome.HEALTHY);

        InventoryId id = new InventoryId("shop", "staging", scene.namespace);
        assertThat(scene.cluster.inventory(id).orElseThrow().objects())
                .extracting(entry -> entry.ref().kind())
                .contains("Namespace", "CustomResourceDefinition", "Deployment");
    }

    @Test
    void a_kind_whose_names_another_has_fails_the_delivery_at_once_with_the_servers_words() throws IOException {
        assertEnding(deploy("1"), Outcome.HEALTHY);
        Path others = Files.writeString(scene.folder.resolve("others.yaml"), definition("gizmos"));
        kubectl("create", "-f", others.toString());
        kubectl("wait", "--for=condition=Established", "--timeout=120s", "crd/gizmos." + group);
        scene.repository.commit("main", "Gadgets", Map.of("k8s/definition.yaml", definition("gadgets")));

        DeployRecord record = deploy("2");

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().reason())
                .contains("CustomResourceDefinition gadgets." + group, "KindConflict", "is already in use");
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(record.duration(scene.context.clock())).isLessThan(TIMEOUT);
        assertThat(scene.running())
                .endsWith(Scene.good("1").digest().orElseThrow().toString());
    }

    private DeployRecord deploy(String tag) {
        return scene.run(
                scene.request(Scene.good(tag)).clusterScoped().timeout(TIMEOUT).build());
    }

    private String ofGroup(String yaml) {
        return yaml.replace("GROUP", group);
    }

    private String definition(String plural) {
        return ofGroup(DEFINITION).replace("PLURAL", plural);
    }

    private String gadgets(String fields) {
        return kubectl("get", "gadgets." + group, "-o", "jsonpath=" + fields);
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }
}
