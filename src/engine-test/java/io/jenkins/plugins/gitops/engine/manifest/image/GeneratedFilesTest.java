package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Edits two thousand generated files. The generator knows where it wrote each value, so what an edit must give is known
 * to the byte without reading YAML. A failure names the seed, which makes the same file again.
 */
class GeneratedFilesTest {

    private static final int FILES = 1000;
    private static final long FIRST_SEED = 20_260_101;
    private static final String IMAGE = "registry.example/team/shop";

    @Test
    void exactly_the_bytes_of_the_values_change() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + FILES; seed++) {
            Generator generator = new Generator(new Random(seed));
            generator.file();
            String before = generator.text(false);
            FileTree tree = TestTrees.of("k8s/a.yaml", before);
            ImageEdits edits;
            try {
                edits = ImageEditor.set(tree, "k8s", List.of(TestTrees.image(IMAGE)));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ":\n" + before, e);
            }
            assertThat(TestTrees.text(tree.with(edits.files()), "k8s/a.yaml"))
                    .as("seed " + seed)
                    .isEqualTo(generator.text(true));
            assertThat(edits.changes()).as("seed " + seed).hasSize(generator.values);
            assertThat(ImageEditor.withoutImages("k8s/a.yaml", before.getBytes(StandardCharsets.UTF_8)))
                    .as("seed " + seed)
                    .isEqualTo(ImageEditor.withoutImages(
                            "k8s/a.yaml", generator.text(true).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Writes a file twice at once: as it is, and as it must be. */
    private static final class Generator {

        private static final String[] COMMENTS = {
            "", "", " # plain", " # 🎉 'quote\" {[", "  # image: x:1", "   ", "\t", "\t# tab"
        };
        private static final String[] OTHERS = {
            "note: \"image: " + IMAGE + ":1\"",
            "'k: #1': |\n@    image: " + IMAGE + ":1\n@\n@    # no comment",
            "folded: >-\n@    some\n@    text 🎉",
            "flow: {a: [1, 'x, y', \"]\"], b: {c: d}}",
            "anchored: &anchor {x: 🎉}\n@again: *anchor",
            "multi: first\n@    second",
            "? complex\n@: value",
            "empty:",
            "nothing: ~",
            "tagged: !!str 12"
        };

        private final Random random;
        private final List<String> pieces = new ArrayList<>();
        private final String eol;
        private int values;

        Generator(Random random) {
            this.random = random;
            this.eol = random.nextBoolean() ? "\n" : "\r\n";
        }

        String text(boolean edited) {
            StringBuilder text = new StringBuilder();
            for (String piece : pieces) {
                text.append(
                        !piece.startsWith("\0")
                                ? piece.replace("\n", eol)
                                : edited ? IMAGE + "@" + TestTrees.DIGEST : piece.substring(1));
            }
            return text.toString();
        }

        void file() {
            write(pick("", "", "\uFEFF"));
            write(pick("", "# 🎉\n", "\n", "%YAML 1.1\n---\n", "--- # start\n"));
            int documents = 1 + random.nextInt(3);
            for (int i = 0; i < documents; i++) {
                write(i == 0 ? "" : pick("---\n", "---\n# only a comment\n---\n", "...\n---\n"));
                document(i);
            }
            write(pick("", "", "# end", "...\n", "\n\n"));
            if (random.nextInt(8) == 0) {
                write("---\nlast: document without a line's end");
            }
        }

        private void document(int number) {
            write("apiVersion: apps/v1" + comment() + "\nkind: Deployment\nmetadata:\n  name: d" + number + "\n");
            others("");
            write("spec:" + comment() + "\n");
            others("  ");
            write(pick("  initContainers: []\n", ""));
            boolean first = number == 0;
            if (random.nextInt(4) == 0) {
                write("  containers: [");
                flow(first);
                write(pick("", ", ", ",\n    # next\n    "));
                write("]" + comment() + "\n");
            } else {
                String indent = pick("  ", "    ", "      ");
                write("  containers:" + comment() + "\n");
                int containers = 1 + random.nextInt(3);
                for (int i = 0; i < containers; i++) {
                    block(indent, first && i == 0);
                }
            }
            others("");
        }

        private void flow(boolean certain) {
            write("{" + pick("", "name: c, ", "\"name\": \"🎉, }\", "));
            write(pick("image: ", "\"image\": ", "'image':  "));
            value(certain, true);
            write(pick("", ", tty: true", " ") + "}");
        }

        private void block(String indent, boolean certain) {
            String gap = pick(" ", "   ");
            String inner = indent + " " + gap;
            write(indent + "-" + gap);
            if (random.nextInt(4) == 0) {
                flow(certain);
                write(comment() + "\n");
                return;
            }
            if (random.nextBoolean()) {
                write("name: c" + comment() + "\n" + inner);
            }
            write(pick("image: ", "image:   ", "\"image\": ", "image:\n" + inner + "    "));
            value(certain, false);
            write(comment() + "\n");
            others(inner);
        }

        private void value(boolean certain, boolean flow) {
            write(pick("", "", "!!str ", "&i" + pieces.size() + " "));
            String quote = pick("", "'", "\"");
            write(quote);
            if (certain || random.nextInt(3) > 0) {
                values++;
                pieces.add("\0" + IMAGE
                        + pick("", ":1", ":1.10", ":v1@" + TestTrees.OTHER_DIGEST, "@" + TestTrees.OTHER_DIGEST));
            } else {
                write(pick("nginx", IMAGE + "s:1", "registry.example:5000/team/shop:1", "team/shop"));
            }
            write(quote);
            write(flow && quote.isEmpty() ? " " : "");
        }

        private void others(String indent) {
            int start = random.nextInt(OTHERS.length);
            int count = random.nextInt(3);
            String prefix = "k" + pieces.size();
            for (int i = 0; i < count; i++) {
                String other = OTHERS[(start + i) % OTHERS.length];
                write(pick("", indent + "# image: " + IMAGE + ":1\n", "\n"));
                // In a mapping of its own, so that keys cannot repeat.
                write(indent + prefix + "x" + i + ":\n" + indent + "  " + other.replace("@", indent + "  ")
                        + (other.contains("|") || other.contains(">-") || other.contains("multi") ? "" : comment())
                        + "\n");
            }
        }

        private String comment() {
            return pick(COMMENTS);
        }

        private void write(String text) {
            pieces.add(text);
        }

        private String pick(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
