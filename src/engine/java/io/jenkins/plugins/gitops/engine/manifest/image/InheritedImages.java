package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.KustomizeField;
import io.jenkins.plugins.gitops.engine.manifest.render.RemoteReference;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The images to which a kustomization's own {@code images} entries apply: those of its resources and patches, and those
 * of its bases and components after their own entries. They are found by reading, without running kustomize. What cannot
 * be read (remote, missing, generated) is left out, because rendering reports it.
 */
final class InheritedImages {

    private static final KustomizeField RESOURCES =
            new KustomizeField("resources[]", KustomizeField.ValueType.RESOURCE);
    private static final KustomizeField BASES = new KustomizeField("bases[]", KustomizeField.ValueType.RESOURCE);
    private static final KustomizeField COMPONENTS =
            new KustomizeField("components[]", KustomizeField.ValueType.RESOURCE);
    private static final List<KustomizeField> PATCHES = List.of(
            new KustomizeField("patches[].path", KustomizeField.ValueType.FILE),
            new KustomizeField("patches[].patch", KustomizeField.ValueType.FILE_OR_TEXT),
            new KustomizeField("patchesStrategicMerge[]", KustomizeField.ValueType.FILE_OR_TEXT),
            new KustomizeField("patchesJson6902[].path", KustomizeField.ValueType.FILE),
            new KustomizeField("patchesJson6902[].patch", KustomizeField.ValueType.FILE_OR_TEXT));

    private final FileTree tree;
    private final Deque<String> open = new ArrayDeque<>();

    private InheritedImages(FileTree tree) {
        this.tree = tree;
    }

    static List<ImageReference> at(FileTree tree, Kustomization kustomization) {
        return new InheritedImages(tree).at(kustomization);
    }

    private List<ImageReference> at(Kustomization kustomization) {
        String path = kustomization.file().path();
        if (open.contains(path)) {
            return List.of();
        }
        open.push(path);
        String directory = TreePath.parent(path);
        List<ImageReference> images = new ArrayList<>();
        Stream.of(RESOURCES, BASES)
                .flatMap(field -> field.in(kustomization.content()))
                .forEach(node -> images.addAll(resource(directory, node)));
        COMPONENTS.in(kustomization.content()).forEach(node -> component(directory, node, images));
        PATCHES.stream()
                .flatMap(field -> field.in(kustomization.content()))
                .forEach(node -> images.addAll(patch(directory, node)));
        open.pop();
        return images.stream().distinct().toList();
    }

    private List<ImageReference> resource(String directory, Node node) {
        Optional<String> path = local(directory, node);
        if (path.isPresent() && tree.kind(path.get()) == FileTree.Kind.FILE) {
            return read(path.get(), tree.read(path.get()));
        }
        return path.flatMap(this::kustomization)
                .map(base -> ImageEntry.apply(ImageEntry.in(base), at(base)))
                .orElse(List.of());
    }

    /** A component's entries apply to all images found so far. */
    private void component(String directory, Node node, List<ImageReference> images) {
        local(directory, node).flatMap(this::kustomization).ifPresent(component -> {
            images.addAll(at(component));
            List<ImageReference> changed = ImageEntry.apply(ImageEntry.in(component), images);
            images.clear();
            images.addAll(changed);
        });
    }

    private List<ImageReference> patch(String directory, Node node) {
        Optional<String> path = local(directory, node).filter(file -> tree.kind(file) == FileTree.Kind.FILE);
        if (path.isPresent()) {
            return read(path.get(), tree.read(path.get()));
        }
        return read("patch", YamlNodes.text(node).orElse("").getBytes(StandardCharsets.UTF_8));
    }

    private static List<ImageReference> read(String path, byte[] content) {
        try {
            List<ImageReference> images = new ArrayList<>(new PlainImages(path, content).references());
            YamlFile.parse(path, content).documents().forEach(document -> jsonPatch(document)
                    .forEach(images::add));
            return images;
        } catch (GitopsException e) {
            return List.of();
        }
    }

    /** The images in a JSON patch (RFC 6902): values that are put at a path ending in {@code /image}. */
    private static Stream<ImageReference> jsonPatch(Node document) {
        return YamlNodes.items(document).stream()
                .filter(operation ->
                        YamlNodes.text(operation, "path").orElse("").endsWith("/image"))
                .flatMap(operation -> YamlNodes.text(operation, "value").stream())
                .flatMap(value -> ImageText.reference(value).stream());
    }

    private Optional<Kustomization> kustomization(String directory) {
        try {
            return Kustomization.pathIn(tree, directory)
                    .filter(path -> tree.kind(path) == FileTree.Kind.FILE)
                    .map(path -> Kustomization.read(tree, path));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> local(String directory, Node node) {
        return YamlNodes.text(node)
                .filter(reference -> !RemoteReference.isRemote(reference) && !reference.contains("\n"))
                .flatMap(reference -> TreePath.resolve(directory, reference));
    }
}
