package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import org.junit.jupiter.api.Test;

class ObjectSelectorTest {

    private static final ObjectRef CLAIM = ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
    private static final ObjectRef NAMESPACE = ObjectRef.of("v1", "Namespace", "", "shop");

    @Test
    void a_namespace_is_left_out_where_any_will_do() {
        assertThat(ObjectSelector.parse("PersistentVolumeClaim/data").matches(CLAIM))
                .isTrue();
        assertThat(ObjectSelector.parse("PersistentVolumeClaim/shop/data").matches(CLAIM))
                .isTrue();
        assertThat(ObjectSelector.parse("PersistentVolumeClaim/cart/data").matches(CLAIM))
                .isFalse();
    }

    @Test
    void a_cluster_scoped_object_has_a_kind_and_a_name() {
        assertThat(ObjectSelector.parse("Namespace/shop").matches(NAMESPACE)).isTrue();
        assertThat(ObjectSelector.parse("Namespace/shop/shop").matches(NAMESPACE))
                .isFalse();
    }

    @Test
    void the_selector_of_an_object_matches_it() {
        assertThat(ObjectSelector.of(CLAIM).text()).isEqualTo("PersistentVolumeClaim/shop/data");
        assertThat(ObjectSelector.of(NAMESPACE).text()).isEqualTo("Namespace/shop");
        assertThat(ObjectSelector.of(CLAIM).matches(CLAIM)).isTrue();
        assertThat(ObjectSelector.of(NAMESPACE).matches(NAMESPACE)).isTrue();
    }

    @Test
    void an_empty_namespace_is_refused_with_the_spelling_that_is_right() {
        assertThatThrownBy(() -> ObjectSelector.parse("Namespace//shop"))
                .isInstanceOfSatisfying(GitopsException.class, refused -> assertThat(refused.remedy())
                        .startsWith("Write Namespace/shop;"))
                .hasMessage("'Namespace//shop' has no namespace between its slashes");
    }
}
