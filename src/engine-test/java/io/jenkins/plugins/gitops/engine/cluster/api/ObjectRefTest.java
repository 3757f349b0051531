package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.health.ObjectHealth;
import io.jenkins.plugins.gitops.engine.cluster.health.PodReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectRefTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps/v1/Deployment/shop/web",
                "v1/Namespace//shop",
                "rbac.authorization.k8s.io/v1/ClusterRole//a:b"
            })
    void a_reference_is_read_back_from_its_text_and_from_JSON(String text) throws Exception {
        ObjectRef ref = ObjectRef.parse(text);
        ObjectMapper mapper = new ObjectMapper();

        assertThat(ref.text()).isEqualTo(text);
        assertThat(mapper.readValue(mapper.writeValueAsString(ref), ObjectRef.class))
                .isEqualTo(ref);
        assertThat(ObjectKey.parse(ref.key().text())).isEqualTo(ref.key());
    }

    @Test
    void the_key_ignores_the_version() {
        assertThat(ObjectRef.parse("batch/v1/CronJob/shop/nightly").key())
                .isEqualTo(ObjectRef.parse("batch/v1beta1/CronJob/shop/nightly").key())
                .hasToString("CronJob shop/nightly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web", "v1/ConfigMap/shop/", "a/v1/Kind/ns/name/more", "//Kind/ns/name"})
    void what_does_not_name_an_object_is_refused(String text) {
        assertThatThrownBy(() -> ObjectRef.parse(text)).isInstanceOf(GitopsException.class);
    }

    @Test
    void a_health_report_tells_first_of_what_failed() {
        HealthReport report = new HealthReport(List.of(
                health("v1/Pod/shop/slow", HealthStatus.IN_PROGRESS),
                health("v1/Pod/shop/fine", HealthStatus.CURRENT),
                health("v1/Pod/shop/broken", HealthStatus.FAILED)));

        assertThat(report.text()).startsWith("Pod shop/broken: FAILED").endsWith("message");
        assertThat(report.text().lines()).hasSize(2);
    }

    private static ObjectHealth health(String ref, HealthStatus status) {
        return new ObjectHealth(ObjectRef.parse(ref), status, "Reason", "message", List.of());
    }

    @Test
    void a_health_report_survives_JSON() throws Exception {
        PodReport trouble = new PodReport("web-1", "web", "Reason", "message", List.of("event"), List.of("line"));
        HealthReport report = new HealthReport(List.of(new ObjectHealth(
                ObjectRef.parse("v1/Pod/shop/web-1"), HealthStatus.FAILED, "Reason", "message", List.of(trouble))));
        String json = ClusterJson.write(report);

        assertThat(json).contains("\"status\":\"FAILED\"");
        assertThat(new ObjectMapper().readValue(json, HealthReport.class)).isEqualTo(report);
    }
}
