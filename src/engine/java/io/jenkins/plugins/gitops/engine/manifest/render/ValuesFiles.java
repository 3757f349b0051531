package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Checks that the values files that a delivery names are some, before Helm says less of it. */
final class ValuesFiles {

    private static final int SHOWN = 5;

    private ValuesFiles() {}

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line */
    static void check(FileTree tree, HelmChart chart) {
        FileProblems problems = new FileProblems();
        Set<String> seen = new HashSet<>();
        for (String file : chart.layers()) {
            if (seen.add(file)) {
                problems.collect(() -> check(tree, chart, file));
            } else {
                problems.add(
                        new FileLocation(file, 0),
                        "it is named twice",
                        "Name each values file once; the last one wins");
            }
        }
        problems.throwIfAny("the values files of " + TreePath.shown(chart.directory()));
    }

    private static void check(FileTree tree, HelmChart chart, String file) {
        FileLocation whole = new FileLocation(file, 0);
        switch (tree.kind(file)) {
            case FILE -> {}
            case MISSING ->
                throw FileProblems.at(
                        whole,
                        "there is no such values file for the chart " + TreePath.shown(chart.directory()),
                        "Write it, or name another, from the repository's root" + others(tree));
            default ->
                throw FileProblems.at(
                        whole,
                        "it is no file, and a values file is to be one",
                        "Name a file in the repository, no link");
        }
        if (file.contains(",") || file.contains("\"")) {
            throw FileProblems.at(
                    whole,
                    "its path has a comma or a quotation mark, at which Helm would part it into several files",
                    "Give it, and the directories that it is in, another name");
        }
        if (!HelmChart.isValuesFile(file)) {
            throw FileProblems.at(
                    whole,
                    "it is no chart's values by its name, by which a change of images is told from others",
                    "Give it a name such as values.yaml, values-staging.yaml or staging.values.yaml");
        }
        YamlFile yaml = YamlFile.parse(file, tree.read(file));
        List<Node> documents = yaml.documents();
        if (documents.size() > 1) {
            throw FileProblems.at(
                    yaml.at(documents.get(1)),
                    "a second document begins here, and values are one",
                    "Keep one of them, or make it a values file of its own");
        }
        if (!documents.isEmpty() && !(documents.get(0) instanceof MappingNode)) {
            throw FileProblems.at(
                    yaml.at(documents.get(0)),
                    "values are a mapping, and here is none",
                    "Write keys with their values, as in 'replicas: 2'");
        }
    }

    private static String others(FileTree tree) {
        List<String> there = tree.list("").stream()
                .filter(HelmChart::isValuesFile)
                .limit(SHOWN)
                .toList();
        return there.isEmpty() ? "" : "; there are " + String.join(", ", there);
    }
}
