package io.jenkins.plugins.gitops.engine.manifest;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Changes images in manifests in place: only the characters of the changed values change, and after each edit the file
 * is read again and compared, so that nothing else can have changed its meaning.
 */
public final class ImageEditor {

    private static final int SHOWN = 20;

    private ImageEditor() {}

    /**
     * Pins images and drops their tags: {@link #set(FileTree, String, Collection, TagStyle)}.
     */
    public static ImageEdits set(FileTree tree, String path, Collection<ImageReference> images) {
        return set(tree, path, images, TagStyle.DROP);
    }

    /**
     * Pins images in the files at a path: in plain manifests the {@code image} of containers, in a kustomization its
     * {@code images} entry, which is added when it is missing. A written image is the same when its repository is; its
     * name stays as written.
     *
     * @param path a directory or a file, from the tree's root
     * @param images all pinned by digest
     * @param tags what becomes of their tags
     * @return the files that change; empty when all images are set so already
     * @throws GitopsException with everything that is in the way, each with file and line: an image that nothing there
     *     names, one that is written as an alias, block scalar or template
     */
    public static ImageEdits set(FileTree tree, String path, Collection<ImageReference> images, TagStyle tags) {
        String at = TreePath.of(path);
        ImageSet wanted = ImageSet.of(images, tags);
        Problems problems = new Problems();
        SortedMap<String, byte[]> files = new TreeMap<>(TreePath.ORDER);
        List<ImageChange> changes = new ArrayList<>();
        List<ImageReference> named = new ArrayList<>();
        for (String file : editable(tree, at)) {
            problems.collect(() -> {
                FileEdit edit = edit(tree, file, wanted, named, problems);
                if (!edit.changes().isEmpty()) {
                    files.put(file, edit.content());
                    changes.addAll(edit.changes());
                }
            });
        }
        problems.throwIfAny(TreePath.shown(at));
        for (ImageReference image : wanted.images()) {
            if (named.stream().noneMatch(image::sameRepository)) {
                throw unknown(image, at, current(tree, path));
            }
        }
        return new ImageEdits(files, changes);
    }

    /**
     * The images that an edit could set, as they are written now, without repetition. What is a template or no valid
     * reference is left out.
     *
     * @throws GitopsException when there are no manifests at the path, or they cannot be read
     */
    public static List<ImageReference> current(FileTree tree, String path) {
        return editable(tree, TreePath.of(path)).stream()
                .flatMap(file -> Kustomization.isName(file)
                        ? new KustomizationImages(tree, file).references().stream()
                        : new PlainImages(file, tree.read(file)).references().stream())
                .distinct()
                .toList();
    }

    private static List<String> editable(FileTree tree, String path) {
        return Renderer.kustomizationAt(tree, path).map(List::of).orElseGet(() -> PlainFiles.at(tree, path));
    }

    /** One file's edit; which images are named there, if only by a template, is added to {@code named}. */
    private static FileEdit edit(
            FileTree tree, String file, ImageSet wanted, List<ImageReference> named, Problems problems) {
        if (Kustomization.isName(file)) {
            KustomizationImages entries = new KustomizationImages(tree, file);
            named.addAll(entries.references());
            return entries.set(wanted, problems);
        }
        PlainImages fields = new PlainImages(file, tree.read(file));
        fields.fields().forEach(field -> WrittenImage.repository(field.text()).ifPresent(named::add));
        return fields.set(wanted, problems);
    }

    /**
     * A file with a fixed placeholder for the tag and digest of every image that {@link #set} could change there. Two
     * versions of a file differ in images alone when these are equal; another repository, name or anything else is a
     * difference. A file that is no valid YAML stays as it is.
     *
     * @param path tells what the file is: a kustomization, a manifest, or neither
     */
    public static byte[] withoutImages(String path, byte[] content) {
        try {
            if (Kustomization.isName(path)) {
                return KustomizationImages.withoutImages(path, content);
            }
            return PlainFiles.isManifest(path) ? new PlainImages(path, content).withoutImages() : content.clone();
        } catch (GitopsException e) {
            return content.clone();
        }
    }

    private static GitopsException unknown(ImageReference image, String path, List<ImageReference> there) {
        String list = there.stream().limit(SHOWN).map(ImageReference::toString).collect(Collectors.joining(", "));
        return new GitopsException(
                "No manifest in " + TreePath.shown(path) + " names the image " + image.name() + "; "
                        + (there.isEmpty() ? "they name none" : "the images there are " + list)
                        + (there.size() > SHOWN ? " and " + (there.size() - SHOWN) + " more" : ""),
                "Write " + image.name() + " with any tag into a manifest once, or deliver to another path");
    }
}
