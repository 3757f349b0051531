package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;

/** Flux's Kustomization: {@code spec.images}. What it makes is elsewhere, so only an entry that is there is edited. */
final class FluxKustomization implements ToolObject {

    @Override
    public boolean is(String group, String kind) {
        return group.equals("kustomize.toolkit.fluxcd.io") && kind.equals("Kustomization");
    }

    @Override
    public void find(NodePath object, ToolImages into) {
        object.at(List.of("spec")).ifPresent(into::addHolder);
        into.addHint(
                "Kustomization/" + object.textAt("metadata", "name") + " (" + object.location()
                        + ") has no entry for it in spec.images",
                "Write an entry with 'name: IMAGE' and any 'newTag' there");
    }
}
