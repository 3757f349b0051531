package io.jenkins.plugins.gitops.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFileTest {

    private static final Path BUILD = StoredFormats.path("output/build.json");
    private static final Path TESTS = StoredFormats.path("output/test.json");

    @TempDir
    Path folder;

    @Test
    void what_an_earlier_version_wrote_is_read() {
        assertThat(ResultFile.build(BUILD).builder()).isEqualTo("buildah");
        assertThat(ResultFile.tests(TESTS).report().total()).isEqualTo(2);
    }

    @Test
    void what_this_version_writes_more_is_read() {
        DeliverySource dirty = ResultFile.build(StoredFormats.path("output/build-dirty.json"))
                .source()
                .orElseThrow();
        TestResult tests = ResultFile.tests(StoredFormats.path("output/test-of-an-image.json"));

        assertThat(dirty.commit()).isEqualTo("15065b09d3e1bcab348b0b3a5055c77be7d5db03-dirty");
        assertThat(tests.of(tests.source(), List.of(ResultFile.build(BUILD).image())))
                .isEqualTo(tests.report());
        assertThatThrownBy(() -> tests.of(tests.source(), List.of(ImageReference.parse("registry.example/other:1"))))
                .hasMessageStartingWith("The tests are of other images");
    }

    @Test
    void files_that_are_swapped_are_told_apart() {
        assertThatThrownBy(() -> ResultFile.tests(BUILD))
                .hasMessage(
                        BUILD + " is not what 'gitops test --result' wrote: it is what 'gitops build --result' wrote");
        assertThatThrownBy(() -> ResultFile.build(TESTS))
                .hasMessage(
                        TESTS + " is not what 'gitops build --result' wrote: it is what 'gitops test --result' wrote");
        assertThatThrownBy(() -> ResultFile.build(StoredFormats.path("output/deploy.json")))
                .hasMessageEndingWith("it is the record of a delivery");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|FILE is not what 'gitops test --result' wrote: it holds null",
                "``|FILE is not what 'gitops test --result' wrote: it is empty",
                "[]|FILE is not what 'gitops test --result' wrote: it holds no JSON object",
                "{}|FILE is not what 'gitops test --result' wrote: it has no 'exitCode', 'total', 'failures', 'skipped', 'failing'",
                "{\"exitCode\":0,\"total\":1,\"failures\":0,\"skipped\":0,\"failing\":null}|FILE is not what 'gitops test"
                        + " --result' wrote: it has no 'failing'",
                "{\"exitCode\":0,\"total\":{},\"failures\":0,\"skipped\":0,\"failing\":[]}|FILE is not what 'gitops test"
                        + " --result' wrote: its field 'total' cannot be read",
                "{\"exitCode\":0,|FILE:1 is not JSON"
            })
    void a_file_that_holds_no_result_is_refused(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("tests.json"), content);

        assertThatThrownBy(() -> ResultFile.tests(file))
                .isInstanceOf(GitopsException.class)
                .hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void an_image_that_is_none_is_named() throws IOException {
        Path file = Files.writeString(
                folder.resolve("image.json"),
                Files.readString(BUILD).replaceFirst("\"image\" : \"[^\"]*\"", "\"image\" : \"UPPER CASE\""));

        assertThatThrownBy(() -> ResultFile.build(file))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("its field 'image' cannot be read: ")
                .hasMessageContaining("UPPER CASE");
    }
}
