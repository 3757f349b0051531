package io.jenkins.plugins.gitops.engine.manifest.image.place;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.List;
import java.util.Optional;

/**
 * A kind of object that another deployment tool reads, and that names images of which this tool makes containers. To add one,
 * write a class that implements this interface and add a line to {@link #ALL}.
 */
public interface ToolObject {

    List<ToolObject> ALL = List.of(new FluxHelmRelease(), new FluxKustomization(), new ArgoApplication());

    /** @param group the API group; its version does not matter */
    boolean is(String group, String kind);

    /** Finds the places of images in an object of this kind. */
    void find(NodePath object, ToolImages into);

    /** Puts values in the place of those texts in an object's JSON that are YAML themselves, so that they can be compared. */
    default void unfold(JsonNode object) {}

    /** The places in all such objects of a file, whose documents {@link YamlToJson} can convert. */
    static ToolImages in(YamlFile file) {
        ToolImages images = new ToolImages();
        if (mayHoldOne(file)) {
            NodePath.roots(file).forEach(root -> findIn(root, images));
        }
        return images;
    }

    private static void findIn(NodePath object, ToolImages images) {
        String kind = object.textAt("kind");
        if (kind.endsWith("List")) {
            object.items("items").forEach(item -> findIn(item, images));
        } else {
            of(object.textAt("apiVersion"), kind).ifPresent(tool -> {
                images.found();
                tool.find(object, images);
            });
        }
    }

    /** The JSON of a file's documents, in which texts that are YAML themselves are values. */
    static List<JsonNode> json(YamlFile file) {
        List<JsonNode> documents = YamlToJson.all(file);
        if (mayHoldOne(file)) {
            documents.forEach(ToolObject::unfolded);
        }
        return documents;
    }

    private static void unfolded(JsonNode object) {
        String kind = object.path("kind").asText();
        if (kind.endsWith("List")) {
            object.path("items").forEach(ToolObject::unfolded);
        } else {
            of(object.path("apiVersion").asText(), kind).ifPresent(tool -> tool.unfold(object));
        }
    }

    /** Whether objects are of one of these kinds. */
    static boolean isOne(String group, String kind) {
        return ALL.stream().anyMatch(tool -> tool.is(group, kind));
    }

    private static Optional<ToolObject> of(String apiVersion, String kind) {
        String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
        return ALL.stream().filter(tool -> tool.is(group, kind)).findFirst();
    }

    /** Most files hold none, and need not be walked through. */
    private static boolean mayHoldOne(YamlFile file) {
        return file.text().contains("toolkit.fluxcd.io/") || file.text().contains("argoproj.io/");
    }
}
