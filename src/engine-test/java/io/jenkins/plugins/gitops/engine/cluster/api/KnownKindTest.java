package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KnownKindTest {

    @Test
    void a_kind_is_found_by_group_and_kind() {
        assertThat(KnownKind.of("apps", "Deployment")).isEqualTo(KnownKind.DEPLOYMENT);
        assertThat(KnownKind.of("CustomResourceDefinition.apiextensions.k8s.io"))
                .isEqualTo(KnownKind.CUSTOM_RESOURCE_DEFINITION);
        assertThat(KnownKind.of("serving.knative.dev", "Service")).isEqualTo(KnownKind.OTHER);
    }

    @Test
    void a_kind_that_is_served_in_two_groups_is_one_kind() {
        assertThat(KnownKind.of("extensions", "NetworkPolicy")).isEqualTo(KnownKind.NETWORK_POLICY);
        assertThat(new ObjectKey("extensions", "Deployment", "shop", "web"))
                .isEqualTo(new ObjectKey("apps", "Deployment", "shop", "web"));
        assertThat(new ObjectKey("events.k8s.io", "Event", "shop", "web.1").group())
                .isEmpty();
    }

    @Test
    void the_group_of_an_unknown_kind_stays() {
        assertThat(new ObjectKey("example.org", "Deployment", "shop", "web").group())
                .isEqualTo("example.org");
    }

    @Test
    void what_holds_data_is_protected() {
        assertThat(Arrays.stream(KnownKind.values()).filter(KnownKind::isProtected))
                .containsExactlyInAnyOrder(
                        KnownKind.NAMESPACE, KnownKind.PERSISTENT_VOLUME_CLAIM, KnownKind.CUSTOM_RESOURCE_DEFINITION);
    }
}
