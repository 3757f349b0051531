package io.jenkins.plugins.gitops.engine.cluster.health;

import static io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus.CURRENT;
import static io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus.FAILED;
import static io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus.IN_PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The cases are the documents of {@code health/cases.yaml}, each an object and what is to be said of it. */
class HealthRulesTest {

    @TestFactory
    Stream<DynamicTest> a_rule_says_what_the_case_expects() {
        Iterable<Object> cases = new Yaml().loadAll(HealthRulesTest.class.getResourceAsStream("/health/cases.yaml"));
        return Stream.of(cases).flatMap(all -> {
            Stream.Builder<DynamicTest> tests = Stream.builder();
            all.forEach(each -> tests.add(test((Map<?, ?>) each)));
            return tests.build();
        });
    }

    private static DynamicTest test(Map<?, ?> test) {
        String name = test.get("name").toString();
        return DynamicTest.dynamicTest(name, () -> {
            JsonNode object = new ObjectMapper().valueToTree(test.get("object"));
            RuleResult judgement = HealthRules.evaluate(test.get("kind").toString(), object);
            assertThat(judgement.status())
                    .as(judgement.toString())
                    .isEqualTo(HealthStatus.valueOf(test.get("status").toString()));
            if (test.containsKey("reason")) {
                assertThat(judgement.reason()).isEqualTo(test.get("reason"));
            }
            if (test.containsKey("message")) {
                String message = test.get("message").toString();
                assertThat(judgement.message()).contains(message);
                assertThat(judgement.message().isEmpty()).isEqualTo(message.isEmpty());
            }
        });
    }

    @Test
    void the_whole_is_as_well_as_its_worst_part() {
        assertThat(HealthStatus.worst(List.of(CURRENT, FAILED, IN_PROGRESS))).isEqualTo(FAILED);
        assertThat(HealthStatus.worst(List.of(CURRENT, IN_PROGRESS))).isEqualTo(IN_PROGRESS);
        assertThat(HealthStatus.worst(List.of())).isEqualTo(CURRENT);
    }

    @Test
    void an_image_pull_is_given_up_only_when_the_kubelet_backs_off() {
        assertThat(PodProblem.in(waiting("ErrImagePull", 0)).orElseThrow().status())
                .isEqualTo(IN_PROGRESS);
        assertThat(PodProblem.in(waiting("ImagePullBackOff", 0)).orElseThrow().status())
                .isEqualTo(FAILED);
        assertThat(PodProblem.in(waiting("CrashLoopBackOff", 1)).orElseThrow().status())
                .isEqualTo(FAILED);
        assertThat(PodProblem.in(waiting("CreateContainerConfigError", 0))
                        .orElseThrow()
                        .status())
                .isEqualTo(FAILED);
        assertThat(PodProblem.in(waiting("ContainerCreating", 0))).isEmpty();
    }

    @Test
    void what_ended_with_an_error_or_is_held_back_is_told() {
        assertThat(PodProblem.in(container(Map.of("terminated", Map.of("exitCode", 3, "reason", "OOMKilled")))))
                .hasValueSatisfying(problem -> assertThat(problem.reason() + ": " + problem.message())
                        .isEqualTo("OOMKilled: it ended with exit code 3"));
        assertThat(PodProblem.in(container(Map.of("terminated", Map.of("exitCode", 0, "reason", "Completed")))))
                .isEmpty();
        JsonNode gated = new ObjectMapper()
                .valueToTree(Map.of(
                        "status",
                        Map.of("conditions", List.of(Map.of("type", "PodScheduled", "reason", "SchedulingGated")))));
        assertThat(PodProblem.in(gated).orElseThrow().reason()).isEqualTo("SchedulingGated");
    }

    private static JsonNode container(Map<String, ?> state) {
        return new ObjectMapper()
                .valueToTree(
                        Map.of("status", Map.of("containerStatuses", List.of(Map.of("name", "web", "state", state)))));
    }

    private static JsonNode waiting(String reason, int restarts) {
        Map<String, ?> container =
                Map.of("name", "web", "restartCount", restarts, "state", Map.of("waiting", Map.of("reason", reason)));
        return new ObjectMapper().valueToTree(Map.of("status", Map.of("containerStatuses", List.of(container))));
    }
}
