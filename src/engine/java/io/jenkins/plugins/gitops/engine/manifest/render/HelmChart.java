package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Helm chart in the tree, and the values file that is delivered: the chart's own, or one of another environment beside
 * it, which Helm lays over the chart's own. Only that file is edited.
 *
 * @param directory the directory with {@code Chart.yaml}
 * @param values the path of the values file
 */
public record HelmChart(String directory, String values) {

    private static final String CHART = "Chart.yaml";
    private static final String VALUES = "values.yaml";

    /** Of a file that holds an object. */
    private static final Pattern OBJECT = Pattern.compile("(?m)^[\\s{\"]*kind\"?:");

    private static final int SHOWN = 5;
    private static final Pattern VALUES_FILE = Pattern.compile("(?:.*[-._])?values(?:[-._].*)?\\.ya?ml");

    /**
     * The chart that a path stands for: a directory with {@code Chart.yaml}, or a file for which {@link #isValuesFile} holds, in such a directory or below it.
     */
    public static Optional<HelmChart> at(FileTree tree, String path) {
        if (isChart(tree, path)) {
            return Optional.of(new HelmChart(path, TreePath.in(path, VALUES)));
        }
        if (!isValuesFile(path) || tree.kind(path) != FileTree.Kind.FILE) {
            return Optional.empty();
        }
        String directory = path;
        do {
            directory = TreePath.parent(directory);
            if (isChart(tree, directory)) {
                return Optional.of(new HelmChart(directory, path));
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
                "Put it into the directory of its chart, or below that, and deliver it from there"
                        + (charts.isEmpty() ? "" : "; charts are in " + String.join(", ", charts)));
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

    /** The path of the chart's own values, when another values file is delivered and the chart has some. */
    public Optional<String> baseValues(FileTree tree) {
        String own = TreePath.in(directory, VALUES);
        return Optional.of(own).filter(path -> !path.equals(values) && tree.kind(path) == FileTree.Kind.FILE);
    }

    /** The values files that Helm is to lay over the chart's own. */
    List<String> valuesFiles() {
        return values.equals(TreePath.in(directory, VALUES)) ? List.of() : List.of(values);
    }
}
