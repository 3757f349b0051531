package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/** Reads files of manifests into Kubernetes objects and checks these; collects everything that is wrong. */
final class ManifestReader {

    private final List<Manifest> manifests = new ArrayList<>();
    private final Map<List<String>, Manifest> seen = new HashMap<>();
    private final FileProblems problems;

    ManifestReader(FileProblems problems) {
        this.problems = problems;
    }

    /** The objects of all files read so far, in order. */
    List<Manifest> manifests() {
        return manifests;
    }

    /** Reads a file whose objects are located at their own lines. */
    void read(String path, byte[] content) {
        read(path, content, Function.identity());
    }

    /**
     * Reads a file.
     *
     * @param location gives the location that an object gets, from its file and line
     */
    void read(String path, byte[] content, Function<FileLocation, FileLocation> location) {
        problems.collect(() -> {
            YamlFile file = YamlFile.parse(path, content);
            for (Node document : file.documents()) {
                problems.collect(() -> objects(file, document, YamlToJson.of(file, document), location));
            }
        });
    }

    private void objects(YamlFile file, Node node, JsonNode value, Function<FileLocation, FileLocation> location) {
        if (value.isNull()) {
            return;
        }
        FileLocation at = location.apply(file.at(node));
        boolean list = value.path("kind").asText().endsWith("List") && value.path("items") instanceof ArrayNode;
        if (!list) {
            problems.collect(() -> object(at, value));
            return;
        }
        List<Node> items = YamlNodes.value(node, "items").map(YamlNodes::items).orElse(List.of());
        for (int i = 0; i < value.path("items").size(); i++) {
            objects(
                    file,
                    i < items.size() ? items.get(i) : node,
                    value.path("items").get(i),
                    location);
        }
    }

    private void object(FileLocation at, JsonNode value) {
        checkType(at, value);
        if (!isText(value.path("apiVersion")) || !isText(value.path("kind"))) {
            throw FileProblems.at(
                    at,
                    "not a Kubernetes object: it has no apiVersion and kind",
                    "Move files that are no manifests (Helm values, settings of tools) out of the directory");
        }
        JsonNode metadata = value.path("metadata");
        if (!isText(metadata.path("name"))) {
            boolean generated = metadata.has("generateName");
            throw FileProblems.at(
                    at,
                    value.path("kind").asText()
                            + (generated
                                    ? " has generateName, which names another object at each apply"
                                    : " has no metadata.name, or one that is no string"),
                    generated ? "Give it a metadata.name" : "Give it a name, in quotes when it looks like a number");
        }
        if (metadata.has("namespace") && !isText(metadata.path("namespace"))) {
            throw FileProblems.at(at, "metadata.namespace is no string", "Quote it, or take it away");
        }
        Manifest manifest = new Manifest(at, (ObjectNode) value);
        Manifest first = seen.putIfAbsent(key(manifest), manifest);
        if (first != null) {
            throw FileProblems.at(
                    at,
                    manifest.kind() + "/" + manifest.name() + " is written a second time; the first is at "
                            + first.location(),
                    "Keep one of them");
        }
        manifests.add(manifest);
    }

    /** A document with both fields is meant as an object: if one of them is no text, the message is about that. */
    private static void checkType(FileLocation at, JsonNode value) {
        if (!value.has("apiVersion") || !value.has("kind")) {
            return;
        }
        for (String field : List.of("apiVersion", "kind")) {
            JsonNode given = value.path(field);
            if (!isText(given)) {
                throw FileProblems.at(
                        at,
                        field + " must be a text, and is " + describe(given),
                        "Write it as the API names it, as in 'apiVersion: v1' and 'kind: ConfigMap'");
            }
        }
    }

    private static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            case NULL, STRING -> "empty";
            default -> value.asText();
        };
    }

    private static List<String> key(Manifest manifest) {
        return List.of(manifest.group(), manifest.kind(), manifest.namespace().orElse(""), manifest.name());
    }

    private static boolean isText(JsonNode value) {
        return value.isTextual() && !value.asText().isBlank();
    }

    /** @throws GitopsException when anything was wrong */
    List<Manifest> orThrow(String path) {
        problems.throwIfAny(TreePath.shown(path));
        if (manifests.isEmpty()) {
            throw new GitopsException(
                    "No manifests: " + TreePath.shown(path) + " holds no Kubernetes object",
                    "Write at least one object with apiVersion, kind and metadata.name");
        }
        return manifests;
    }
}
