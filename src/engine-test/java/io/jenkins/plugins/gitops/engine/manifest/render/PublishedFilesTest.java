package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.ExactEditCheck;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edits what others have written and published: the manifests in Debian's source package of Kubernetes 1.20. */
class PublishedFilesTest {

    /** Of 1,087 files, 280 name 437 images; a few less may still be a new revision of the package. */
    private static final int FEWEST_EDITS = 400;

    private static final int MOST_UNREADABLE = 20;

    @Test
    void setting_an_image_changes_its_bytes_alone() throws IOException {
        Path root = Path.of(DevScript.printed("published-manifests"));
        List<String> unreadable = new ArrayList<>();
        int edits = 0;
        for (String path : DiskTree.of(root).list("")) {
            FileTree tree = DiskTree.of(root);
            if (Kustomization.isName(path) || !PlainFiles.isManifest(path)) {
                continue;
            }
            List<ImageReference> images;
            try {
                images = ImageEditor.current(tree, path);
            } catch (GitopsException e) {
                unreadable.add(e.getMessage());
                continue;
            }
            for (String name :
                    images.stream().map(ImageReference::name).distinct().toList()) {
                TagStyle tags = TagStyle.values()[edits++ % TagStyle.values().length];
                ImageReference image = ImageReference.parse(name + ":v9.9@" + TestTrees.DIGEST);
                assertThat(ExactEditCheck.check(path, tree, path, image, tags))
                        .as(path)
                        .isPositive();
            }
        }
        assertThat(edits).isGreaterThan(FEWEST_EDITS);
        // Templates, duplicate keys, and files that are wrong on purpose: each error names file and line.
        assertThat(unreadable)
                .hasSizeLessThan(MOST_UNREADABLE)
                .allMatch(message -> message.matches("(?s)\\S+:\\d+: .*"));
    }
}
