package io.jenkins.plugins.gitops.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTreeTest {

    @TempDir
    private Path folder;

    private DiskTree tree;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("root/k8s"));
        Files.createDirectories(folder.resolve("root/.git"));
        Files.writeString(folder.resolve("root/.git/config"), "");
        Files.writeString(folder.resolve("root/k8s/a.yaml"), "a");
        Files.writeString(folder.resolve("secret.yaml"), "secret");
        Files.createSymbolicLink(folder.resolve("root/out"), folder);
        Files.createSymbolicLink(folder.resolve("root/k8s/link.yaml"), Path.of("a.yaml"));
        tree = DiskTree.of(folder.resolve("root"));
    }

    @Test
    void follows_no_symbolic_link_wherever_it_points() {
        assertThat(tree.kind("k8s/link.yaml")).isEqualTo(FileTree.Kind.SYMLINK);
        assertThat(tree.kind("out")).isEqualTo(FileTree.Kind.SYMLINK);
        assertThat(tree.kind("out/secret.yaml")).isEqualTo(FileTree.Kind.MISSING);
        assertThat(tree.list("out")).isEmpty();
        assertThatThrownBy(() -> tree.read("out/secret.yaml")).hasMessageContaining("There is no file");
        assertThatThrownBy(() -> tree.read("k8s/link.yaml")).hasMessageContaining("There is no file");
    }

    @Test
    void does_not_leave_its_folder() {
        assertThat(tree.kind("../secret.yaml")).isEqualTo(FileTree.Kind.MISSING);
        assertThat(tree.kind("k8s/../../secret.yaml")).isEqualTo(FileTree.Kind.MISSING);
        assertThat(tree.kind("k8s/a.yaml/b")).isEqualTo(FileTree.Kind.MISSING);
        assertThat(tree.kind("a\0b")).isEqualTo(FileTree.Kind.MISSING);
    }

    @Test
    void lists_files_and_links_but_nothing_of_git() {
        assertThat(tree.list("")).containsExactly("k8s/a.yaml", "k8s/link.yaml", "out");
        assertThat(tree.kind(".git/config")).isEqualTo(FileTree.Kind.MISSING);
        assertThat(tree.kind("k8s")).isEqualTo(FileTree.Kind.DIRECTORY);
    }

    @Test
    void refuses_a_file_that_is_too_large_to_be_a_manifest() throws IOException {
        Files.write(folder.resolve("root/large.yaml"), new byte[DiskTree.LARGEST_FILE + 1]);
        assertThatThrownBy(() -> tree.read("large.yaml")).hasMessageContaining("larger than 16 MiB");
    }

    @Test
    void rendering_refuses_a_symbolic_link_among_manifests() {
        assertThatThrownBy(() -> new ManifestRenderer().render(tree, "k8s"))
                .hasMessageContaining("k8s/link.yaml is a symbolic link");
    }

    @Test
    void a_tree_with_changes_shows_them_and_the_rest() {
        FileTree changed = tree.with(Map.of("new/b.yaml", "b".getBytes(StandardCharsets.UTF_8)));
        assertThat(changed.kind("new")).isEqualTo(FileTree.Kind.DIRECTORY);
        assertThat(changed.list("")).containsExactly("k8s/a.yaml", "k8s/link.yaml", "new/b.yaml", "out");
        assertThat(TestTrees.text(changed, "new/b.yaml")).isEqualTo("b");
        assertThat(TestTrees.text(changed, "k8s/a.yaml")).isEqualTo("a");
    }
}
