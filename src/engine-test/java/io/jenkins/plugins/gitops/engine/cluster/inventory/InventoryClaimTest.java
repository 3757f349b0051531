package io.jenkins.plugins.gitops.engine.cluster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository that holds what only the cluster may say: an inventory, or a part of one. */
class InventoryClaimTest {

    private static final InventoryId OTHER = new InventoryId("blog", "staging", "blog-staging");

    private static Optional<String> claim(String group, String kind, String metadata) {
        ObjectNode manifest = ClusterJson.object();
        manifest.set("metadata", ClusterJson.lenient(metadata.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return InventoryClaim.of(group, kind, manifest, OTHER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ConfigMap   | {'name': 'gitops.shop.staging'} | the name is that of an inventory",
                "ConfigMap   | {'name': 'gitops.blog.staging', 'namespace': 'shop'} | the name is that of an inventory",
                "ConfigMap   | {'labels': {'applyset.kubernetes.io/id': 'applyset-a-v1'}} | the label applyset.kubernetes.io/id",
                "Secret      | {'labels': {'applyset.kubernetes.io/id': 'applyset-a-v1'}} | the label applyset.kubernetes.io/id",
                "ApplySet    | {'labels': {'applyset.kubernetes.io/id': ''}} | the label applyset.kubernetes.io/id",
                "Deployment  | {'labels': {'applyset.kubernetes.io/part-of': 'applyset-a-v1'}} | the label applyset.kubernetes.io/part-of",
                "Service     | {'labels': {'applyset.kubernetes.io/part-of': null}} | the label applyset.kubernetes.io/part-of",
                "ConfigMap   | {'annotations': {'applyset.kubernetes.io/tooling': 'jenkins-gitops/1'}} | the annotation applyset.kubernetes.io/tooling",
                "Secret      | {'annotations': {'applyset.kubernetes.io/additional-namespaces': 'a'}} | the annotation applyset",
            })
    void it_is_no_object_of_a_repository(String kind, String metadata, String claim) {
        assertThat(claim("", kind, metadata))
                .hasValueSatisfying(text -> assertThat(text).startsWith(claim));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name': 'gitops'}",
                "{'name': 'gitops.properties'}",
                "{'name': 'gitops.shop.staging.more'}",
                "{'name': 'gitops.Shop.staging'}",
                "{'name': 'my-gitops.shop.staging'}",
                "{'name': 'a', 'labels': {'app.kubernetes.io/part-of': 'shop'}, 'annotations': {'a': 'b'}}"
            })
    void other_objects_claim_nothing(String metadata) {
        assertThat(claim("", "ConfigMap", metadata)).isEmpty();
    }

    @Test
    void the_name_is_free_for_other_kinds_and_the_own_label_for_members() {
        assertThat(claim("", "Secret", "{'name': 'gitops.shop.staging'}")).isEmpty();
        assertThat(claim("example.com", "ConfigMap", "{'name': 'gitops.shop.staging'}"))
                .isEmpty();
        assertThat(claim("apps", "Deployment", "{'labels': {'" + Inventory.PART_OF + "': '" + OTHER.applySet() + "'}}"))
                .isEmpty();
    }
}
