package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.AliasLimit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NormalizedYaml;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The files that a kustomization reads, found by following its references before kustomize runs: so that only these are
 * given to it, and what it must not do (fetch, run programs, follow links) is refused with file and line.
 *
 * <p>What kustomize reads as YAML it does not get as it stands in the repository, but as {@link NormalizedYaml} of what was
 * checked here: its reader and ours cannot take one text for two things.
 */
final class KustomizeInputs {

    private static final List<String> HELM = List.of("helmCharts", "helmChartInflationGenerator", "helmGlobals");
    private static final int MOST_FILES = 10_000;

    /** Bases of bases. */
    private static final int DEEPEST = 100;

    /** As long as a path can be on Linux. In characters. */
    private static final int LONGEST_REFERENCE = 4096;

    private final FileTree tree;
    private final FileProblems problems;
    private final SortedSet<String> files = new TreeSet<>(TreePath.ORDER);
    private final SortedMap<String, byte[]> normalized = new TreeMap<>();
    /** The files that are taken as they are, with the place that names them first. */
    private final Map<String, FileLocation> asTheyAre = new LinkedHashMap<>();

    private int depth;
    private boolean secrets;

    private KustomizeInputs(FileTree tree, FileProblems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    /**
     * Follows the references of a directory's kustomization.
     *
     * @throws GitopsException with all references and fields that are missing or refused
     */
    static KustomizeInputs of(FileTree tree, String kustomization) {
        FileProblems problems = new FileProblems();
        KustomizeInputs inputs = new KustomizeInputs(tree, problems);
        problems.collect(() -> inputs.kustomization(kustomization));
        inputs.asTheyAre.forEach(inputs::requireOneUse);
        problems.throwIfAny(kustomization);
        return inputs;
    }

    /** The files, from the tree's root. */
    TreeSet<String> files() {
        return new TreeSet<>(files);
    }

    /** The tree as kustomize is to see it: what it reads as YAML is normalized. */
    FileTree checked() {
        return tree.with(normalized);
    }

    /** Whether a Secret may be among the objects. */
    boolean mayHoldSecrets() {
        return secrets;
    }

    private void kustomization(String path) {
        files.add(path);
        if (normalized.containsKey(path)) {
            return;
        }
        Kustomization kustomization = Kustomization.read(tree, path);
        YamlFile file = kustomization.file();
        AliasLimit.check(file);
        // Before what it refers to is followed: bases can refer to each other.
        normalized.put(path, new byte[0]);
        for (String field : HELM) {
            YamlNodes.pair(kustomization.content(), field)
                    .ifPresent(pair -> problems.add(
                            file.at(pair.getKeyNode()),
                            "'" + field + "' runs Helm, which is not supported",
                            "Render the chart into a file and list it under 'resources'"));
        }
        KustomizeKeys.OF_KUSTOMIZATION.check(file, kustomization.content(), problems);
        keep(
                path,
                new Reading(file, TreePath.parent(path))
                        .normalize(List.of(kustomization.content()), KustomizeField.OF_KUSTOMIZATION));
    }

    private void keep(String path, String text) {
        normalized.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** kustomize sees one content of a file. */
    private void requireOneUse(String path, FileLocation at) {
        if (normalized.containsKey(path) && !Arrays.equals(normalized.get(path), tree.read(path))) {
            problems.add(
                    at,
                    path + " is to be taken as it is here, and is read as YAML elsewhere in the kustomization",
                    "Copy it to another name for one of the two");
        }
    }

    /**
     * One file, or one text in a kustomization, that kustomize reads as YAML.
     *
     * @param directory the directory of the kustomization, where its references begin
     */
    private final class Reading {

        private final YamlFile file;
        private final String directory;
        private final Map<Node, String> texts = new IdentityHashMap<>();

        Reading(YamlFile file, String directory) {
            this.file = file;
            this.directory = directory;
            secrets |= file.mayHoldSecret();
        }

        /** Follows the fields of some documents of the file; returns all documents, normalized. */
        String normalize(List<Node> documents, List<KustomizeField> fields) {
            for (Node document : documents) {
                for (KustomizeField field : fields) {
                    field.in(document).forEach(node -> problems.collect(() -> reference(node, field, document)));
                }
            }
            return NormalizedYaml.of(file, texts);
        }

        private void reference(Node node, KustomizeField field, Node document) {
            Optional<String> text = YamlNodes.text(node);
            if (text.isEmpty() || text.get().isBlank()) {
                return;
            }
            KustomizeField.ValueType type = field.type();
            Optional<YamlFile> yaml =
                    type.mayBeText() ? inlineYaml(node, field.read(text.get()), type) : Optional.empty();
            if (yaml.isPresent()) {
                texts.put(node, yaml(yaml.get(), directory, type));
            } else {
                file(node, text.get(), type, field.isOfSecret(document));
            }
        }

        /** The text as YAML, unless it is the name of a file: kustomize, too, tries both in this order. */
        private Optional<YamlFile> inlineYaml(Node node, String text, KustomizeField.ValueType type) {
            boolean mayBeFile = type != KustomizeField.ValueType.TEXT && !text.contains("\n");
            try {
                YamlFile yaml = YamlFile.parse(file.at(node) + ", in the text", text.getBytes(StandardCharsets.UTF_8));
                boolean isName = yaml.documents().stream().allMatch(ScalarNode.class::isInstance);
                return mayBeFile && isName ? Optional.empty() : Optional.of(yaml);
            } catch (GitopsException noYaml) {
                if (mayBeFile) {
                    return Optional.empty();
                }
                throw noYaml;
            }
        }

        private void file(Node node, String value, KustomizeField.ValueType type, boolean secret) {
            boolean keyed = type == KustomizeField.ValueType.KEYED_FILE && value.contains("=");
            String reference = keyed ? value.substring(value.indexOf('=') + 1) : value;
            FileLocation at = file.at(node);
            // A literal may stand where a file is named by mistake.
            String shown = secret ? "what is named here" : "'" + reference + "'";
            if (reference.length() > LONGEST_REFERENCE) {
                throw FileProblems.at(
                        at, "the name of a file is longer than " + LONGEST_REFERENCE + " characters", "Correct it");
            }
            if (RemoteReference.isRemote(reference)) {
                throw FileProblems.at(
                        at,
                        shown + " is fetched from another server, so the same commit could render differently",
                        "Copy it into the repository");
            }
            String path = TreePath.resolve(directory, reference)
                    .orElseThrow(() -> FileProblems.at(
                            at, shown + " leaves the repository", "Refer to what is in the repository only"));
            local(at, shown, secret ? "" : " (" + path + ")", path, type);
        }

        private void local(FileLocation at, String shown, String where, String path, KustomizeField.ValueType type) {
            for (String part = path; !part.isEmpty(); part = TreePath.parent(part)) {
                if (tree.kind(part) == FileTree.Kind.SYMLINK) {
                    throw FileProblems.at(
                            at,
                            PlainFiles.symlink(part).getMessage(),
                            PlainFiles.symlink(part).remedy());
                }
            }
            switch (tree.kind(path)) {
                case FILE -> found(at, path, type);
                case DIRECTORY -> base(at, shown, path, type);
                default ->
                    throw FileProblems.at(
                            at, shown + " does not exist" + where, "Correct the reference, or add the file");
            }
            if (files.size() > MOST_FILES) {
                throw FileProblems.at(at, "more than " + MOST_FILES + " files", "Split the kustomization");
            }
        }

        private void found(FileLocation at, String path, KustomizeField.ValueType type) {
            files.add(path);
            if (!type.isReadAsYaml()) {
                asTheyAre.putIfAbsent(path, at);
            } else if (Kustomization.isName(path)) {
                throw FileProblems.at(
                        at, path + " is a kustomization, which is named by its directory", "Name its directory");
            } else if (type == KustomizeField.ValueType.PLUGIN || !normalized.containsKey(path)) {
                keep(path, yaml(YamlFile.parse(path, tree.read(path)), directory, type));
            }
        }

        private void base(FileLocation at, String shown, String path, KustomizeField.ValueType type) {
            if (type != KustomizeField.ValueType.RESOURCE) {
                throw FileProblems.at(at, shown + " is a directory", "Name the files in it");
            }
            String kustomization = Kustomization.pathIn(tree, path)
                    .orElseThrow(() -> FileProblems.at(
                            at,
                            "the directory " + shown + " has no " + String.join(", ", Kustomization.NAMES),
                            "Add one, or name the files in it"));
            if (depth == DEEPEST) {
                throw FileProblems.at(at, "bases are nested deeper than " + DEEPEST + " levels", "Flatten them");
            }
            depth++;
            kustomization(kustomization);
            depth--;
        }
    }

    private String yaml(YamlFile file, String directory, KustomizeField.ValueType type) {
        AliasLimit.check(file);
        Reading reading = new Reading(file, directory);
        if (type != KustomizeField.ValueType.PLUGIN) {
            return reading.normalize(List.of(), List.of());
        }
        List<Node> documents = file.documents().stream()
                .filter(document -> !YamlNodes.isNull(document))
                .toList();
        documents.forEach(document -> plugin(file, document));
        return reading.normalize(documents, KustomizeField.OF_PLUGIN);
    }

    /** A built-in one reads files; any other is a program, which is started or fetched. */
    private void plugin(YamlFile file, Node document) {
        FileLocation at = file.at(document);
        String kind = YamlNodes.text(document, "kind").orElse("");
        if (!YamlNodes.text(document, "apiVersion").orElse("").equals("builtin")) {
            throw FileProblems.at(
                    at, "'" + kind + "' is a plugin that runs a program", "Use kustomize's built-in ones only");
        }
        if (kind.equals("HelmChartInflationGenerator")) {
            throw FileProblems.at(
                    at, "it runs Helm, which is not supported", "Render the chart into a file and list that");
        }
        KustomizeKeys.OF_PLUGIN.check(file, document, problems);
    }
}
