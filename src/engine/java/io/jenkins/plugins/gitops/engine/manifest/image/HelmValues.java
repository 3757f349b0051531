package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
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
    private final Optional<YamlFile> below;

    /**
     * Reads a values file.
     *
     * @param below the values that this file is laid over; they say what it leaves out
     * @throws GitopsException when the content is not valid
     */
    HelmValues(String path, byte[] content, Optional<YamlFile> below) {
        this.file = YamlFile.parse(path, content);
        // Told here, because what follows relies on it: no cycles, no duplicate keys.
        YamlToJson.all(file);
        this.edits = new ScalarEdits(file);
        this.below = below;
    }

    static HelmValues of(FileTree tree, HelmChart chart) {
        if (tree.kind(chart.values()) != FileTree.Kind.FILE) {
            throw new GitopsException(
                    "The chart " + TreePath.shown(chart.directory())
                            + " has no file values.yaml in which to set an image",
                    "Add one that names the image, or deliver a values file of the environment");
        }
        Optional<YamlFile> below = chart.below(tree).map(path -> YamlFile.parse(path, tree.read(path)));
        below.ifPresent(YamlToJson::all);
        return new HelmValues(chart.values(), tree.read(chart.values()), below);
    }

    @Override
    public List<ImageReference> references() {
        return places().stream().flatMap(place -> place.reference().stream()).toList();
    }

    @Override
    public Stream<ImageReference> named() {
        return places().stream().flatMap(place -> place.image().stream());
    }

    @Override
    public FileEdit set(RequestedImages images, FileProblems problems) {
        ImageFieldEdits places = new ImageFieldEdits(file, edits);
        places.set(places(), images, problems);
        byte[] content = TextEdit.apply(file, places.splices());
        if (problems.isEmpty() && !places.splices().isEmpty()) {
            List<JsonNode> before = YamlToJson.all(file);
            if (!places.means(before, content)) {
                problems.add(
                        places.changes().get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Look for an alias (*name) of it, and write that out");
            }
        }
        return new FileEdit(content, places.changes());
    }

    /** See {@link ImageEditor#withoutImages}. */
    byte[] withoutImages() {
        return TextEdit.apply(file, ImageFieldEdits.blank(file, edits, places()));
    }

    /** What markers say counts alone where they stand. */
    private List<ImageField> places() {
        List<ImageField> marked = MarkedImages.in(file, edits);
        Set<Node> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
        marked.forEach(
                place -> place.slots().forEach(slot -> claimed.add(slot.spot().node())));
        Stream<ImageField> found = HelmImageLayouts.in(file, below).stream().filter(place -> place.slots().stream()
                .noneMatch(slot -> claimed.contains(slot.spot().node())));
        return Stream.concat(marked.stream(), found).toList();
    }
}
