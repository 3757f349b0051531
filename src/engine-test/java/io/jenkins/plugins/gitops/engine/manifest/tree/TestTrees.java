package io.jenkins.plugins.gitops.engine.manifest.tree;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** TestTrees for tests: the fixtures, and files given as text. */
public final class TestTrees {

    public static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
    public static final String OTHER_DIGEST = "sha256:" + "fedcba9876543210".repeat(4);

    private TestTrees() {}

    public static FileTree fixture(String name) {
        try {
            return DiskTree.of(
                    Path.of(TestTrees.class.getResource("/manifest/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tree with these files alone; paths and contents alternate. */
    public static FileTree of(String... pathsAndContents) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return new EmptyTree().with(files);
    }

    public static ImageReference image(String name) {
        return ImageReference.parse(name + "@" + DIGEST);
    }

    public static String text(FileTree tree, String path) {
        return new String(tree.read(path), StandardCharsets.UTF_8);
    }

    private static final class EmptyTree implements FileTree {
        @Override
        public Kind kind(String path) {
            return path.isEmpty() ? Kind.DIRECTORY : Kind.MISSING;
        }

        @Override
        public List<String> list(String directory) {
            return List.of();
        }

        @Override
        public byte[] read(String path) {
            throw new IllegalArgumentException(path);
        }
    }
}
