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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The charts that a chart depends on and that are not in its folder {@code charts/}. Those in an OCI registry are fetched, in the
 * version that {@code Chart.lock} pins; of the others the message says how they come there.
 */
final class ChartDependencies {

    private static final int MOST = 50;
    /** In bytes, of all together: 100 MiB. */
    private static final long MOST_BYTES = 100L * 1024 * 1024;
    /** For all together; one that has begun goes on. */
    private static final Duration TIME = Duration.ofMinutes(2);
    /** A file's name has at most 255 bytes. */
    private static final int LONGEST_NAME = 200;

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
        requireRoom(missing);
        Map<String, ChartReference> references = new TreeMap<>();
        Map<String, FileLocation> locations = new HashMap<>();
        for (Missing each : missing) {
            problems.collect(() -> {
                ChartReference reference = reference(each, locked);
                String file = file(each, reference);
                references.put(file, reference);
                locations.put(file, each.location());
            });
        }
        // What cannot be had is known before anything is fetched.
        problems.throwIfAny(TreePath.shown(directory));
        long begun = System.nanoTime();
        long bytes = 0;
        for (Map.Entry<String, ChartReference> each : references.entrySet()) {
            FileLocation location = locations.get(each.getKey());
            try {
                PulledChart chart = registries.pull(each.getValue());
                bytes += chart.content().length;
                pulled.put(each.getKey(), chart);
            } catch (GitopsException e) {
                throw FileProblems.at(location, e.getMessage(), e.remedy());
            }
            if (bytes > MOST_BYTES || System.nanoTime() - begun > TIME.toNanos()) {
                throw FileProblems.at(
                        location,
                        "the charts of registries have more than 100 MiB together, or took more than "
                                + TIME.toSeconds() + " s",
                        "Put some of them into the folder charts/");
            }
        }
        return pulled;
    }

    private void requireRoom(List<Missing> missing) {
        if (missing.size() > MOST) {
            problems.add(
                    missing.get(MOST).location(),
                    "more than " + MOST + " charts are to be fetched from registries",
                    "Put some of them into the folder charts/");
        }
        FileTree.Kind charts = tree.kind(TreePath.in(directory, "charts"));
        if (!missing.isEmpty() && charts != FileTree.Kind.MISSING && charts != FileTree.Kind.DIRECTORY) {
            problems.add(
                    missing.get(0).location(),
                    TreePath.in(directory, "charts") + " is no directory, so no chart can be put there",
                    "Remove it");
        }
    }

    /** Where Helm looks for it. */
    private String file(Missing missing, ChartReference reference) {
        String name = missing.name() + "-" + reference.version() + ".tgz";
        String path = TreePath.in(TreePath.in(directory, "charts"), name);
        if (name.length() > LONGEST_NAME || tree.kind(path) != FileTree.Kind.MISSING) {
            throw FileProblems.at(
                    missing.location(),
                    "the chart '" + missing.name() + "' cannot be put into the folder charts/ as " + name,
                    "Shorten its name or version, or remove what is there");
        }
        return path;
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
        String charts = TreePath.in(directory, "charts");
        List<String> packed = tree.list(charts).stream()
                .map(TreePath::lastPart)
                .filter(PackedCharts::isPacked)
                .toList();
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i).value();
            String repository = entry.path("repository").asText();
            String name = entry.path("name").asText();
            // As Helm looks for it: a directory, or a packed chart of that name and any version.
            boolean there = tree.kind(TreePath.in(charts, name)) == FileTree.Kind.DIRECTORY
                    || packed.stream().anyMatch(each -> each.startsWith(name + "-"));
            if (ChartReference.isRegistry(repository) && !there) {
                missing.add(new Missing(entries.get(i).location(), i, name, repository));
            }
        }
        return missing;
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
