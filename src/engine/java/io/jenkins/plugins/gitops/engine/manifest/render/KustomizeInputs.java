package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.AliasLimit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The files that a kustomization reads, found by following its references before kustomize runs: so that only these are
 * given to it, and what it must not do (fetch, run programs, follow links) is refused with file and line.
 */
final class KustomizeInputs {

    private static final Set<String> HELM = Set.of("helmCharts", "helmChartInflationGenerator", "helmGlobals");
    private static final Set<KustomizeField.ValueType> READ_AS_YAML = EnumSet.of(
            KustomizeField.ValueType.YAML_FILE,
            KustomizeField.ValueType.FILE_OR_TEXT,
            KustomizeField.ValueType.RESOURCE,
            KustomizeField.ValueType.PLUGIN);
    private static final int MOST_FILES = 10_000;

    private final FileTree tree;
    private final FileProblems problems;
    private final SortedSet<String> files = new TreeSet<>(TreePath.ORDER);

    private KustomizeInputs(FileTree tree, FileProblems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    /**
     * Follows the references of a directory's kustomization.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with all references that are missing or refused
     */
    static KustomizeInputs of(FileTree tree, String kustomization) {
        FileProblems problems = new FileProblems();
        KustomizeInputs inputs = new KustomizeInputs(tree, problems);
        problems.collect(() -> inputs.kustomization(kustomization));
        problems.throwIfAny(kustomization);
        return inputs;
    }

    /** The files, from the tree's root. */
    TreeSet<String> files() {
        return new TreeSet<>(files);
    }

    private void kustomization(String path) {
        if (!files.add(path)) {
            return;
        }
        Kustomization kustomization = Kustomization.read(tree, path);
        AliasLimit.check(kustomization.file());
        for (String field : HELM) {
            YamlNodes.pair(kustomization.content(), field)
                    .ifPresent(pair -> problems.add(
                            kustomization.file().at(pair.getKeyNode()),
                            "'" + field + "' runs Helm, which is not supported",
                            "Render the chart into a file and list it under 'resources'"));
        }
        follow(kustomization.file(), kustomization.content(), TreePath.parent(path), KustomizeField.OF_KUSTOMIZATION);
    }

    private void follow(YamlFile file, Node node, String directory, List<KustomizeField> fields) {
        for (KustomizeField field : fields) {
            field.in(node).forEach(found -> problems.collect(() -> reference(file, found, directory, field.type())));
        }
    }

    private void reference(YamlFile file, Node node, String directory, KustomizeField.ValueType type) {
        Optional<String> text = YamlNodes.text(node);
        if (text.isEmpty() || text.get().isBlank()) {
            return;
        }
        String reference = text.get();
        boolean mayBeText = type == KustomizeField.ValueType.FILE_OR_TEXT || type == KustomizeField.ValueType.PLUGIN;
        boolean isText = type == KustomizeField.ValueType.TEXT
                || mayBeText && (reference.contains("\n") || reference.contains(": "));
        if (isText) {
            yaml(file.path(), reference.getBytes(StandardCharsets.UTF_8), directory, type);
            return;
        }
        if (type == KustomizeField.ValueType.KEYED_FILE && reference.contains("=")) {
            reference = reference.substring(reference.indexOf('=') + 1);
        }
        FileLocation at = file.at(node);
        if (RemoteReference.isRemote(reference)) {
            throw FileProblems.at(
                    at,
                    "'" + reference + "' is fetched from another server, so the same commit could render differently",
                    "Copy it into the repository");
        }
        String named = reference;
        String path = TreePath.resolve(directory, reference)
                .orElseThrow(() -> FileProblems.at(
                        at, "'" + named + "' leaves the repository", "Refer to what is in the repository only"));
        local(at, reference, path, type);
    }

    private void local(FileLocation at, String reference, String path, KustomizeField.ValueType type) {
        for (String part = path; !part.isEmpty(); part = TreePath.parent(part)) {
            if (tree.kind(part) == FileTree.Kind.SYMLINK) {
                throw FileProblems.at(
                        at,
                        PlainFiles.symlink(part).getMessage(),
                        PlainFiles.symlink(part).remedy());
            }
        }
        switch (tree.kind(path)) {
            case FILE -> file(at, path, type);
            case DIRECTORY -> directory(at, reference, path, type);
            default ->
                throw FileProblems.at(
                        at,
                        "'" + reference + "' does not exist (" + path + ")",
                        "Correct the reference, or add the file");
        }
        if (files.size() > MOST_FILES) {
            throw FileProblems.at(at, "more than " + MOST_FILES + " files", "Split the kustomization");
        }
    }

    private void file(FileLocation at, String path, KustomizeField.ValueType type) {
        files.add(path);
        if (READ_AS_YAML.contains(type)) {
            yaml(path, tree.read(path), TreePath.parent(at.file()), type);
        }
    }

    private void yaml(String path, byte[] content, String directory, KustomizeField.ValueType type) {
        AliasLimit.check(path, content);
        if (type == KustomizeField.ValueType.PLUGIN) {
            plugin(YamlFile.parse(path, content), directory);
        }
    }

    private void directory(FileLocation at, String reference, String path, KustomizeField.ValueType type) {
        if (type != KustomizeField.ValueType.RESOURCE) {
            throw FileProblems.at(at, "'" + reference + "' is a directory", "Name the files in it");
        }
        kustomization(Kustomization.pathIn(tree, path)
                .orElseThrow(() -> FileProblems.at(
                        at,
                        "the directory '" + reference + "' has no " + String.join(", ", Kustomization.NAMES),
                        "Add one, or name the files in it")));
    }

    /** A built-in one reads files; any other is a program, which is started or fetched. */
    private void plugin(YamlFile file, String directory) {
        for (Node document : file.documents()) {
            if (YamlNodes.isNull(document)) {
                continue;
            }
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
            follow(file, document, directory, KustomizeField.OF_PLUGIN);
        }
    }
}
