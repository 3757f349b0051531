package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/**
 * An entry of {@code images}, of a kustomization or of an object that Flux reads: which image it matches, and what it changes in it.
 *
 * @param index its index in the list, from 0
 * @param node the entry where it is written
 * @param name the image that it changes; compared as text by kustomize, so {@code nginx} is not
 *     {@code docker.io/library/nginx} here
 * @param newName the name that replaces it
 */
public record ImageEntry(
        int index, Node node, String name, Optional<String> newName, Optional<String> newTag, Optional<String> digest) {

    /** The entries of a list; those without a name, which kustomize refuses, are left out. */
    public static List<ImageEntry> in(Node list) {
        List<ImageEntry> entries = new ArrayList<>();
        List<Node> items = YamlNodes.items(list);
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            Optional<String> name = written(item, "name");
            if (name.isPresent()) {
                entries.add(new ImageEntry(
                        i,
                        item,
                        name.get(),
                        written(item, "newName"),
                        written(item, "newTag"),
                        written(item, "digest")));
            }
        }
        return entries;
    }

    /** The images after all entries were applied to them. */
    public static List<ImageReference> apply(List<ImageEntry> entries, List<ImageReference> images) {
        return images.stream()
                .map(image -> {
                    ImageReference changed = image;
                    for (ImageEntry entry : entries) {
                        changed = entry.apply(changed);
                    }
                    return changed;
                })
                .toList();
    }

    public boolean matches(ImageReference image) {
        return ImageText.repository(name)
                .filter(own -> own.name().equals(image.name()))
                .isPresent();
    }

    /** The repository that is deployed through this entry. */
    public Optional<ImageReference> repository() {
        return ImageText.repository(newName.orElse(name));
    }

    /** The image that the entry says, with the tag and digest that it sets. */
    public Optional<ImageReference> reference() {
        try {
            return repository().map(own -> new ImageReference(own.name(), newTag, digest.map(ImageDigest::new)));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    private ImageReference apply(ImageReference image) {
        if (!matches(image)) {
            return image;
        }
        boolean keeps = newTag.isEmpty() && digest.isEmpty();
        return reference()
                .map(own -> keeps ? new ImageReference(own.name(), image.tag(), image.digest()) : own)
                .orElse(image);
    }

    /** The image as a message shows it. */
    public String written() {
        return newName.orElse(name)
                + newTag.map(tag -> ":" + tag).orElse("")
                + digest.map(text -> "@" + text).orElse("");
    }

    private static Optional<String> written(Node item, String key) {
        return YamlNodes.text(item, key).filter(text -> !text.isEmpty());
    }
}
