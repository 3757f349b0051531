package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

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
        assertThat(Quantities.normal(written)).isEqualTo(stored);
    }
}
