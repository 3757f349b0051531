package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Edits two thousand generated kustomizations, whose entries are set or added. All lines but those of that entry stay as
 * they are and in their order, and SnakeYAML says that all but the entry means what it meant. A failure names the seed.
 */
class GeneratedKustomizationsTest {

    private static final int FILES = 1000;
    private static final long FIRST_SEED = 20_261_124;
    private static final String NAME = "registry.example/team/shop";
    private static final String FILE = "k/kustomization.yaml";
    private static final String POD =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: '" + NAME + ":1'}]}\n";
    private static final ImageReference IMAGE = ImageReference.parse(NAME + ":v2.0@" + TestTrees.DIGEST);

    @Test
    void nothing_but_the_entry_changes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + FILES; seed++) {
            TagStyle tags = TagStyle.values()[(int) (seed % TagStyle.values().length)];
            EditFixture draft = new EditFixture(new Random(seed));
            file(draft);
            String before = draft.before();
            FileTree tree = TestTrees.of(FILE, before, "k/pod.yaml", POD);
            String name = "seed " + seed + ":\n" + before;
            try {
                ExactEditCheck.check(name, tree, "k", IMAGE, tags);
                String after = TestTrees.text(
                        tree.with(ImageEditor.set(tree, ManifestSource.at("k"), List.of(IMAGE), tags)
                                .files()),
                        FILE);
                assertThat(others(lines(after))).as(name).containsExactlyElementsOf(others(lines(before)));
                compare(name, values(before), values(after), tags);
            } catch (RuntimeException e) {
                throw new AssertionError(name, e);
            }
        }
    }

    private static void file(EditFixture draft) {
        draft.write(draft.pick("", "\uFEFF") + draft.pick("", "# 🎉\n", "---\n"));
        other(draft);
        draft.write("resources:" + comment(draft) + "\n" + draft.pick("", "  ") + "- pod.yaml" + comment(draft) + "\n");
        other(draft);
        if (draft.oneIn(4)) {
            draft.write(draft.pick("", "images: []\n", "images:\n", "images: ~" + comment(draft) + "\n"));
        } else {
            entries(draft);
        }
        other(draft);
        draft.write(draft.pick("", "# end\n", "\n", "namePrefix: a-", "nameSuffix: -🎉\n...\n"));
    }

    private static void entries(EditFixture draft) {
        String indent = draft.pick("", "  ", "    ");
        draft.write("images:" + comment(draft) + "\n");
        int before = draft.number(3);
        for (int i = 0; i < before; i++) {
            draft.write(indent + "- name: other" + i + comment(draft) + "\n" + indent + "  newTag: v" + i
                    + comment(draft) + "\n");
        }
        if (draft.oneIn(5)) {
            draft.write(indent + "- {name: " + NAME
                    + draft.pick("", ", newTag: 'shop1'", ", digest: " + TestTrees.OTHER_DIGEST) + "}" + comment(draft)
                    + "\n");
        } else if (before == 0 || !draft.oneIn(4)) {
            draft.write(indent + "-   name: '" + NAME + "'" + comment(draft) + "\n");
            draft.write(
                    draft.pick("", indent + "    newTag: " + draft.pick("v1", "'1'", "1.10") + comment(draft) + "\n"));
            draft.write(draft.pick(
                            "",
                            indent + "    digest: " + draft.pick("", "\"").concat(TestTrees.OTHER_DIGEST)
                                    + comment(draft) + "\n")
                    .replace(": \"" + TestTrees.OTHER_DIGEST, ": \"" + TestTrees.OTHER_DIGEST + "\""));
        }
        draft.write(draft.pick("", indent + "# between\n"));
        if (draft.oneIn(3)) {
            draft.write(indent + "- name: last\n" + indent + "  newTag: z" + comment(draft) + "\n");
        }
    }

    private static void other(EditFixture draft) {
        String key = "k" + draft.size() + ": ";
        draft.write(draft.pick(
                "",
                "",
                "# note\n",
                key + "{a: [1, '🎉']}" + comment(draft) + "\n",
                key + "|\n  images:\n  - name: " + NAME + "\n",
                "\n"));
    }

    private static String comment(EditFixture draft) {
        return draft.pick("", "", "", " # c", "\t# tab", "  ", " # 'q\" [{");
    }

    private static List<String> lines(String text) {
        return text.replace("\uFEFF", "").lines().toList();
    }

    /** The lines that are no entry's of that image, nor the list's key. */
    private static List<String> others(List<String> lines) {
        List<String> others = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            boolean text = line.matches("  - name: " + NAME)
                    && others.size() > 0
                    && others.get(others.size() - 1).equals("  images:");
            boolean first = line.matches("\\s*-\\s+\\{?name: '?" + NAME + "\\b.*") && !text;
            inside = first || inside && line.matches("\\s+(newTag|digest):.*");
            if (!inside && !line.startsWith("images:")) {
                others.add(line);
            }
        }
        return others;
    }

    private static void compare(String name, Map<String, Object> before, Map<String, Object> after, TagStyle tags) {
        List<Object> wanted = new ArrayList<>(before.get("images") instanceof List<?> list ? list : List.of());
        wanted.removeIf(GeneratedKustomizationsTest::isShop);
        List<Object> got = new ArrayList<>((List<?>) after.get("images"));
        Map<?, ?> shop = (Map<?, ?>) got.stream()
                .filter(GeneratedKustomizationsTest::isShop)
                .findFirst()
                .orElseThrow();
        got.removeIf(GeneratedKustomizationsTest::isShop);
        assertThat(got).as(name).isEqualTo(wanted);
        assertThat(shop.get("digest")).as(name).isEqualTo(TestTrees.DIGEST);
        Object tag = shop.get("newTag") == null ? "" : shop.get("newTag");
        assertThat(tag).as(name).isEqualTo(tags == TagStyle.KEEP ? "v2.0" : "");
        before.remove("images");
        after.remove("images");
        assertThat(after).as(name).isEqualTo(before);
    }

    private static boolean isShop(Object entry) {
        return entry instanceof Map<?, ?> map && NAME.equals(map.get("name"));
    }

    private static Map<String, Object> values(String text) {
        String parsed = YamlFile.parse(FILE, text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .parsed();
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(new StringReader(parsed));
    }
}
