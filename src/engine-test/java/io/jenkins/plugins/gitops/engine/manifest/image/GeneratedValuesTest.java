package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Edits two thousand generated values files, in which images stand whole, in parts and behind markers. The generator
 * knows where it wrote each value, so what an edit must give is known to the byte without reading YAML; that the rest
 * means what it meant is asked of SnakeYAML, for one file in five. A failure names the seed, which makes the same file again.
 */
class GeneratedValuesTest {

    private static final int FILES = 1000;
    private static final int ASKED = 5;
    private static final long FIRST_SEED = 20_261_123;
    private static final String REGISTRY = "registry.example:5000";
    private static final String REPOSITORY = "team/shop";
    private static final String NAME = REGISTRY + "/" + REPOSITORY;
    private static final String D = TestTrees.DIGEST;
    private static final String OLD = TestTrees.OTHER_DIGEST;
    private static final String TAG = "v2.0";

    @Test
    void exactly_the_bytes_of_the_values_change() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + FILES; seed++) {
            TagStyle tags = TagStyle.values()[(int) (seed % TagStyle.values().length)];
            EditFixture draft = new EditFixture(new Random(seed));
            new Generator(draft, tags).file();
            FileTree tree = TestTrees.of("c/Chart.yaml", "name: c\n", "c/values.yaml", draft.before());
            ImageReference image = ImageReference.parse(NAME + ":" + TAG + "@" + D);
            Map<String, byte[]> files;
            try {
                files = ImageEditor.set(tree, ManifestSource.at("c"), List.of(image), tags)
                        .files();
                assertThat(TestTrees.text(tree.with(files), "c/values.yaml"))
                        .as("seed " + seed)
                        .isEqualTo(draft.after());
                if (seed % ASKED == 0) {
                    ExactEditCheck.check("seed " + seed, tree, "c", image, tags);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ":\n" + draft.before(), e);
            }
        }
    }

    private static final class Generator {

        private static final String[] OTHERS = {
            "repository: https://git.example/" + NAME,
            "tag: v1",
            "digest: " + OLD,
            "text: |\n@  image: " + NAME + ":1 # {\"$gitops-image\": \"" + NAME + "\"}\n@\n@  # no comment",
            "folded: >- # 🎉\n@  repository: " + NAME + "\n@  tag: v1",
            "image: {repository: team/shop, tag: v1}",
            "image: " + NAME + "s:1",
            "images: ['" + NAME + ":1']",
            "imagePullPolicy: Always",
            "quoted: 'image: \"" + NAME + ":1\"'",
            "map: &m {a: 🎉}\n@again: *m\n@merged: {<<: *m, b: c}",
            "service: {port: 80, tag: v1}",
            "multi: first\n@  second",
            "image:\n@  repository: nginx\n@  tag: 1.25\n@  digest: \"\""
        };

        private final EditFixture draft;
        private final TagStyle tags;

        Generator(EditFixture draft, TagStyle tags) {
            this.draft = draft;
            this.tags = tags;
        }

        void file() {
            draft.write(draft.pick("", "", "\uFEFF"));
            draft.write(draft.pick("", "# 🎉 values\n", "\n", "---\n", "%YAML 1.1\n--- # start\n"));
            int parts = 1 + draft.number(5);
            for (int i = 0; i < parts; i++) {
                other("");
                part();
            }
            draft.write("last: " + draft.pick("x", "x\n", "'🎉'\n\n", "{}\n# end", "x\n...\n"));
        }

        private void part() {
            draft.write("p" + draft.size() + ":" + comment() + "\n");
            other("  ");
            switch (draft.number(6)) {
                case 0 -> whole();
                case 1 -> blockParts("  ");
                case 2 -> flowParts();
                case 3 -> marked();
                case 4 -> nested();
                default -> anchored();
            }
            other("  ");
        }

        private void whole() {
            draft.write("  " + draft.pick("image", "proxyImage", "\"image\"") + ": ");
            reference("");
            draft.write(comment() + "\n");
        }

        /** A whole reference, with the tag's comment right behind it. */
        private void reference(String marker) {
            draft.write(draft.pick("", "!!str ", "&r" + draft.size() + " "));
            String quote = draft.pick("", "'", "\"");
            String old = draft.pick("", ":1", ":1.10", ":v1@" + OLD, "@" + OLD);
            String now = tags == TagStyle.KEEP ? ":" + TAG + "@" + D : "@" + D;
            String comment = tags == TagStyle.COMMENT ? " # tag: " + TAG : "";
            String before = draft.oneIn(3) ? " # tag: v1" : "";
            draft.change(quote + NAME + old + quote + before, quote + NAME + now + quote + comment);
            draft.write(marker);
        }

        private void blockParts(String indent) {
            boolean apart = draft.oneIn(2);
            draft.write(indent + "image:" + comment() + "\n"
                    + (apart ? indent + "  registry: " + REGISTRY + comment() + "\n" : ""));
            draft.write(indent + "  repository: " + draft.pick("", "!!str ") + (apart ? REPOSITORY : NAME) + comment()
                    + "\n");
            other(indent + "  ");
            boolean digest = draft.oneIn(2);
            draft.write(indent + "  tag:");
            version(digest ? TAG : TAG + "@" + D, draft.pick("v1", "1.10", "latest"), true);
            draft.write(comment() + "\n");
            if (digest) {
                boolean hex = draft.oneIn(3);
                draft.write(indent + (hex ? "  sha:" : "  digest:"));
                version(hex ? D.substring(7) : D, hex ? OLD.substring(7) : OLD, false);
                draft.write(comment() + "\n");
            }
            draft.write(indent + "  pullPolicy: IfNotPresent\n");
        }

        /** A value behind a colon: quoted in some way, null, empty, or nothing at all. */
        private void version(String now, String old, boolean plainTag) {
            switch (draft.number(plainTag ? 5 : 6)) {
                case 0 -> draft.change("", " " + now);
                case 1 -> draft.change(" \"\"", " \"" + now + "\"");
                case 2 -> draft.change("   '" + old + "'", "   '" + now + "'");
                case 3 -> draft.change(" ~", " " + now);
                case 4 -> draft.change(" &v" + draft.size() + " " + old, " &v" + draft.size() + " " + now);
                default -> draft.change(" null", " " + now);
            }
        }

        private void flowParts() {
            draft.write("  image: {" + draft.pick("", "x: '}', ") + "repository: "
                    + draft.pick("'" + NAME + "'", "\"" + NAME + "\"") + draft.pick(", ", ",\n    # more\n    "));
            draft.change("tag: 'v1'", "tag: '" + TAG + "'");
            draft.write(", ");
            draft.change("digest: \"\"", "digest: \"" + D + "\"");
            draft.write(draft.pick("", " ", ", y: ]x".replace("]", "")) + "}" + comment() + "\n");
        }

        private void marked() {
            String marker = "{\"$gitops-image\": \"" + NAME + "\"";
            draft.write("  field" + draft.size() + ": ");
            switch (draft.number(3)) {
                case 0 -> reference(draft.pick(" # ", "   #  why: ", "\t# ") + marker + "}");
                case 1 -> {
                    draft.change("v1", TAG);
                    draft.write(" # " + marker + ", \"part\": \"tag\"}");
                }
                default -> {
                    draft.change("'" + OLD + "'", "'" + D + "'");
                    draft.write("   # 🎉 " + marker + ", \"part\":\"digest\" } !");
                }
            }
            draft.write("\n");
        }

        private void nested() {
            draft.write("  list:\n  - name: x\n");
            blockParts("    ");
            draft.write("  - name: y\n");
        }

        private void anchored() {
            String anchor = "a" + draft.size();
            draft.write("  image: &" + anchor + "\n    repository: " + NAME + "\n    tag: ");
            draft.change("v1", TAG + "@" + D);
            draft.write(comment() + "\n  copy:\n    image: *" + anchor + comment()
                    + "\n  more:\n    image:\n      <<: *" + anchor + "\n      x: y\n");
        }

        private void other(String indent) {
            if (draft.oneIn(2)) {
                return;
            }
            String other = draft.pick(OTHERS);
            draft.write(draft.pick("", indent + "# image: " + NAME + ":1\n", "\n"));
            // In a mapping of its own, so that keys cannot repeat.
            draft.write(indent + "o" + draft.size() + ":\n" + indent + "  " + other.replace("@", indent + "  ") + "\n");
        }

        private String comment() {
            return draft.pick("", "", " # plain", "\t# tab", "\t", "   ", " # 🎉 'quote\" {[", "  # image: x:1");
        }
    }
}
