package io.jenkins.plugins.gitops.engine.manifest.image.place;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment that says which image the value before it in its line holds, where that cannot be seen:
 * {@code # {"$gitops-image": "registry.example/shop", "part": "tag"}}, in the manner of Flux's
 * {@code # {"$imagepolicy": ...}}.
 *
 * @param image the image's repository
 * @param part what of it the value holds; the whole reference where the marker names no part
 */
public record ImageMarker(ImageReference image, ImagePart part) {

    static final String KEY = "$gitops-image";

    private static final Pattern IN_COMMENT = Pattern.compile("\\{[ \\t]*\"" + Pattern.quote(KEY) + "\"");
    private static final ObjectReader JSON = JsonMapper.builder().build().readerFor(JsonNode.class);
    private static final Set<String> FIELDS = Set.of(KEY, "part");
    private static final String FORM = "Write it as # {\"" + KEY
            + "\": \"registry.example/shop\"}, with \"part\": \"...\" for a part of the image: " + ImagePart.words();

    /** Where in a text a marker's JSON begins, from an offset on; -1 when there is none. */
    static int find(String text, int from) {
        Matcher matcher = IN_COMMENT.matcher(text);
        return matcher.find(from) ? matcher.start() : -1;
    }

    /**
     * The marker in a comment.
     *
     * @param comment from its {@code #} on
     * @throws GitopsException when it is malformed
     */
    static Optional<ImageMarker> in(String comment, FileLocation location) {
        int start = find(comment, 0);
        if (start < 0) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readValue(comment.substring(start));
            Set<String> unknown = new TreeSet<>();
            json.fieldNames().forEachRemaining(unknown::add);
            unknown.removeAll(FIELDS);
            if (!unknown.isEmpty()) {
                throw malformed(location, "knows no " + String.join(", ", unknown));
            }
            ImageReference image = ImageReference.parse(json.path(KEY).asText());
            if (image.tag().isPresent() || image.digest().isPresent()) {
                throw malformed(location, "names an image with a tag or digest, not a repository");
            }
            ImagePart part = ImagePart.of(json.path("part").asText("reference"))
                    .orElseThrow(() -> malformed(
                            location, "knows no part '" + json.path("part").asText() + "'"));
            return Optional.of(new ImageMarker(image, part));
        } catch (JsonProcessingException e) {
            throw malformed(
                    location,
                    "is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private static GitopsException malformed(FileLocation location, String problem) {
        return FileProblems.at(location, "the marker " + problem, FORM);
    }
}
