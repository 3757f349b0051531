package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

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
        this(HelmLayers.read(path, content), HelmLayers.NONE);
    }

    private HelmValues(YamlFile file, HelmLayers layers) {
        this.file = file;
        this.edits = new ScalarEdits(file);
        this.layers = layers;
    }

    /** @param path one of the files that are edited */
    static HelmValues of(FileTree tree, HelmChart chart, String path) {
        if (tree.kind(path) != FileTree.Kind.FILE) {
            throw new GitopsException(
                    "The chart " + TreePath.shown(chart.directory())
                            + " has no file values.yaml in which to set an image",
                    "Add one that names the image, or deliver a values file of the environment");
        }
        return new HelmValues(HelmLayers.read(path, tree.read(path)), HelmLayers.around(tree, chart, path));
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
        ImageFieldEdits imageFields = new ImageFieldEdits(file, edits);
        imageFields.set(imageFields(), images, problems);
        byte[] content = TextEdit.apply(file, imageFields.textEdits());
        if (problems.isEmpty() && !imageFields.textEdits().isEmpty()) {
            List<JsonNode> before = YamlToJson.all(file);
            if (!imageFields.changesImagesOnly(before, content)) {
                problems.add(
                        imageFields.changes().get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Write out the alias (*name) of it");
            }
        }
        return new FileEdit(content, imageFields.changes());
    }

    /** See {@link ImageEditor#withoutImages}. */
    byte[] withoutImages() {
        return TextEdit.apply(file, ImageFieldEdits.blank(file, edits, imageFields()));
    }

    /** Where a value has a marker, the marker alone counts. */
    private List<ImageField> imageFields() {
        List<ImageField> marked = MarkedImages.in(file, edits).stream()
                .filter(imageField -> imageField.slots().stream()
                        .noneMatch(slot -> layers.replace(slot.nodePath().path())))
                .toList();
        Set<Node> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
        marked.forEach(imageField ->
                imageField.slots().forEach(slot -> claimed.add(slot.nodePath().node())));
        Stream<ImageField> found = HelmImageLayouts.in(file, layers).stream()
                .filter(imageField -> imageField.slots().stream()
                        .noneMatch(slot -> claimed.contains(slot.nodePath().node())));
        return Stream.concat(marked.stream(), found).toList();
    }
}
