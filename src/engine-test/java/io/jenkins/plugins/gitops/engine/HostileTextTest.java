package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.RepositoryPath;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that somebody made to be too much for us: none is, and each gets an answer. */
class HostileTextTest {

    private static final int MANY = 500_000;

    /** What patterns repeat, here and there. */
    private static final List<String> PIECES = List.of(
            "a",
            "0",
            "A",
            "a/",
            "/a",
            "a.",
            ".a",
            "-a",
            "a__",
            "a:",
            ":a",
            "@a",
            "a@",
            " a",
            "a ",
            " ",
            "\t",
            "\n",
            " \n",
            "\r\n",
            "{",
            "}",
            "{}",
            "{a}",
            "[",
            "[]",
            "[a]",
            "(",
            "\"",
            "=",
            "a=b,",
            ",a",
            "*",
            "?",
            "#",
            "%",
            "$(",
            "..",
            "--",
            "\u001b[0m",
            "job/a/",
            "https://a/",
            "a: b\n",
            "é",
            "\u2028");

    @ParameterizedTest
    @ValueSource(strings = {"a/", "a.", "a-a", "a__"})
    void an_image_field_of_any_length_is_no_image(String piece) {
        assertThatThrownBy(() -> ImageReference.parse(piece.repeat(MANY) + "a"))
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void an_image_may_have_its_longest_name_and_tag() {
        String name = "registry.example:5000/" + "a/".repeat(116) + "a";
        assertThat(name).hasSize(TextLimits.IMAGE_NAME);
        String whole = name + ":" + "1".repeat(TextLimits.IMAGE_TAG) + "@sha256:" + "ab".repeat(32);

        assertThat(ImageReference.parse(whole)).hasToString(whole);
        assertThatThrownBy(() -> ImageReference.parse(whole.replace("registry", "registryy")))
                .isInstanceOf(GitopsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " \n", "\t\n", "\r", "\r\n", "a\n\n", "a: b\n", " b\n"})
    void a_message_of_any_length_is_read(String piece) {
        CommitMessage message = CommitMessage.parse("Subject\n\n" + piece.repeat(MANY) + "\nGitops-Deploy-Id: x");

        assertThat(message.subject()).startsWith("Subject").hasSizeLessThan(1000);
        assertThat(message.trailers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " \n", "\t\n", "\r", "\r\n"})
    void empty_lines_up_to_the_limit_of_a_message_part_its_paragraphs(String piece) {
        int many = TextLimits.COMMIT_MESSAGE / piece.length() - 20;

        CommitMessage message = CommitMessage.parse("Subject" + "\n" + piece.repeat(many) + "\nKey: value");

        assertThat(message.subject()).isEqualTo("Subject");
        assertThat(message.trailers()).containsExactly(new Trailer("Key", "value"));
    }

    @Test
    void a_trailer_that_goes_on_for_ever_is_none() {
        assertThat(CommitMessage.parse("Subject\n\nKey: a" + "\n b".repeat(40_000))
                        .trailers())
                .isEmpty();
        assertThat(CommitMessage.parse("Subject\n\nKey: a" + "\n b".repeat(100)).trailers())
                .hasSize(1);
    }

    @Test
    void a_path_of_any_length_is_refused_in_a_short_error() {
        assertThatThrownBy(() -> RepositoryPath.checked("a/".repeat(MANY) + "a"))
                .isInstanceOf(GitopsException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    /** Java matches a group that is repeated by recursion, unless the repetition is possessive. */
    @Test
    void no_pattern_overflows_the_stack() throws Exception {
        List<String> overflowing = new ArrayList<>();
        Thread small =
                new Thread(null, () -> patterns().forEach(field -> check(field, overflowing)), "small", 160 * 1024);
        small.start();
        small.join();

        assertThat(overflowing).isEmpty();
    }

    private static void check(Field field, List<String> overflowing) {
        Pattern pattern = value(field);
        for (String piece : PIECES) {
            String text = piece.repeat(1500);
            try {
                pattern.matcher(text).lookingAt();
                pattern.matcher(text).matches();
                pattern.matcher("a" + text + "a").matches();
            } catch (StackOverflowError e) {
                overflowing.add(field.getDeclaringClass().getSimpleName() + "." + field.getName() + " by " + piece);
                return;
            }
        }
    }

    private static Pattern value(Field field) {
        try {
            field.setAccessible(true);
            return (Pattern) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The constants of all classes of the engine and of the command line. */
    private static List<Field> patterns() {
        try {
            Path classes = Path.of(GitopsException.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                return files.map(classes::relativize)
                        .map(Path::toString)
                        .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                        .map(file -> file.substring(0, file.length() - ".class".length())
                                .replace('/', '.'))
                        .flatMap(HostileTextTest::fields)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Field> fields(String name) {
        try {
            return Stream.of(Class.forName(name).getDeclaredFields())
                    .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class);
        } catch (ClassNotFoundException | LinkageError e) {
            return Stream.of();
        }
    }
}
