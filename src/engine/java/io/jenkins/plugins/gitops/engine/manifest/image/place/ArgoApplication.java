package io.jenkins.plugins.gitops.engine.manifest.image.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Argo CD's Application, and the template of an ApplicationSet: of each source the images that it gives kustomize, and the
 * values and parameters that it gives Helm.
 */
final class ArgoApplication implements ToolObject {

    private static final String SET = "ApplicationSet";
    private static final String VALUES = "values";

    @Override
    public boolean is(String group, String kind) {
        return group.equals("argoproj.io") && (kind.equals("Application") || kind.equals(SET));
    }

    @Override
    public void find(NodePath object, ToolImages into) {
        List<Object> spec =
                object.textAt("kind").equals(SET) ? List.of("spec", "template", "spec") : List.<Object>of("spec");
        object.at(spec)
                .ifPresent(own -> Stream.concat(own.at(List.of("source")).stream(), own.items("sources").stream())
                        .forEach(source -> source(object, source, into)));
    }

    private static void source(NodePath object, NodePath source, ToolImages into) {
        String name = object.textAt("kind") + "/" + object.textAt("metadata", "name");
        source.at(List.of("helm")).ifPresent(helm -> {
            Optional<EmbeddedYaml> text = helm.at(List.of(VALUES)).flatMap(values -> EmbeddedYaml.of(values, into));
            Optional<NodePath> values = helm.at(List.of("valuesObject"));
            text.ifPresent(embedded -> into.add(embedded.images()));
            values.ifPresent(own -> into.add(HelmImageLayouts.in(own, HelmLayers.NONE)));
            into.add(HelmImageLayouts.in(
                    parameters(helm), HelmLayers.over(values.or(() -> text.map(EmbeddedYaml::root)))));
            List<NodePath> files = helm.items("valueFiles");
            if (!files.isEmpty()) {
                into.addHint(
                        name + " takes values from files of its source ("
                                + files.get(0).location() + "), which are not edited",
                        "Write the image into its helm.valuesObject, with 'repository: IMAGE' and a tag, or deliver to the"
                                + " path of the chart");
            }
        });
        source.at(List.of("kustomize")).ifPresent(kustomize -> {
            kustomize.items("images").forEach(each -> KustomizeArgument.of(each.text())
                    .ifPresent(argument -> into.add(List.of(new ImageField(
                            argument.repository(),
                            List.of(new ImageField.Slot(each, ImagePart.KUSTOMIZE_ARGUMENT)),
                            each.location())))));
            into.addHint(
                    name + " (" + kustomize.location() + ") has no entry for it in kustomize.images",
                    "Write 'IMAGE' with any tag there");
        });
    }

    private static Map<String, NodePath> parameters(NodePath helm) {
        Map<String, NodePath> parameters = new LinkedHashMap<>();
        helm.items("parameters").forEach(each -> each.at(List.of("value"))
                .filter(NodePath::isScalar)
                .ifPresent(value -> parameters.put(each.textAt("name"), value)));
        return parameters;
    }

    @Override
    public void unfold(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode own =
                object.path("kind").asText().equals(SET) ? spec.path("template").path("spec") : spec;
        List<JsonNode> sources = new ArrayList<>(List.of(own.path("source")));
        own.path("sources").forEach(sources::add);
        for (JsonNode source : sources) {
            if (source.path("helm") instanceof ObjectNode helm
                    && helm.path(VALUES).isTextual()) {
                EmbeddedYaml.json(helm.path(VALUES).asText()).ifPresent(values -> helm.set(VALUES, values));
            }
        }
    }
}
