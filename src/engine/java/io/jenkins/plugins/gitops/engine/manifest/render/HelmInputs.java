package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The files of a chart and the values files beside it, all of which Helm gets. What Helm would follow out of the chart is refused: links, and addresses in
 * the schema of its values.
 *
 * @param files from the tree's root
 */
record HelmInputs(FileTree tree, List<String> files) {

    static final String SCHEMA = "values.schema.json";

    /** With its first argument. */
    private static final Pattern LOOKUP = Pattern.compile("\\blookup\\s{1,100}+[\"$.(]");

    /** How far before it its action begins, in characters. */
    private static final int LONGEST_ACTION = 1000;

    private static final int MOST_FILES = 10_000;
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final String META_SCHEMAS = "https?://json-schema\\.org/[\\w./-]*#?";

    /** @throws GitopsException with everything that is wrong with them */
    static HelmInputs of(FileTree tree, HelmChart chart) {
        String directory = chart.directory();
        List<String> files = new ArrayList<>(tree.list(directory));
        chart.layers().stream()
                .filter(file -> !TreePath.within(file, directory))
                .forEach(files::add);
        if (files.size() > MOST_FILES) {
            throw new GitopsException(
                    "The chart " + TreePath.shown(directory) + " has more than " + MOST_FILES + " files",
                    "Leave out what is no part of the chart");
        }
        FileProblems problems = new FileProblems();
        for (String file : files) {
            if (tree.kind(file) != FileTree.Kind.FILE) {
                problems.add(PlainFiles.symlink(file));
            } else if (TreePath.lastPart(file).equals(SCHEMA)) {
                problems.collect(() -> schema(file, tree.read(file)));
            }
        }
        problems.throwIfAny(TreePath.shown(directory));
        return new HelmInputs(tree, files);
    }

    /** Whether a Secret may be among the objects; in doubt, it is. Reads every file, so only to be asked after an error. */
    boolean mayHoldSecrets() {
        return files.stream().anyMatch(this::mayHoldSecret);
    }

    /** A warning when templates ask the cluster for objects; those in packed charts are not looked into. */
    Optional<String> lookup() {
        List<String> places = new ArrayList<>();
        for (String file : files) {
            if (file.contains("/templates/") || file.startsWith("templates/")) {
                String text = new String(tree.read(file), StandardCharsets.ISO_8859_1);
                LOOKUP.matcher(text)
                        .results()
                        .map(MatchResult::start)
                        .filter(at -> isInAction(text, at))
                        .findFirst()
                        .ifPresent(at -> {
                            long line = text.substring(0, at).lines().count();
                            places.add(new FileLocation(file, (int) Math.max(1, line)).toString());
                        });
            }
        }
        int more = places.size() - 1;
        return places.stream()
                .findFirst()
                .map(first -> first + (more > 0 ? " and " + CountedNoun.of(more, "other file") : "")
                        + " looks for objects in the cluster (lookup), and finds none here: a chart is rendered without a"
                        + " cluster. What it makes when there are none, it makes each time");
    }

    private static boolean isInAction(String text, int at) {
        String before = text.substring(Math.max(0, at - LONGEST_ACTION), at);
        return before.lastIndexOf("{{") > before.lastIndexOf("}}");
    }

    /** A packed chart is not looked into. */
    private boolean mayHoldSecret(String file) {
        return PackedCharts.isPacked(file)
                || YamlFile.mayHoldSecret(new String(tree.read(file), StandardCharsets.ISO_8859_1));
    }

    /** Helm would fetch what a schema refers to, or read it from the disk. */
    private static void schema(String path, byte[] content) {
        YamlToJson.all(YamlFile.parse(path, content)).forEach(schema -> references(path, schema));
    }

    private static void references(String path, JsonNode schema) {
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String value = field.getValue().asText();
            boolean leaves = REFERENCES.contains(field.getKey()) && !value.startsWith("#")
                    || field.getKey().equals("$schema") && !value.matches(META_SCHEMAS);
            if (field.getValue().isTextual() && leaves) {
                throw FileProblems.at(
                        new FileLocation(path, 0),
                        field.getKey() + " refers to '" + value + "', which Helm would read from elsewhere",
                        "Copy it into the schema, and refer to it as '#/definitions/...'");
            }
        }
        schema.forEach(each -> references(path, each));
    }
}
