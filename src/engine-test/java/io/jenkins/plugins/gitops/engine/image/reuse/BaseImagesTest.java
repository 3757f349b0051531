package io.jenkins.plugins.gitops.engine.image.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.registry.ImageRegistries;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images that a Dockerfile names, and those of which nobody can say which they are. */
class BaseImagesTest {

    private static List<String> images(String dockerfile) {
        return BaseImages.of(dockerfile, Map.of()).images().stream()
                .map(ImageReference::toString)
                .toList();
    }

    @Test
    void arguments_have_values_of_arguments_before_them_and_several_stand_on_a_line() {
        assertThat(images("ARG MAJOR=3 VERSION=${MAJOR}.20\nARG BASE=alpine:$VERSION\nFROM ${BASE} AS a\n"))
                .containsExactly("alpine:3.20");
    }

    @Test
    void a_name_that_cannot_be_known_is_told() {
        BaseImages named = BaseImages.of(
                "ARG A\nFROM $A\nFROM alpine:${B:+x}\nFROM alpine:1\nARG C=x:1\nCOPY --from=$C / /\n", Map.of());

        assertThat(named.unknown()).containsExactly("$A", "alpine:${B:+x}", "$C");
        assertThat(named.images()).hasToString("[alpine:1]");
    }

    @Test
    void stages_are_counted_and_named() {
        assertThat(
                        images(
                                "FROM alpine:1 AS one\nFROM one AS two\nCOPY --from=1 / /\nCOPY --from=0 / /\nCOPY --from=3 / /\n"))
                .containsExactly("alpine:1", "3");
    }

    @Test
    void an_escape_that_the_dockerfile_chooses_joins_its_lines() {
        assertThat(images("# escape=`\nFROM `\n  alpine:2\n")).containsExactly("alpine:2");
    }

    @Test
    void lines_of_a_here_document_are_no_instructions() {
        assertThat(images("FROM alpine:1\nRUN <<EOF cat <<-'B'\nFROM scratch AS busybox:1\nEOF\n\tB\nFROM busybox:1\n"))
                .containsExactly("alpine:1", "busybox:1");
        assertThat(images("FROM alpine:1\nRUN <<EOF\nFROM scratch AS two\nEOF\nFROM two\n"))
                .containsExactly("alpine:1", "two");
        assertThat(images("FROM alpine:1\nRUN cat <<EOF\nFROM two\n"))
                .as("one that does not end")
                .containsExactly("alpine:1", "two");
    }

    /** As BuildKit's parser does. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "RUN <<-EOF                   | \\tEOF",
                "RUN <<-EOF                   | \\t\\tEOF\\r",
                "RUN 3<<EOF                   | EOF",
                "RUN <<  EOF  > log           | EOF",
                "RUN << -EOF                  | -EOF",
                "RUN <<eo'f'                  | eof",
                "RUN <<'e'o\\'f              | eo'f",
                "RUN <<'one two'              | one two",
                "RUN <<\"a\\\"b\\c\"    | a\"b\\c",
                "RUN <<$EOF                   | $EOF",
                "COPY <<X <<Y /to             | Y\\nX\\nX\\nY",
                "ONBUILD RUN <<EOF            | EOF",
                "onbuild copy <<-\"a\" /to   | \\ta"
            },
            delimiter = '|')
    void a_here_document_ends_at_the_line_with_its_word(String instruction, String end) {
        String lines = end.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");

        assertThat(images("FROM alpine:1\n" + instruction + "\nFROM inside:1\n" + lines + "\nFROM behind:1\n"))
                .containsExactly("alpine:1", "behind:1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "RUN <<EOF        | ` EOF`",
                "RUN <<EOF        | `\tEOF`",
                "RUN <<EOF        | `EOF `",
                "RUN <<-EOF       | ` EOF`",
                "RUN <<-EOF       | `EOF\t`",
                "RUN <<'EOF'      | `'EOF'`"
            },
            delimiter = '|')
    void another_line_ends_none(String instruction, String line) {
        assertThat(images("FROM alpine:1\n" + instruction + "\n" + line + "\nFROM inside:1\nEOF\nFROM behind:1\n"))
                .containsExactly("alpine:1", "behind:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN '<<EOF'",
                "RUN \"cat <<EOF\"",
                "RUN cat <<<EOF",
                "RUN <<- EOF",
                "RUN \\<<EOF",
                "RUN it's <<EOF",
                "RUN [\"sh\", \"-c\", \"cat <<EOF\"]",
                "USER <<EOF",
                "ONBUILD USER <<EOF",
                "ONBUILD ONBUILD RUN <<EOF"
            })
    void what_only_looks_like_a_here_document_is_none(String instruction) {
        assertThat(images("FROM alpine:1\n" + instruction + "\nFROM next:1\nEOF\n"))
                .containsExactly("alpine:1", "next:1");
    }

    @Test
    void an_escape_is_chosen_at_the_beginning_alone() {
        assertThat(images("# about\n# escape=`\nFROM a\nRUN echo `\nFROM b\n")).containsExactly("a", "b");
        assertThat(images("# syntax=docker/dockerfile:1\n#Escape = `\r\nFROM `\r\n  b\r\n"))
                .containsExactly("b");
        assertThat(images("FROM a\nRUN echo \\\\\nFROM b\n")).as("two of them").containsExactly("a", "b");
        assertThat(images("FROM a\nRUN echo \rFROM b\n")).as("no line").containsExactly("a");
    }

    /** What buildah 1.28 makes of the same files. */
    @Test
    void a_path_is_left_out_only_where_the_builders_leave_it_out() {
        for (String same : new String[] {"k8s", "./k8s", "/k8s/", " k8s\t", "k8s\r", "k8s\f", "#a\r\nk8s\r\n"}) {
            assertThat(InputPaths.ignored("", same)).as(same).containsExactly("k8s");
        }
        for (String counts : new String[] {
            "k8s\rdeep",
            "k8s\u001c",
            "k8s\u0000",
            "k8s\\\\",
            "#k8s",
            "..",
            ".",
            "/",
            "k8s/../deep",
            "k8s\ufffd",
            "k8s*",
            "k8s\n !k8s/one",
            "\ufeff!k8s/one\nk8s",
            "k8s\n\u00a0!k8s/one",
            "k8s\n\u0085!k8s/one"
        }) {
            assertThat(InputPaths.ignored("", counts)).as(counts).isEmpty();
        }
    }

    @Test
    void many_lines_and_many_files_take_no_long_time() {
        TreeMap<String, String> ignoring = new TreeMap<>();
        StringBuilder lines = new StringBuilder("**/*a*a*a*a*a*b\n" + "a/".repeat(100_000) + "\n");
        for (int i = 0; i < 100_000; i++) {
            lines.append("x").append(i).append('\n');
        }
        ignoring.put(".dockerignore", lines.toString());
        InputPaths paths = InputPaths.of("", "Dockerfile", new BuildTexts("", ignoring), List.of(), List.of());
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100_000; i++) {
                assertThat(paths.test("a/b/c" + i)).isTrue();
            }
        });
        assertThat(paths.test("x7/a")).isFalse();
        String unclosed = "FROM a\n" + "RUN <<E\n".repeat(100_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> assertThat(images(unclosed)).containsExactly("a"));
        assertThat(images("\u0000\nFROM a\n# escape=" + "`".repeat(500_000))).containsExactly("a");
    }

    @Test
    void texts_that_are_no_utf8_are_not_reused() {
        assertThatThrownBy(() -> inputs("FROM scratch\nLABEL a=\ufffd\n", Map.of(), List.of()))
                .isInstanceOf(NotReusableException.class)
                .hasMessageContaining("is not in UTF-8");
    }

    @Test
    void values_that_are_repeated_make_no_long_text() {
        BaseImages named =
                BaseImages.of("ARG A=" + "a".repeat(500_000) + "\nFROM " + "$A".repeat(250_000) + "\n", Map.of());
        assertThat(named.images()).isEmpty();
        assertThat(named.unknown()).hasSize(1);

        assertThat(BaseImages.of("ARG A=" + "a".repeat(300) + "\nFROM " + "${A}".repeat(100_000), Map.of())
                        .images())
                .isEmpty();
    }

    private static BuildInputs inputs(String dockerfile, Map<String, String> files, List<String> notes) {
        ImageRegistries none =
                new ImageRegistries(host -> Optional.empty(), HttpClient::newBuilder, Duration.ofSeconds(1));
        BuildTexts texts = new BuildTexts(dockerfile, new TreeMap<>());
        return new ReusableImages(none, notes::add)
                .inputs(
                        new ImageBuild(
                                ImageReference.parse("registry.example/shop:1"),
                                "app",
                                "app/Dockerfile",
                                new TreeMap<>(),
                                new TreeMap<>(),
                                0,
                                false),
                        texts,
                        InputPaths.of("app", "app/Dockerfile", texts, List.of(), List.of()),
                        files,
                        "buildah",
                        "amd64");
    }

    @Test
    void the_text_of_the_dockerfile_is_an_input_wherever_it_came_from() {
        List<String> notes = new ArrayList<>();
        String one = inputs("FROM scratch\n", Map.of(), notes).hash();

        assertThat(inputs("FROM scratch\nLABEL a=b\n", Map.of(), notes).hash()).isNotEqualTo(one);
        assertThat(inputs("FROM scratch\n", Map.of(), notes).hash()).isEqualTo(one);
        assertThat(notes).isEmpty();
        inputs("FROM $X\n", Map.of(), notes);
        assertThat(notes).singleElement().asString().contains("Which image '$X' in the Dockerfile is, is not known");
    }

    @Test
    void links_and_more_images_than_can_be_asked_for_are_not_reused() {
        assertThatThrownBy(() -> inputs("FROM scratch\n", Map.of("app", "120000 0"), List.of()))
                .isInstanceOf(NotReusableException.class)
                .hasMessageContaining("app is a symbolic link");
        assertThatThrownBy(() -> inputs("FROM scratch\n", Map.of("app/Dockerfile", "120000 0"), List.of()))
                .hasMessageContaining("app/Dockerfile is a symbolic link");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            many.append("FROM a:").append(i).append('\n');
        }
        assertThatThrownBy(() -> inputs(many.toString(), Map.of(), List.of()))
                .hasMessageContaining("more than 50 images");
    }
}
