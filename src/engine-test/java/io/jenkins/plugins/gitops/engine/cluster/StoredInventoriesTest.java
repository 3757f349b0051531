package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Inventories of an earlier version, put into a real cluster, are read and gone on with. */
class StoredInventoriesTest {

    private final KubernetesClient client = ControlPlane.shared().client();
    private Cluster cluster;

    @BeforeEach
    void connect() {
        cluster = Cluster.connect(
                ClusterAccess.fromKubeconfig(ControlPlane.shared().kubeconfig(), "the test", Optional.empty()),
                Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    static Stream<String> inventories() {
        return StoredFormats.names("inventories").stream().map(name -> name.replace(".json", ""));
    }

    /** Puts one where it was: the inventory's id is made of the namespace's name. */
    private InventoryId put(String name) {
        ObjectNode map = (ObjectNode) StoredFormats.json("inventories/" + name + ".json");
        ((ObjectNode) map.get("metadata")).remove(List.of("uid", "resourceVersion", "creationTimestamp"));
        String namespace = map.at("/metadata/namespace").asText();
        if (client.namespaces().withName(namespace).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        ConfigMap configMap = Serialization.unmarshal(map.toString(), ConfigMap.class);
        client.resource(configMap).delete();
        client.resource(configMap).create();
        return new InventoryId(
                map.at("/data/application").asText(),
                map.at("/data/environment").asText(),
                namespace);
    }

    private static JsonNode stored(String name, String part) {
        return StoredFormats.parse(StoredFormats.json("inventories/" + name + ".json")
                .at("/data/" + part)
                .asText());
    }

    private JsonNode live(InventoryId id, String part) {
        return StoredFormats.parse(client.configMaps()
                .inNamespace(id.namespace())
                .withName("gitops." + id.application() + "." + id.environment())
                .get()
                .getData()
                .get(part));
    }

    @ParameterizedTest
    @MethodSource("inventories")
    void one_is_read_and_written_again_with_all_that_it_said(String name) {
        InventoryId id = put(name);

        Inventory inventory = cluster.inventory(id).orElseThrow();
        cluster.writeInventory(inventory);

        assertThat(inventory.objects())
                .hasSize(stored(name, "objects").path("objects").size());
        StoredFormats.assertKeeps(stored(name, "objects"), live(id, "objects"));
        StoredFormats.assertKeeps(stored(name, "state"), live(id, "state"));
        assertThat(cluster.inventory(id).orElseThrow().state()).isEqualTo(inventory.state());
    }

    @ParameterizedTest
    @CsvSource({
        // inventory, objects, result of the newest, a healthy one before, whether that is the newest, a source is held
        "claimed,                0, ,        false, false, false",
        "under-way,              2, ,        false, false, false",
        "healthy,                2, healthy, true,  true,  false",
        "failing,                2, ,        true,  false, false",
        "failed,                 2, failed,  true,  false, false",
        "rolling-back,           2, ,        true,  false, true",
        "rolled-back,            2, healthy, true,  true,  true",
        "rolled-back-on-request, 2, healthy, true,  true,  true",
        "aborted-rolled-back,    2, healthy, true,  true,  true",
        "promoted,               2, healthy, true,  true,  false",
        "in-waves-under-way,     6, ,        true,  false, false",
        "in-waves,               5, healthy, true,  true,  false",
        "failed-first,           2, failed,  false, false, false",
        "failed-stopped,         2, failed,  true,  false, false",
        "failed-twice,           2, failed,  true,  false, true",
        "removal-under-way,      1, ,        false, false, false",
    })
    void one_means_what_it_meant(
            String name, int objects, String result, boolean healthyBefore, boolean healthyNow, boolean held) {
        Inventory inventory = cluster.inventory(put(name)).orElseThrow();
        InventoryState state = inventory.state();

        assertThat(inventory.objects()).hasSize(objects);
        assertThat(inventory.repository()).startsWith("http://127.0.0.1:");
        assertThat(state.deployId()).isPresent();
        assertThat(state.revision()).isPresent();
        assertThat(state.updated()).isPresent();
        assertThat(state.result()).isEqualTo(Optional.ofNullable(result));
        assertThat(state.lastHealthyDeployId().isPresent()).isEqualTo(healthyBefore);
        assertThat(state.lastHealthyRevision().isPresent()).isEqualTo(healthyBefore);
        assertThat(state.lastHealthyDeployId().equals(state.deployId())).isEqualTo(healthyNow);
        assertThat(state.heldSource().isPresent()).isEqualTo(held);
    }

    @Test
    void fields_that_nobody_knows_are_ignored() {
        InventoryId id = put("in-waves");
        Inventory before = cluster.inventory(id).orElseThrow();
        ObjectNode objects = (ObjectNode) stored("in-waves", "objects");
        ((ObjectNode) objects.put("later", 1).at("/objects/0")).put("later", true);
        ObjectNode state = ((ObjectNode) stored("in-waves", "state")).put("later", 1);

        client.configMaps()
                .inNamespace(id.namespace())
                .withName("gitops.shop.staging")
                .edit(map -> {
                    map.getData().put("objects", objects.toString());
                    map.getData().put("state", state.toString());
                    return map;
                });

        Inventory newer = cluster.inventory(id).orElseThrow();
        assertThat(newer.objects()).isEqualTo(before.objects());
        assertThat(newer.state()).isEqualTo(before.state());
    }
}
