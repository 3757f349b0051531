package io.jenkins.plugins.gitops.engine.cluster.health;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/**
 * Every kind's rule on the real API server with the real controllers: good, in progress and failed, as far as the kind can
 * be. The rows are the documents of {@code health/table.yaml}; all objects are made first, so that they get there together.
 */
class HealthTableTest {

    private static ClusterScene place;
    private static final List<Row> ROWS = new ArrayList<>();

    /** @param expected status, and perhaps the reason */
    private record Row(String name, ObjectRef ref, String expected) {}

    @BeforeAll
    static void make() {
        place = new ClusterScene();
        for (Object each : new Yaml().loadAll(HealthTableTest.class.getResourceAsStream("/health/table.yaml"))) {
            Map<?, ?> row = (Map<?, ?>) each;
            String yaml = row.get("manifest").toString();
            if (yaml.contains("/v1beta1")) {
                yaml = place.served(yaml);
            }
            Manifest manifest = place.manifests(yaml).get(0);
            make(yaml, manifest);
            ObjectRef ref = new ObjectRef(
                    ObjectRef.group(manifest.apiVersion()),
                    manifest.apiVersion().substring(manifest.apiVersion().indexOf('/') + 1),
                    manifest.kind(),
                    namespaced(manifest.kind()) ? place.namespace : "",
                    manifest.name());
            if (row.containsKey("status")) {
                write((Map<?, ?>) row.get("status"), ref);
            }
            ROWS.add(new Row(row.get("case").toString(), ref, row.get("expect").toString()));
        }
    }

    /** A kind is served a moment after its definition is there. */
    private static void make(String yaml, Manifest manifest) {
        boolean defined = manifest.apiVersion().contains("example.com");
        eventually(manifest.kind() + " " + manifest.name() + " is served").untilAsserted(() -> {
            try {
                place.kubectlApply(yaml, "--validate=false");
            } catch (IllegalStateException notServed) {
                if (!defined) {
                    throw notServed;
                }
                throw new AssertionError(notServed);
            }
        });
    }

    private static boolean namespaced(String kind) {
        return !Set.of("Namespace", "CustomResourceDefinition", "APIService").contains(kind);
    }

    private static void write(Map<?, ?> status, ObjectRef ref) {
        place.plane
                .client()
                .genericKubernetesResources(ref.apiVersion(), ref.kind())
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .editStatus(object -> {
                    object.setAdditionalProperty("status", status);
                    return object;
                });
    }

    @AfterAll
    static void end() {
        place.close();
    }

    @TestFactory
    Stream<DynamicTest> a_kind_comes_to_what_its_row_expects() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    HealthReport report =
                            place.await(List.of(row.ref()), now -> said(now).startsWith(row.expected()));
                    assertThat(said(report)).startsWith(row.expected());
                }));
    }

    private static String said(HealthReport report) {
        ObjectHealth health = report.objects().get(0);
        return health.status() + " " + health.reason();
    }

    @Test
    void what_is_being_deleted_is_in_progress() {
        place.kubectlApply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: leaving, finalizers: [example.com/held]}
                """);
        place.kubectl("delete", "configmap", "leaving", "--wait=false");

        assertThat(said(place.health(List.of(new ObjectRef("", "v1", "ConfigMap", place.namespace, "leaving")))))
                .isEqualTo("IN_PROGRESS Deleting");
        place.kubectl("patch", "configmap", "leaving", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }
}
