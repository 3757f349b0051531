package io.jenkins.plugins.gitops.engine.manifest.image.place;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Values of a chart that a file holds as the text of a scalar. A literal block ({@code |}) is edited in its lines: it is read
 * as a file of its own that is the whole one with blanks for all else, so each position in it is one of the whole file.
 *
 * @param root the values; below the scalar's path, as {@link #json} puts them into the file's JSON
 * @param editable whether positions in it are positions in the file
 */
record EmbeddedYaml(NodePath scalar, NodePath root, boolean editable) {

    /** As many characters of text take about the memory of one value. */
    private static final long CHARACTERS = 160;

    private static final ImageField.Obstacle NO_BLOCK = new ImageField.Obstacle(
            "cannot be edited in place: it stands in a text that is no literal block, or that an alias brings",
            "Write the values as a mapping under 'valuesObject' instead of 'values', or as a block (values: |)");

    private static long nodes(JsonNode json) {
        long nodes = 1;
        for (JsonNode each : json) {
            nodes += nodes(each);
        }
        return nodes;
    }

    /** The values in a scalar; empty when its text is no mapping. */
    static Optional<EmbeddedYaml> of(NodePath scalar, ToolImages into) {
        Optional<JsonNode> json = json(scalar.text());
        if (json.isEmpty()) {
            return Optional.empty();
        }
        into.spend(scalar, scalar.node().getEndMark().getIndex() + CHARACTERS * nodes(json.get()));
        return inPlace(scalar)
                .filter(root -> json(root.file()).equals(json))
                .map(root -> new EmbeddedYaml(scalar, root, true))
                .or(() -> Optional.of(new EmbeddedYaml(
                        scalar, root(scalar, YamlFile.parse(scalar.file().path(), bytes(scalar.text()))), false)));
    }

    /** The images of the values, which cannot be set where the text is written in another way. */
    List<ImageField> images() {
        List<ImageField> found = HelmImageLayouts.in(root, HelmLayers.NONE);
        if (editable) {
            return MarkedImages.before(
                    found, MarkedImages.in(root.file(), new ScalarEdits(root.file()), List.of(root)));
        }
        return found.stream()
                .flatMap(field -> field.image().stream())
                .map(image -> new ImageField(image, scalar.location(), NO_BLOCK))
                .toList();
    }

    /** A text's value, if it is a mapping. */
    static Optional<JsonNode> json(String text) {
        try {
            return json(YamlFile.parse("", bytes(text)));
        } catch (GitopsException noYaml) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> json(YamlFile file) {
        return Optional.of(file.documents())
                .filter(documents -> documents.size() == 1 && documents.get(0) instanceof MappingNode)
                .map(documents -> YamlToJson.of(file, documents.get(0)));
    }

    private static Optional<NodePath> inPlace(NodePath scalar) {
        boolean literal = !scalar.aliased()
                && scalar.node() instanceof ScalarNode node
                && node.getScalarStyle() == ScalarStyle.LITERAL;
        if (!literal) {
            return Optional.empty();
        }
        String text = scalar.file().text();
        int header = scalar.file().offset(scalar.node().getStartMark().getIndex());
        int start = text.indexOf('\n', header) + 1;
        int end = scalar.file().offset(scalar.node().getEndMark().getIndex());
        try {
            String blanked = text.substring(0, start).replaceAll("[^\\r\\n]", " ");
            YamlFile file = YamlFile.parse(scalar.file().path(), bytes(blanked + text.substring(start, end)));
            return json(file).map(mapping -> root(scalar, file));
        } catch (GitopsException indentedOtherwise) {
            return Optional.empty();
        }
    }

    private static NodePath root(NodePath scalar, YamlFile file) {
        return new NodePath(
                file, scalar.document(), scalar.path(), file.documents().get(0), false, scalar.location());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
