package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Changes images in manifests in place: only the characters of the changed values change. After each edit the file is
 * parsed again and compared, so that nothing else can have changed its meaning.
 */
public final class ImageEditor {

    private static final int SHOWN = 20;

    private ImageEditor() {}

    /**
     * Pins images and drops their tags: {@link #set(FileTree, ManifestSource, Collection, TagStyle)}.
     */
    public static ImageEdits set(FileTree tree, String path, Collection<ImageReference> images) {
        return set(tree, ManifestSource.at(path), images, TagStyle.DROP);
    }

    /**
     * Pins images in the files of a source: in plain manifests the {@code image} of containers, in a kustomization its
     * {@code images} entry, which is added when it is missing, in a chart its values (see {@link HelmChart}); in
     * manifests and values also what a {@link ImageMarker} says. A written image is the same when its repository is; its
     * name stays as written.
     *
     * @param source a directory or a file, from the tree's root, and a chart's values files
     * @param images all pinned by digest
     * @param tags what becomes of their tags
     * @return the files that change; empty when all images are set so already
     * @throws GitopsException with everything that is in the way, each with file and line: an image that nothing there
     *     names, one that is written as an alias, block scalar or template
     */
    public static ImageEdits set(
            FileTree tree, ManifestSource source, Collection<ImageReference> images, TagStyle tags) {
        ManifestSource at = source.normalized();
        RequestedImages wanted = RequestedImages.of(images, tags);
        FileProblems problems = new FileProblems();
        SortedMap<String, byte[]> files = new TreeMap<>(TreePath.ORDER);
        List<ImageChange> changes = new ArrayList<>();
        List<ImageReference> named = new ArrayList<>();
        List<ImageReference> written = new ArrayList<>();
        EditableFormat format = EditableFormat.at(tree, at);
        for (String name : format.files(tree, at)) {
            problems.collect(() -> {
                ImageFile file = format.open(tree, at, name);
                file.named().forEach(named::add);
                written.addAll(file.references());
                FileEdit edit = file.set(wanted, problems);
                if (!edit.changes().isEmpty()) {
                    files.put(name, edit.content());
                    changes.addAll(edit.changes());
                }
            });
        }
        problems.throwIfAny(TreePath.shown(at.path()));
        for (ImageReference image : wanted.images()) {
            if (named.stream().noneMatch(image::sameRepository)) {
                throw unknown(image, tree, at, format);
            }
        }
        return new ImageEdits(
                files,
                changes,
                wanted.images().stream()
                        .flatMap(image -> severalTags(image, written).stream())
                        .toList());
    }

    /** Images are told apart by their repositories alone. Those that a tag told apart until now become one. */
    private static Optional<String> severalTags(ImageReference image, List<ImageReference> written) {
        List<ImageReference> tagged = written.stream()
                .filter(image::sameRepository)
                .filter(each -> each.tag().isPresent() && each.digest().isEmpty())
                .distinct()
                .toList();
        long tags = tagged.stream().map(ImageReference::tag).distinct().count();
        return tags < 2
                ? Optional.empty()
                : Optional.of("The manifests have "
                        + tagged.stream()
                                .limit(SHOWN)
                                .map(ImageReference::toString)
                                .collect(Collectors.joining(" and "))
                        + ", images of one repository with different tags, and each of them becomes "
                        + image.withoutTag() + "; give images that differ a repository each");
    }

    /**
     * The images that an edit could set, as they are written now, without repetition. What is a template or no valid
     * reference is left out.
     *
     * @throws GitopsException when there are no manifests at the path, or they cannot be read
     */
    public static List<ImageReference> current(FileTree tree, String path) {
        return current(tree, ManifestSource.at(path));
    }

    /** As above, with a chart's values files. */
    public static List<ImageReference> current(FileTree tree, ManifestSource source) {
        ManifestSource at = source.normalized();
        EditableFormat format = EditableFormat.at(tree, at);
        return format.files(tree, at).stream()
                .flatMap(file -> format.open(tree, at, file).references().stream())
                .distinct()
                .toList();
    }

    /**
     * A file with a fixed placeholder for the tag and digest of every image that {@link #set} could change there. Two
     * versions of a file differ in images alone when these are equal; another repository, name or anything else is a
     * difference. A file that is no valid YAML stays as it is.
     *
     * @param path tells what the file is: a kustomization, a chart's values, a manifest, or none of them
     */
    public static byte[] withoutImages(String path, byte[] content) {
        try {
            return EditableFormat.byName(path)
                    .map(format -> format.withoutImages(path, content))
                    .orElseGet(content::clone);
        } catch (GitopsException e) {
            return content.clone();
        }
    }

    private static GitopsException unknown(
            ImageReference image, FileTree tree, ManifestSource source, EditableFormat format) {
        List<ImageReference> there = current(tree, source);
        Optional<EditableFormat.Elsewhere> elsewhere = format.elsewhere(tree, source, image);
        String list = there.stream().limit(SHOWN).map(ImageReference::toString).collect(Collectors.joining(", "));
        return new GitopsException(
                "No manifest in " + (source.values().isEmpty() ? TreePath.shown(source.path()) : source)
                        + " names the image " + image.name() + "; "
                        + (there.isEmpty() ? "they name none" : "the images there are " + list)
                        + (there.size() > SHOWN ? " and " + (there.size() - SHOWN) + " more" : "")
                        + elsewhere.map(other -> "; " + other.place()).orElse(""),
                elsewhere.map(EditableFormat.Elsewhere::remedy).orElseGet(() -> format.unknown(tree, source, image)));
    }
}
