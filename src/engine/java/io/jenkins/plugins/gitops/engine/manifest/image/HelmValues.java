package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.HelmImageLayouts;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageField;
import io.jenkins.plugins.gitops.engine.manifest.image.place.MarkedImages;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The images of one values file of a Helm chart. */
final class HelmValues implements ImageFile {

    /** {@code values.yaml}, {@code values-staging.yaml}, {@code staging.values.yml}. */
    private final YamlFile file;

    private final ScalarEdits edits;
    private final Optional<YamlFile> baseValues;

    /**
     * Reads a values file.
     *
     * @param baseValues the chart's own values, which hold what this file leaves out
     * @throws GitopsException when the content is not valid
     */
    HelmValues(String path, byte[] content, Optional<YamlFile> baseValues) {
        this.file = YamlFile.parse(path, content);
        // Fails early: what follows relies on a file without cycles and duplicate keys.
        YamlToJson.all(file);
        this.edits = new ScalarEdits(file);
        this.baseValues = baseValues;
    }

    static HelmValues of(FileTree tree, HelmChart chart) {
        if (tree.kind(chart.values()) != FileTree.Kind.FILE) {
            throw new GitopsException(
                    "The chart " + TreePath.shown(chart.directory())
                            + " has no file values.yaml in which to set an image",
                    "Add one that names the image, or deliver a values file of the environment");
        }
        Optional<YamlFile> baseValues = chart.baseValues(tree).map(path -> YamlFile.parse(path, tree.read(path)));
        baseValues.ifPresent(YamlToJson::all);
        return new HelmValues(chart.values(), tree.read(chart.values()), baseValues);
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
        byte[] content = TextEdit.apply(file, imageFields.textEdits());
        if (problems.isEmpty() && !imageFields.textEdits().isEmpty()) {
            List<JsonNode> expected = YamlToJson.all(file);
            imageFields.put(expected);
            if (!isJson(content, expected)) {
                problems.add(
                        imageFields.changes().get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Write out the alias (*name) of it");
            }
        }
        return new FileEdit(content, imageFields.changes());
    }

    private boolean isJson(byte[] content, List<JsonNode> expected) {
        try {
            return expected.equals(YamlToJson.all(YamlFile.parse(file.path(), content)));
        } catch (GitopsException e) {
            return false;
        }
    }

    /** See {@link ImageEditor#withoutImages}. */
    byte[] withoutImages() {
        return TextEdit.apply(file, new ImageFieldEdits().blank(imageFields()));
    }

    private List<ImageField> imageFields() {
        return MarkedImages.before(HelmImageLayouts.in(file, baseValues), MarkedImages.in(file, edits));
    }
}
