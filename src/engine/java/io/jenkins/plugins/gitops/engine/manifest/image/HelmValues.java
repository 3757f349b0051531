package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.HelmImageLayouts;
import io.jenkins.plugins.gitops.engine.manifest.image.place.HelmLayers;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageField;
import io.jenkins.plugins.gitops.engine.manifest.image.place.MarkedImages;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The images of one values file of a Helm chart. */
final class HelmValues implements ImageFile {

    /** {@code values.yaml}, {@code values-staging.yaml}, {@code staging.values.yml}. */
    private final YamlFile file;

    private final ScalarEdits edits;
    private final HelmLayers layers;

    /**
     * Reads a values file that stands alone.
     *
     * @throws GitopsException when the content is not valid
     */
    HelmValues(String path, byte[] content) {
        this(read(path, content), HelmLayers.NONE);
    }

    private HelmValues(YamlFile file, HelmLayers layers) {
        this.file = file;
        this.edits = new ScalarEdits(file);
        this.layers = layers;
    }

    /** @param path one of the files that are edited, and is there */
    static HelmValues of(FileTree tree, HelmChart chart, String path) {
        return new HelmValues(read(path, tree.read(path)), around(tree, chart, path));
    }

    private static HelmLayers around(FileTree tree, HelmChart chart, String file) {
        List<NodePath> under = new ArrayList<>();
        List<NodePath> over = new ArrayList<>();
        boolean after = false;
        for (String layer : chart.layers()) {
            if (layer.equals(file)) {
                after = true;
            } else if (after) {
                over.addAll(0, roots(tree, layer));
            } else {
                under.addAll(0, roots(tree, layer));
            }
        }
        List<NodePath> own =
                chart.baseValues(tree).map(path -> roots(tree, path)).orElse(List.of());
        return new HelmLayers(under, own, over);
    }

    private static List<NodePath> roots(FileTree tree, String path) {
        return NodePath.roots(read(path, tree.read(path)));
    }

    /** Fails early: what is done with it relies on a file without cycles and duplicate keys. */
    private static YamlFile read(String path, byte[] content) {
        YamlFile file = YamlFile.parse(path, content);
        YamlToJson.all(file);
        return file;
    }

    @Override
    public List<ImageReference> references() {
        return imageFields().stream()
                .flatMap(imageField -> imageField.reference().stream())
                .toList();
    }

    @Override
    public Stream<ImageReference> named() {
        return imageFields().stream().flatMap(imageField -> imageField.image().stream());
    }

    /** Where the image is named, if it is. */
    Optional<FileLocation> location(ImageReference image) {
        return imageFields().stream()
                .filter(field -> field.image().filter(image::sameRepository).isPresent())
                .map(ImageField::location)
                .findFirst();
    }

    @Override
    public FileEdit set(RequestedImages images, FileProblems problems) {
        ImageFieldEdits imageFields = new ImageFieldEdits();
        imageFields.set(imageFields(), images, problems);
        FileEdit edit = new FileEdit(TextEdit.apply(file, imageFields.textEdits()), imageFields.changes());
        if (problems.isEmpty() && !imageFields.textEdits().isEmpty()) {
            List<JsonNode> expected = YamlToJson.all(file);
            imageFields.put(expected);
            if (!edit.has(expected, file.path(), YamlToJson::all)) {
                problems.add(
                        imageFields.changes().get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Write out the alias (*name) of it");
            }
        }
        return edit;
    }

    /** See {@link ImageEditor#withoutImages}. */
    byte[] withoutImages() {
        return TextEdit.apply(file, new ImageFieldEdits().blank(imageFields()));
    }

    /** Without what a values file above replaces. */
    private List<ImageField> imageFields() {
        List<ImageField> marked = MarkedImages.in(file, edits).stream()
                .filter(imageField -> imageField.slots().stream()
                        .noneMatch(slot -> layers.replace(slot.nodePath().path())))
                .toList();
        return MarkedImages.before(HelmImageLayouts.in(file, layers), marked);
    }
}
