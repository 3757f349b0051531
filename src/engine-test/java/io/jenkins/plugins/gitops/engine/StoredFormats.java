package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files in the test resources {@code formats/v1}, as an earlier version wrote them (its README says what each is), and
 * what it means that a later version keeps their format.
 */
public final class StoredFormats {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StoredFormats() {}

    /** A file or a folder, by its path below {@code formats/v1}. */
    public static Path path(String name) {
        try {
            return Path.of(
                    StoredFormats.class.getResource("/formats/v1/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** What is in a folder, sorted. */
    public static List<String> names(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String name) {
        return parse(text(name));
    }

    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever the old document says, the new one says too. It may say more: the old version ignores what it does not know. */
    public static void assertKeeps(JsonNode old, JsonNode now) {
        assertKeeps("", old, now);
    }

    private static void assertKeeps(String place, JsonNode old, JsonNode now) {
        if (old.isObject()) {
            old.properties()
                    .forEach(field ->
                            assertKeeps(place + "/" + field.getKey(), field.getValue(), now.path(field.getKey())));
        } else if (old.isArray()) {
            assertThat(now).as(place).hasSize(old.size());
            for (int i = 0; i < old.size(); i++) {
                assertKeeps(place + "/" + i, old.get(i), now.get(i));
            }
        } else {
            assertThat(now).as(place).isEqualTo(old);
        }
    }

    /** The new document has every field that the old one has, with a value of the same type; the values are others. */
    public static void assertSameShape(JsonNode old, JsonNode now) {
        assertThat(shape(now)).containsAll(shape(old));
    }

    private static Set<String> shape(JsonNode node) {
        Set<String> fields = new TreeSet<>();
        shape("", node, fields);
        return fields;
    }

    private static void shape(String place, JsonNode node, Set<String> fields) {
        fields.add(place + " " + node.getNodeType());
        node.properties().forEach(field -> shape(place + "/" + field.getKey(), field.getValue(), fields));
        if (node.isArray()) {
            node.forEach(element -> shape(place + "/*", element, fields));
        }
    }
}
