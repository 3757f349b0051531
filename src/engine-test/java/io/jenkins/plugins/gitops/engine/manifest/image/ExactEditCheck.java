package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * Sets an image and checks the result with SnakeYAML alone, without the code under test: all characters outside of the
 * changed values are equal before and after, and so are all other values.
 */
public final class ExactEditCheck {

    private static final String PIECE = "[ \\t]?['\"]?[\\w./:@+\\[\\]-]*['\"]?[ \\t]?|~";

    private final String name;
    private final ImageReference image;
    private int values;

    private ExactEditCheck(String name, ImageReference image) {
        this.name = name;
        this.image = image;
    }

    /**
     * Sets the image at a path.
     *
     * @param name what a failure calls it
     * @return how many values changed
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the edit is refused
     */
    public static int check(String name, FileTree tree, String path, ImageReference image, TagStyle tags) {
        ImageEdits edits = ImageEditor.set(tree, ManifestSource.at(path), List.of(image), tags);
        ExactEditCheck check = new ExactEditCheck(name + " " + image.name() + " " + tags, image);
        edits.files().forEach((file, content) -> check.compare(file, tree.read(file), content));
        assertThat(ImageEditor.set(tree.with(edits.files()), ManifestSource.at(path), List.of(image), tags)
                        .files())
                .as(check.name + ": again")
                .isEmpty();
        return check.values;
    }

    private void compare(String file, byte[] before, byte[] after) {
        assertThat(text(ImageEditor.withoutImages(file, after)))
                .as(name + ": without images")
                .isEqualTo(text(ImageEditor.withoutImages(file, before)));
        if (!Kustomization.isName(file)) {
            assertThat(text(ImageEditor.withoutImages(file, before)))
                    .as(name + ": what is without images")
                    .isNotEqualTo(text(before));
            String old = YamlFile.parse(file, before).parsed();
            String now = YamlFile.parse(file, after).parsed();
            if (!tokens(old, now)) {
                lines(text(before), text(after));
            }
            values(old, now);
        }
    }

    /** Line by line, but for lines with several values. */
    private void lines(String before, String after) {
        List<String> old = List.of(before.split("\n", -1));
        List<String> now = List.of(after.split("\n", -1));
        assertThat(now).as(name + ": lines").hasSameSizeAs(old);
        for (int i = 0; i < old.size(); i++) {
            String one = untagged(old.get(i));
            String other = untagged(now.get(i));
            if (one.contains("{") || one.contains("}")) {
                continue;
            }
            int start = 0;
            while (start < Math.min(one.length(), other.length()) && one.charAt(start) == other.charAt(start)) {
                start++;
            }
            int end = 0;
            while (end < Math.min(one.length(), other.length()) - start
                    && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
                end++;
            }
            assertThat(one.substring(start, one.length() - end))
                    .as(name + ": line " + (i + 1))
                    .matches(PIECE);
            assertThat(other.substring(start, other.length() - end))
                    .as(name + ": line " + (i + 1))
                    .matches(PIECE);
        }
    }

    private static String untagged(String line) {
        return line.replaceFirst("[ \\t]+# tag: [\\w.-]+", "");
    }

    /** Compares what is between the values; false where a value was written behind a key that had none. */
    private boolean tokens(String before, String after) {
        List<String> old = pieces(before);
        List<String> now = pieces(after);
        for (int i = 0; old.size() == now.size() && i < old.size(); i += 2) {
            // A tab that SnakeYAML does not take was a blank to it.
            assertThat(untagged(now.get(i)).replace('\t', ' '))
                    .as(name + ": between values")
                    .isEqualTo(untagged(old.get(i)).replace('\t', ' '));
        }
        return old.size() == now.size();
    }

    /** The text before, of, and between the scalar tokens. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        String parsed = text.startsWith("\uFEFF") ? text.substring(1) : text;
        ScannerImpl scanner = new ScannerImpl(new StreamReader(parsed), options());
        int last = 0;
        while (!scanner.checkToken(Token.ID.StreamEnd)) {
            if (scanner.getToken() instanceof ScalarToken token) {
                int start = parsed.offsetByCodePoints(0, token.getStartMark().getIndex());
                int end = parsed.offsetByCodePoints(0, token.getEndMark().getIndex());
                pieces.add(parsed.substring(last, start));
                pieces.add(parsed.substring(start, end));
                last = end;
            }
        }
        pieces.add(parsed.substring(last));
        return pieces;
    }

    private void values(String before, String after) {
        Map<String, Object> old = flat(before);
        Map<String, Object> now = flat(after);
        assertThat(now.keySet()).as(name + ": keys").isEqualTo(old.keySet());
        String digest = image.digest().orElseThrow().value();
        now.forEach((path, value) -> {
            if (!String.valueOf(value).equals(String.valueOf(old.get(path)))) {
                values++;
                assertThat(String.valueOf(value))
                        .as(name + ": " + path)
                        .satisfiesAnyOf(
                                text -> assertThat(text).endsWith(digest),
                                text -> assertThat(text).isEqualTo(digest.substring(7)),
                                text -> assertThat(text).isEqualTo(image.tag().orElse("")));
            }
        });
    }

    private static Map<String, Object> flat(String text) {
        Map<String, Object> flat = new LinkedHashMap<>();
        int number = 0;
        for (Object document : new Yaml(new SafeConstructor(options())).loadAll(new StringReader(text))) {
            flat("" + number++, document, flat);
        }
        return flat;
    }

    private static void flat(String path, Object value, Map<String, Object> into) {
        if (value instanceof Map<?, ?> map) {
            into.put(path, "{}");
            map.forEach((key, child) -> flat(path + "/" + key, child, into));
        } else if (value instanceof List<?> list) {
            into.put(path, "[]");
            for (int i = 0; i < list.size(); i++) {
                flat(path + "/" + i, list.get(i), into);
            }
        } else {
            into.put(path, value);
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        return options;
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
