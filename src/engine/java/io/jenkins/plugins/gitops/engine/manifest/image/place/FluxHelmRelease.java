package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;
import java.util.stream.Collectors;

/** Flux's HelmRelease: {@code spec.values} as values of a chart, and the images of its post-renderers. */
final class FluxHelmRelease implements ToolObject {

    @Override
    public boolean is(String group, String kind) {
        return group.equals("helm.toolkit.fluxcd.io") && kind.equals("HelmRelease");
    }

    @Override
    public void find(NodePath object, ToolImages into) {
        object.at(List.of("spec", "values"))
                .ifPresent(values -> into.add(HelmImageLayouts.in(values, HelmLayers.NONE)));
        object.items("spec", "postRenderers")
                .forEach(renderer -> renderer.at(List.of("kustomize")).ifPresent(into::addHolder));
        List<NodePath> others = object.items("spec", "valuesFrom");
        if (!others.isEmpty()) {
            into.addHint(
                    "HelmRelease/" + object.textAt("metadata", "name") + " takes values from "
                            + others.stream()
                                    .map(other -> other.textAt("kind") + "/" + other.textAt("name"))
                                    .collect(Collectors.joining(" and "))
                            + " (" + others.get(0).location() + "), which are not edited",
                    "Write the image into its spec.values, with 'repository: IMAGE' and a tag; but a value that"
                            + " 'valuesFrom' gives with a 'targetPath' wins over it");
        }
    }
}
