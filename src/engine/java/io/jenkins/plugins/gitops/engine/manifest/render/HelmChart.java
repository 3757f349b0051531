package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Helm chart in the tree, and the values files that are laid over its own: those that are named beside it, or one of another
 * environment in its directory. Only they are edited; where there are none, the chart's own.
 *
 * @param directory the directory with {@code Chart.yaml}
 * @param layers values files, each laid over those before it
 */
public record HelmChart(String directory, List<String> layers) {

    private static final String CHART = "Chart.yaml";
    private static final String VALUES = "values.yaml";

    /** Of a file that holds an object. */
    private static final Pattern OBJECT = Pattern.compile("(?m)^[ \\t{\"]{0,100}+kind\"?:");

    private static final int SHOWN = 5;
    private static final Pattern VALUES_FILE = Pattern.compile("(?:.*[-._])?values(?:[-._].*)?\\.ya?ml");

    public HelmChart {
        layers = List.copyOf(layers);
    }

    /**
     * The chart of a source that {@link ChartFormat} takes.
     *
     * @throws GitopsException with everything that is wrong with the values files, each with file and line
     */
    public static HelmChart of(FileTree tree, ManifestSource source) {
        HelmChart chart = at(tree, source.path()).orElseThrow();
        if (!source.values().isEmpty()) {
            if (!source.path().equals(chart.directory())) {
                throw new GitopsException(
                        source.path() + " is a chart's values file, and " + String.join(", ", source.values())
                                + " are named beside it",
                        "Name the chart's directory " + TreePath.shown(chart.directory())
                                + " as the manifests, and all values files in their order ("
                                + ErrorRemedy.VALUES.words(source.path()) + ")");
            }
            chart = new HelmChart(chart.directory(), source.values());
        }
        ValuesFiles.check(tree, chart);
        return chart;
    }

    /**
     * The chart that a path stands for: a directory with {@code Chart.yaml}, or a file for which {@link #isValuesFile} holds, in such a directory or below it.
     */
    static Optional<HelmChart> at(FileTree tree, String path) {
        if (isChart(tree, path)) {
            return Optional.of(new HelmChart(path, List.of()));
        }
        if (!isValuesFile(path) || tree.kind(path) != FileTree.Kind.FILE) {
            return Optional.empty();
        }
        String directory = path;
        do {
            directory = TreePath.parent(directory);
            if (isChart(tree, directory)) {
                boolean own = path.equals(TreePath.in(directory, VALUES));
                return Optional.of(new HelmChart(directory, own ? List.of() : List.of(path)));
            }
        } while (!directory.isEmpty());
        return Optional.empty();
    }

    /**
     * Nothing for any path but a file that is some chart's values by its name, holds no object, and has no chart at its directory or
     * above: it is not known of which chart.
     *
     * @throws GitopsException for such a file, with the charts that there are
     */
    static void requireChart(FileTree tree, String path) {
        boolean values = isValuesFile(path)
                && tree.kind(path) == FileTree.Kind.FILE
                && !OBJECT.matcher(new String(tree.read(path), StandardCharsets.UTF_8))
                        .find();
        if (!values || at(tree, path).isPresent()) {
            return;
        }
        List<String> charts = tree.list("").stream()
                .filter(file -> TreePath.lastPart(file).equals(CHART))
                .map(TreePath::parent)
                .filter(chart -> !isInAnother(tree, chart))
                .map(TreePath::shown)
                .limit(SHOWN)
                .toList();
        throw new GitopsException(
                path + " is a chart's values by its name, and no chart is in its directory or above it",
                "Name the chart's directory as the manifests"
                        + (charts.isEmpty() ? "" : "; charts are in " + String.join(", ", charts))
                        + "; and this file as its values (" + ErrorRemedy.VALUES.words(path) + ")");
    }

    /** Whether a file is a chart's values by its name. */
    public static boolean isValuesFile(String path) {
        return VALUES_FILE.matcher(TreePath.lastPart(path)).matches();
    }

    private static boolean isInAnother(FileTree tree, String chart) {
        String charts = TreePath.parent(chart);
        return TreePath.lastPart(charts).equals("charts") && isChart(tree, TreePath.parent(charts));
    }

    private static boolean isChart(FileTree tree, String directory) {
        return tree.kind(directory) == FileTree.Kind.DIRECTORY
                && tree.kind(TreePath.in(directory, CHART)) == FileTree.Kind.FILE;
    }

    /** The values files in which images are set; the last one wins. */
    public List<String> edited() {
        return layers.isEmpty() ? List.of(TreePath.in(directory, VALUES)) : layers;
    }

    /** The path of the chart's own values, where others are laid over them and the chart has some. */
    public Optional<String> baseValues(FileTree tree) {
        String own = TreePath.in(directory, VALUES);
        return Optional.of(own).filter(path -> !layers.isEmpty() && tree.kind(path) == FileTree.Kind.FILE);
    }
}
