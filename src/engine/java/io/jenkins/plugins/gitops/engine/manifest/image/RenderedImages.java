package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolObject;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The images of all containers in rendered objects: these would run. */
public final class RenderedImages {

    private final RenderedManifests rendering;
    private final SortedSet<String> texts;

    private RenderedImages(RenderedManifests rendering, SortedSet<String> texts) {
        this.rendering = rendering;
        this.texts = texts;
    }

    public static RenderedImages of(RenderedManifests rendering) {
        SortedSet<String> texts = new TreeSet<>();
        rendering
                .manifests()
                .forEach(manifest -> ImageFields.replace(manifest.content(), image -> {
                    texts.add(image);
                    return image;
                }));
        return new RenderedImages(rendering, texts);
    }

    /** As the objects write them, without repetition. */
    public SortedSet<String> texts() {
        return Collections.unmodifiableSortedSet(texts);
    }

    /**
     * Whether an image would run as it is pinned: a container names it so, or, where no container has its digest, an object
     * that something else makes containers of. Not when a container has the digits of the digest and is no reference with
     * that digest: no node could pull it.
     */
    public boolean runs(ImageReference image) {
        String digest = image.digest().orElseThrow().value();
        String digits = digest.substring(digest.indexOf(':') + 1);
        List<String> containers =
                texts.stream().filter(text -> text.contains(digits)).toList();
        if (containers.isEmpty()) {
            return rendering.manifests().stream().anyMatch(manifest -> names(manifest.content(), digits));
        }
        return containers.stream().allMatch(text -> ImageText.reference(text)
                        .filter(reference -> reference.digest().equals(image.digest()))
                        .isPresent())
                && containers.stream().anyMatch(text -> ImageText.reference(text)
                        .filter(image::sameRepository)
                        .isPresent());
    }

    /** Whether a container, or an object that another tool makes containers of, names its repository. */
    public boolean name(ImageReference image) {
        return texts.stream().anyMatch(text -> ImageText.repository(text)
                        .filter(image::sameRepository)
                        .isPresent())
                || rendering.manifests().stream()
                        .flatMap(RenderedImages::ofTools)
                        .anyMatch(image::sameRepository);
    }

    private static Stream<ImageReference> ofTools(Manifest manifest) {
        if (!ToolObject.isOne(manifest.group(), manifest.kind())) {
            return Stream.empty();
        }
        String json = manifest.content().toPrettyString();
        return ToolObject.in(YamlFile.parse("rendered.json", json.getBytes(StandardCharsets.UTF_8)))
                .named();
    }

    private static boolean names(JsonNode value, String digits) {
        if (value.isTextual()) {
            return value.asText().contains(digits);
        }
        for (JsonNode child : value) {
            if (names(child, digits)) {
                return true;
            }
        }
        return false;
    }
}
