package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoreRuleTest {

    private static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
    private static final ObjectRef ROLE =
            ObjectRef.of("rbac.authorization.k8s.io/v1", "ClusterRole", "", "system:shop");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps/Deployment:/spec/replicas",
                "apps/Deployment/web:/spec/replicas",
                "apps/Deployment/shop/web:/spec/template/spec/containers/*/image",
                "ConfigMap:/data/colour",
                "ConfigMap/settings:/data/a~1b~0c",
                "Service/shop/web:/metadata/annotations/example.org~1owner",
                "rbac.authorization.k8s.io/ClusterRole/system:shop:/rules",
                "example.org/widget/shop/one:/spec/size"
            })
    void a_rule_is_written_as_it_was_read(String text) {
        assertThat(IgnoreRule.parse(text)).hasToString(text);
    }

    @Test
    void the_parts_of_a_pointer_are_unescaped() {
        assertThat(ObjectPointer.parse("/data/a~1b~0c~01").parts()).containsExactly("data", "a/b~c~1");
    }

    @ParameterizedTest
    @CsvSource({
        "apps/Deployment:/spec/replicas, true",
        "apps/Deployment/web:/spec/replicas, true",
        "apps/Deployment/shop/web:/spec/replicas, true",
        "extensions/Deployment:/spec/replicas, false",
        "apps/StatefulSet:/spec/replicas, false",
        "Deployment:/spec/replicas, false",
        "apps/Deployment/other:/spec/replicas, false",
        "apps/Deployment/other/web:/spec/replicas, false"
    })
    void a_rule_is_about_the_objects_that_it_names(String rule, boolean matches) {
        assertThat(IgnoreRule.parse(rule).isAbout(WEB)).isEqualTo(matches);
    }

    @Test
    void a_rule_for_one_object_is_about_no_other() {
        IgnoreRule web = IgnoreRule.of(WEB, ObjectPointer.parse("/spec/replicas"));
        IgnoreRule role = IgnoreRule.of(ROLE, ObjectPointer.parse("/rules"));

        assertThat(web).hasToString("apps/Deployment/shop/web:/spec/replicas");
        assertThat(role.isAbout(ROLE)).isTrue();
        assertThat(IgnoreRule.parse(role.text())).isEqualTo(role);
        assertThat(role.isAbout(WEB)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apps/Deployment                    | no colon",
                "apps/Deployment:spec/replicas      | no colon",
                ":/spec                             | no kind",
                "apps:/spec/replicas                | no kind",
                "apps/Deployment/a/b/c:/spec        | no kind",
                "apps//web:/spec/replicas           | name objects",
                "apps/Deployment//web:/spec         | name objects",
                "apps/Deployment/we b:/spec         | name objects",
                "apps/Deployment:/spec//replicas    | part is empty",
                "apps/Deployment:/spec/             | part is empty",
                "apps/Deployment:/                  | part is empty",
                "apps/Deployment:/spec/a~2b         | ~0",
                "apps/Deployment:/spec/a~           | ~0",
                "apps/Deployment:/status/replicas   | can differ",
                "apps/Deployment:/kind              | can differ",
                "apps/Deployment:/metadata          | can differ",
                "apps/Deployment:/metadata/name     | can differ",
                "Service:/metadata/labels/applyset.kubernetes.io~1part-of | always compared"
            })
    void what_is_no_rule_is_refused_with_its_place_and_an_example(String text, String why) {
        assertThatThrownBy(() -> IgnoreRule.parse(text.strip()))
                .isInstanceOfSatisfying(GitopsException.class, error -> {
                    assertThat(error.getMessage()).contains(text.strip()).contains(why);
                    assertThat(error.remedy()).contains("apps/Deployment:/spec/replicas");
                });
    }

    @Test
    void what_is_too_long_too_deep_or_too_much_is_refused() {
        List<String> many = IntStream.rangeClosed(0, IgnoreRules.MOST)
                .mapToObj(i -> "ConfigMap/c" + i + ":/data/a")
                .toList();

        assertThatThrownBy(() -> IgnoreRule.parse("ConfigMap:/" + "a".repeat(IgnoreRule.LONGEST)))
                .hasMessageContaining("characters");
        assertThatThrownBy(() -> IgnoreRule.parse("ConfigMap:/" + "a".repeat(ObjectPointer.LONGEST)))
                .hasMessageContaining("characters");
        assertThatThrownBy(() -> IgnoreRule.parse("ConfigMap:" + "/a".repeat(33)))
                .hasMessageContaining("more than 32");
        assertThatThrownBy(() -> IgnoreRules.parse(many)).hasMessageContaining("There are 101 fields");
        assertThat(IgnoreRules.parse(many.subList(0, IgnoreRules.MOST)).rules()).hasSize(IgnoreRules.MOST);
    }

    @Test
    void a_list_of_rules_names_the_one_that_is_none() {
        assertThatThrownBy(() -> IgnoreRules.parse(List.of("ConfigMap:/data/a", "nonsense")))
                .hasMessageStartingWith("Rule 2: 'nonsense'");
    }
}
