package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers write in Go's syntax, as a person reads it. */
class GoValuesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                ".data.on: expected string, got &value.valueUnstructured{Value:true}"
                        + "|.data.on: expected string, got true; write it in quotes (YAML takes y, yes, on, n, no and off for"
                        + " true and false, too)",
                ".env[name=\"PORT\"].value: expected string, got &value.valueUnstructured{Value:587}"
                        + "|.env[name=\"PORT\"].value: expected string, got 587; write it in quotes",
                ".spec.ref.tag: expected string, got &value.valueUnstructured{Value:2026.01}"
                        + "|.spec.ref.tag: expected string, got 2026.01; write it in quotes",
                ".spec.paused: expected boolean, got &value.valueUnstructured{Value:\"yes please\"}"
                        + "|.spec.paused: expected boolean, got \"yes please\"",
                ".spec.kind: expected string, got &value.valueUnstructured{Value:[]interface {}{}}"
                        + "|.spec.kind: expected string, got a list",
                ".data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{\"b\":\"c\"}}"
                        + "|.data.a: expected string, got a mapping",
                ".data.a: expected string, got &value.valueUnstructured{Value:interface {}(nil)}"
                        + "|.data.a: expected string, got nothing",
                ".spec.template.spec.containers: expected list, got &{map[name:web]}"
                        + "|.spec.template.spec.containers: expected list, got a mapping",
                ".data: expected map, got &{[a b]}|.data: expected map, got a list",
                ".spec.replicas: expected numeric (int or float), got map[string]interface {}"
                        + "|.spec.replicas: expected numeric (int or float), got a mapping",
            })
    void a_wrong_type_is_told_with_what_was_written(String server, String person) {
        assertThat(GoValues.plain(server)).isEqualTo(person);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "spec: Invalid value: map[string]interface {}{\"max\":1, \"min\":5}: max is less than min"
                        + "|spec: max is less than min",
                "spec: Invalid value: []interface {}{map[string]interface {}{\"a\":1}}: too many|spec: too many",
                "spec: Invalid value: {\"max\":1,\"text\":\"}: \"}: max is less than min|spec: max is less than min",
                "spec.template: Invalid value: core.PodTemplateSpec{Name:\"}: {\\\"\"}: field is immutable"
                        + "|spec.template: field is immutable",
                "[a: Invalid value: &core.A{B:core.C{}}: first, b: Invalid value: core.D{}: second]|[a: first, b: second]",
                "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.7\"}: may not change once set"
                        + "|spec.clusterIPs[0]: Invalid value: \"10.96.0.7\": may not change once set",
                "spec: Invalid value: \"object\": no such key: a|spec: Invalid value: \"object\": no such key: a",
                "spec: Invalid value: map[string]interface {}{\"never\":|spec: Invalid value: map[string]interface {}{\"never\":",
            })
    void a_structure_is_left_out_and_what_is_wrong_stays(String server, String person) {
        assertThat(GoValues.plain(server)).isEqualTo(person);
    }

    @Test
    void several_wrong_types_are_told_one_a_line() {
        assertThat(
                        GoValues.plain(
                                """
                                errors:
                                  .data.a: expected string, got &value.valueUnstructured{Value:1}
                                  .data.b: expected string, got &value.valueUnstructured{Value:2}"""))
                .isEqualTo(
                        """
                        errors:
                          .data.a: expected string, got 1; write it in quotes
                          .data.b: expected string, got 2; write it in quotes""");
    }
}
