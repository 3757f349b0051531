package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceQuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 100m",
        "1, 1",
        "1.5, 1500m",
        "1000m, 1",
        "2000, 2k",
        "1024Mi, 1Gi",
        "64Mi, 64Mi",
        "1.5Gi, 1536Mi",
        "0.5Ki, 512",
        "0, 0",
        "0Mi, 0",
        "1000000, 1M",
        "100k, 100k",
        "1e3, 1e3",
        "1.2.3, 1.2.3",
        "abc, abc",
        "., ."
    })
    void a_quantity_has_the_spelling_that_the_server_stores(String written, String stored) {
        assertThat(ResourceQuantities.normal(written)).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({"1e999999999, true", "-1.5E+0099999, true", "1e-999999999, true", "1e100, false", "100k, false"})
    void an_exponent_that_no_server_ends_to_write_out_is_a_problem(String written, boolean endless) {
        ObjectNode quota = ClusterJson.object();
        quota.putObject("spec").putObject("hard").put("pods", written);

        assertThat(ResourceQuantities.problem("", quota).isPresent()).isEqualTo(endless);
        assertThat(ResourceQuantities.problem("example.com", quota)).isEmpty();
    }
}
