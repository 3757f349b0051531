package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import io.jenkins.plugins.gitops.engine.registry.ChartReference;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.PulledChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The charts that a chart depends on and that are not in its folder {@code charts/}. Those in an OCI registry are fetched, in the
 * version that {@code Chart.lock} pins; of the others the message says how they come there.
 */
final class ChartDependencies {

    private final FileTree tree;
    private final String directory;
    private final FileProblems problems = new FileProblems();

    private ChartDependencies(FileTree tree, String directory) {
        this.tree = tree;
        this.directory = directory;
    }

    /**
     * A dependency that is missing.
     *
     * @param location in Chart.yaml
     * @param index in its list
     */
    private record Missing(FileLocation location, int index, String name, String repository) {}

    /**
     * Fetches what is missing.
     *
     * @return packed charts by the paths at which Helm looks for them
     * @throws GitopsException with everything that is in the way, each with file and line
     */
    static Map<String, PulledChart> pull(FileTree tree, HelmChart chart, ChartRegistries registries) {
        return new ChartDependencies(tree, chart.directory()).pull(registries);
    }

    private Map<String, PulledChart> pull(ChartRegistries registries) {
        Map<String, PulledChart> pulled = new TreeMap<>();
        List<Missing> missing = missing();
        List<Entry> locked = missing.isEmpty() ? List.of() : locked();
        for (Missing each : missing) {
            problems.collect(() -> {
                ChartReference reference = reference(each, locked);
                String file = each.name() + "-" + reference.version() + ".tgz";
                try {
                    pulled.put(TreePath.in(TreePath.in(directory, "charts"), file), registries.pull(reference));
                } catch (GitopsException e) {
                    throw FileProblems.at(each.location(), e.getMessage(), e.remedy());
                }
            });
        }
        problems.throwIfAny(TreePath.shown(directory));
        return pulled;
    }

    /** Helm writes Chart.lock in the order of Chart.yaml; one chart may be in both twice, in two versions. */
    private ChartReference reference(Missing each, List<Entry> locked) {
        String lock = TreePath.in(directory, "Chart.lock");
        String version = locked.stream()
                .skip(each.index())
                .limit(1)
                .map(Entry::value)
                .filter(entry -> entry.path("name").asText().equals(each.name())
                        && entry.path("repository").asText().equals(each.repository()))
                .map(entry -> entry.path("version").asText())
                .findFirst()
                .orElseThrow(() -> FileProblems.at(
                        each.location(),
                        "the chart '" + each.name() + "' is in a registry, and " + lock + " pins no version of it from "
                                + each.repository(),
                        "Run 'helm dependency update " + TreePath.shown(directory) + "', and commit Chart.lock"));
        try {
            return ChartReference.of(each.repository(), each.name(), version);
        } catch (GitopsException e) {
            throw FileProblems.at(each.location(), e.getMessage(), e.remedy());
        }
    }

    private List<Missing> missing() {
        String file = TreePath.in(directory, "Chart.yaml");
        List<Missing> missing = new ArrayList<>();
        List<Entry> entries = entries(file);
        for (Entry each : entries) {
            String repository = each.value().path("repository").asText();
            String name = each.value().path("name").asText();
            if (ChartReference.isRegistry(repository) && !isThere(name)) {
                missing.add(new Missing(each.location(), entries.indexOf(each), name, repository));
            }
        }
        return missing;
    }

    /** As Helm looks for it: a directory, or a packed chart of that name and any version. */
    private boolean isThere(String name) {
        String charts = TreePath.in(directory, "charts");
        return tree.kind(TreePath.in(charts, name)) == FileTree.Kind.DIRECTORY
                || tree.list(charts).stream()
                        .map(TreePath::lastPart)
                        .anyMatch(file -> file.startsWith(name + "-") && PackedCharts.isPacked(file));
    }

    private List<Entry> locked() {
        String file = TreePath.in(directory, "Chart.lock");
        return tree.kind(file) == FileTree.Kind.FILE ? entries(file) : List.of();
    }

    private record Entry(FileLocation location, JsonNode value) {}

    private List<Entry> entries(String path) {
        List<Entry> entries = new ArrayList<>();
        problems.collect(() -> {
            YamlFile file = YamlFile.parse(path, tree.read(path));
            for (Node document : file.documents()) {
                JsonNode values = YamlToJson.of(file, document).path("dependencies");
                List<Node> nodes = YamlNodes.value(document, "dependencies")
                        .map(YamlNodes::items)
                        .orElse(List.of());
                for (int i = 0; i < values.size(); i++) {
                    entries.add(new Entry(file.at(i < nodes.size() ? nodes.get(i) : document), values.get(i)));
                }
            }
        });
        return entries;
    }
}
