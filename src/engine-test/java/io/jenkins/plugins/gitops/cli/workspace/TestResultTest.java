package io.jenkins.plugins.gitops.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A test result counts for what was tested. */
class TestResultTest {

    private static final TestReport PASSED = new TestReport(0, 2, 0, 1, List.of());
    private static final ImageReference SHOP = image("shop:1", 'a');
    private static final ImageReference CART = image("cart:1", 'b');

    @Test
    void of_another_commit_it_is_refused() {
        TestResult tests = new TestResult(PASSED, commit('1'), Set.of());

        assertThatThrownBy(() -> tests.of(commit('2'), List.of(SHOP)))
                .isInstanceOf(GitopsException.class)
                .hasMessage("The tests are of the commit " + "1".repeat(40)
                        + ", and what is to be delivered was built from " + "2".repeat(40));
        assertThat(tests.of(commit('1'), List.of(SHOP))).isEqualTo(PASSED);
    }

    @Test
    void of_the_same_commit_under_another_address_it_counts() {
        TestResult tests = new TestResult(PASSED, commit('1'), Set.of());
        DeliverySource ssh =
                new DeliverySource("git@git.example:shop.git", commit('1').get().revision(), Optional.empty());

        assertThat(tests.of(Optional.of(ssh), List.of(SHOP))).isEqualTo(PASSED);
    }

    @Test
    void where_a_commit_is_not_known_it_counts() {
        assertThat(new TestResult(PASSED, Optional.empty(), Set.of()).of(commit('1'), List.of(SHOP)))
                .isEqualTo(PASSED);
        assertThat(new TestResult(PASSED, commit('1'), Set.of()).of(Optional.empty(), List.of(SHOP)))
                .isEqualTo(PASSED);
    }

    @Test
    void of_an_image_it_counts_for_that_digest_alone() {
        TestResult tests = new TestResult(PASSED, commit('1'), Set.of(SHOP));

        assertThat(tests.of(commit('1'), List.of(image("shop:other-tag", 'a')))).isEqualTo(PASSED);
        assertThat(tests.of(commit('1'), List.of(image("mirror/shop:1", 'a')))).isEqualTo(PASSED);
        assertThatThrownBy(() -> tests.of(commit('1'), List.of(image("shop:1", 'c'))))
                .isInstanceOf(GitopsException.class)
                .hasMessageStartingWith("The tests are of other images than registry.example/shop:1@sha256:ccc");
        assertThatThrownBy(() -> tests.of(commit('1'), List.of(SHOP, CART)))
                .hasMessageStartingWith("The tests are of other images than registry.example/cart:1@");
    }

    @Test
    void its_json_has_what_older_versions_read() throws JsonProcessingException {
        TestResult tests = new TestResult(PASSED, commit('1'), Set.of(SHOP));

        String json = RecordJson.MAPPER.writeValueAsString(tests);

        assertThat(RecordJson.MAPPER.readValue(json, TestReport.class)).isEqualTo(PASSED);
        assertThat(RecordJson.MAPPER.readValue(json, TestResult.class)).isEqualTo(tests);
        StoredFormats.assertSameShape(StoredFormats.json("output/test.json"), StoredFormats.parse(json));
    }

    @Test
    void of_an_older_version_it_is_of_no_commit() {
        TestResult old = ResultFile.tests(StoredFormats.path("output/test.json"));

        assertThat(old.source()).isEmpty();
        assertThat(old.of(commit('1'), List.of(SHOP))).isEqualTo(PASSED);
    }

    private static Optional<DeliverySource> commit(char digit) {
        return Optional.of(new DeliverySource(
                "https://git.example/shop.git",
                new Revision(Character.toString(digit).repeat(40)),
                Optional.of(Instant.EPOCH)));
    }

    private static ImageReference image(String name, char digit) {
        return ImageReference.parse("registry.example/" + name + "@sha256:"
                + Character.toString(digit).repeat(64));
    }
}
