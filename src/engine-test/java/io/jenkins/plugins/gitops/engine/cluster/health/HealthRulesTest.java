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

    private static JsonNode waiting(String reason, int restarts) {
        Map<String, ?> container =
                Map.of("name", "web", "restartCount", restarts, "state", Map.of("waiting", Map.of("reason", reason)));
        return new ObjectMapper().valueToTree(Map.of("status", Map.of("containerStatuses", List.of(container))));
    }
}
