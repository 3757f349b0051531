package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The values files around one of a chart. Helm merges mappings key by key, and whatever else a later file has takes the place of
 * what earlier ones have there.
 *
 * @param under the roots of those that it is laid over and that are edited as well, the nearest first
 * @param own the roots of the chart's own, where these are not edited
 * @param over the roots of those that are laid over it, the last first
 */
public record HelmLayers(List<NodePath> under, List<NodePath> own, List<NodePath> over) {

    /** Of values that stand alone. */
    public static final HelmLayers NONE = new HelmLayers(List.of(), List.of(), List.of());

    /** Of values that are laid over others, where there are such. */
    static HelmLayers over(Optional<NodePath> others) {
        return new HelmLayers(List.of(), others.stream().toList(), List.of());
    }

    /**
     * What counts under a key of a mapping.
     *
     * @param here what this file has in that mapping
     */
    Optional<NodePath> effective(List<Object> mapping, String key, Map<String, NodePath> here) {
        Stream<Map<String, NodePath>> all = Stream.of(
                        above(mapping), List.of(here), fields(under, mapping), fields(own, mapping))
                .flatMap(List::stream);
        return all.flatMap(fields -> Optional.ofNullable(fields.get(key)).stream())
                .findFirst();
    }

    /** Whether a file above has something in the place of what is at a path, so that this is never read. */
    public boolean replace(List<Object> path) {
        return over.stream().anyMatch(root -> replaces(root, path));
    }

    private static boolean replaces(NodePath root, List<Object> path) {
        NodePath at = root;
        for (Object step : path) {
            if (!at.isMapping()) {
                return true;
            }
            NodePath next = at.fields().get(String.valueOf(step));
            if (next == null) {
                return false;
            }
            at = next;
        }
        return !at.isMapping();
    }

    /** The mappings that the files above merge into the one at a path, the last first. */
    List<Map<String, NodePath>> above(List<Object> mapping) {
        return fields(over, mapping);
    }

    /** The mappings of edited files below into which the one at a path is merged. */
    List<Map<String, NodePath>> below(List<Object> mapping) {
        return fields(under, mapping);
    }

    private static List<Map<String, NodePath>> fields(List<NodePath> roots, List<Object> mapping) {
        return roots.stream()
                .flatMap(root -> root.at(mapping).stream())
                .map(NodePath::fields)
                .toList();
    }
}
