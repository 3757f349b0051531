package io.jenkins.plugins.gitops.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a directory of manifests amounts to.
 *
 * @param manifests the objects, in the order in which they were found
 * @param digest {@code sha256:} and hexadecimal digits over the objects in a canonical form: equal digests, equal
 *     desired state
 * @param inputs the files and directories that the rendering read, from the root: what a change to means that something
 *     else would be deployed than was tested. A directory stands for all files below it
 * @param warnings what a person should know, one sentence each
 */
public record Rendering(List<Manifest> manifests, String digest, SortedSet<String> inputs, List<String> warnings) {

    public Rendering {
        manifests = List.copyOf(manifests);
        inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
        warnings = List.copyOf(warnings);
    }

    /** The images of all containers in it, as written, without repetition: what would really run. */
    public SortedSet<String> images() {
        SortedSet<String> images = new TreeSet<>();
        manifests.forEach(manifest -> ImageFields.replace(manifest.content(), image -> {
            images.add(image);
            return image;
        }));
        return images;
    }

    /**
     * Whether an image would run as it is pinned: a container names it so, or, where no container does, an object that
     * something else makes containers of.
     */
    public boolean runs(ImageReference image) {
        String digest = image.digest().orElseThrow().value();
        List<String> containers =
                images().stream().filter(text -> text.contains(digest)).toList();
        if (!containers.isEmpty()) {
            return containers.stream().anyMatch(text -> WrittenImage.reference(text)
                    .filter(image::sameRepository)
                    .isPresent());
        }
        String digits = digest.substring(digest.indexOf(':') + 1);
        return manifests.stream().anyMatch(manifest -> names(manifest.content(), digits));
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
