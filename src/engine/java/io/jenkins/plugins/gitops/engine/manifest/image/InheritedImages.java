package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageEntry;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolImages;
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
import java.util.stream.Collectors;
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

    /** The files that a kustomization lists as resources or patches. */
    static List<String> files(FileTree tree, Kustomization kustomization) {
        return listed(kustomization, Stream.concat(Stream.of(RESOURCES), PATCHES.stream()))
                .filter(path -> tree.kind(path) == FileTree.Kind.FILE)
                .distinct()
                .toList();
    }

    /** The kustomizations that it builds on, and what these build on. */
    static List<Kustomization> bases(FileTree tree, Kustomization kustomization) {
        InheritedImages reader = new InheritedImages(tree);
        List<Kustomization> bases = new ArrayList<>();
        reader.bases(kustomization, bases);
        return bases;
    }

    private void bases(Kustomization kustomization, List<Kustomization> into) {
        listed(kustomization, Stream.of(RESOURCES, BASES, COMPONENTS))
                .flatMap(path -> kustomization(path).stream())
                .filter(base -> into.stream()
                        .noneMatch(
                                other -> other.file().path().equals(base.file().path())))
                .toList()
                .forEach(base -> {
                    into.add(base);
                    bases(base, into);
                });
    }

    private static Stream<String> listed(Kustomization kustomization, Stream<KustomizeField> fields) {
        String directory = TreePath.parent(kustomization.file().path());
        return fields.flatMap(field -> field.in(kustomization.content()))
                .flatMap(node -> local(directory, node).stream());
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
                .map(base -> ImageEntry.apply(ToolImages.entries(base.content()), at(base)))
                .orElse(List.of());
    }

    /** A component's entries apply to all images found so far. */
    private void component(String directory, Node node, List<ImageReference> images) {
        local(directory, node).flatMap(this::kustomization).ifPresent(component -> {
            images.addAll(at(component));
            List<ImageReference> changed = ImageEntry.apply(ToolImages.entries(component.content()), images);
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
            List<ImageReference> images =
                    new PlainImages(path, content).ofContainers().collect(Collectors.toCollection(ArrayList::new));
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
