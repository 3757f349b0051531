package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which part of an image a value holds, and what is written there when the image is set. */
public enum ImagePart {
    /** {@code name[:tag]@sha256:...}, the tag as {@code TagStyle} says. */
    REFERENCE("reference"),
    /** {@code 1.2} */
    TAG("tag"),
    /** {@code sha256:...} */
    DIGEST("digest"),
    /** {@code 1.2@sha256:...}: a digest for charts that put {@code :} and one value behind the name. */
    TAG_AND_DIGEST("tag@digest"),
    /** The digest's digits alone. */
    HEX("hex"),
    /** The tag where a digest decides beside it: empty when the image has none. No marker names it. */
    TAG_IF_ANY(""),
    /** {@code old=name[:tag]@sha256:...}, see {@link KustomizeArgument}. No marker names it. */
    KUSTOMIZE_ARGUMENT("");

    /** Replaces every digest and tag where two versions of a file are compared. */
    public static final String PLACEHOLDER = "@IMAGE";

    private static final Predicate<String> HEX_DIGITS =
            Pattern.compile("[0-9a-f]{64}").asMatchPredicate();
    private static final int PREFIX = "sha256:".length();

    private final String word;

    ImagePart(String word) {
        this.word = word;
    }

    static Optional<ImagePart> of(String word) {
        return Arrays.stream(values())
                .filter(part -> !part.word.isEmpty() && part.word.equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values())
                .map(part -> part.word)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Whether a text is such a part, so that setting an image replaces nothing else. Nothing at all fits, too. */
    public boolean fits(String text) {
        return switch (this) {
            case REFERENCE -> ImageText.reference(text).isPresent();
            case KUSTOMIZE_ARGUMENT -> KustomizeArgument.of(text).isPresent();
            case TAG, TAG_IF_ANY -> text.isEmpty() || isTag(text);
            case DIGEST -> text.isEmpty() || isDigest(text);
            case HEX -> text.isEmpty() || HEX_DIGITS.test(text);
            case TAG_AND_DIGEST -> {
                int at = text.indexOf('@');
                yield text.isEmpty()
                        || (at < 0 ? isTag(text) : isTag(text.substring(0, at)) && isDigest(text.substring(at + 1)));
            }
        };
    }

    /** Whether the digest that is written in this part is that image's already. */
    public boolean pins(String text, ImageReference image) {
        String digest = image.digest().orElseThrow().value();
        return switch (this) {
            case REFERENCE, DIGEST, TAG_AND_DIGEST, KUSTOMIZE_ARGUMENT -> text.endsWith(digest);
            case HEX -> digest.endsWith(":" + text);
            case TAG, TAG_IF_ANY -> false;
        };
    }

    /**
     * The text for an image.
     *
     * @param written what stands there
     * @param tagBeside the tag that stands beside the digest, if one does
     * @return empty when the image lacks a tag that is needed
     */
    public Optional<String> text(String written, ImageReference image, Optional<String> tagBeside) {
        ImageDigest digest = image.digest().orElseThrow();
        if (pins(written, image)) {
            return Optional.of(written);
        }
        return switch (this) {
            case REFERENCE ->
                Optional.of(new ImageReference(
                                ImageText.reference(written).orElse(image).name(), tagBeside, image.digest())
                        .toString());
            case KUSTOMIZE_ARGUMENT ->
                KustomizeArgument.of(written).map(argument -> argument.pinned(tagBeside, digest));
            case TAG -> image.tag();
            case TAG_IF_ANY -> Optional.of(image.tag().orElse(""));
            case DIGEST -> Optional.of(digest.value());
            case TAG_AND_DIGEST -> image.tag().map(tag -> tag + "@" + digest);
            case HEX -> Optional.of(digest.value().substring(PREFIX));
        };
    }

    /** The text that stands for any, where two versions of a file are compared. */
    public String blank(String written) {
        return switch (this) {
            case REFERENCE -> ImageText.reference(written).orElseThrow().name() + PLACEHOLDER;
            case KUSTOMIZE_ARGUMENT ->
                KustomizeArgument.of(written).orElseThrow().names() + PLACEHOLDER;
            default -> PLACEHOLDER;
        };
    }

    /** Whether the value names the image too, so that a comment about its tag can stand behind it. */
    public boolean isWhole() {
        return this == REFERENCE || this == KUSTOMIZE_ARGUMENT;
    }

    private static boolean isTag(String text) {
        try {
            return !new ImageReference("a", Optional.of(text), Optional.empty())
                    .name()
                    .isEmpty();
        } catch (GitopsException e) {
            return false;
        }
    }

    private static boolean isDigest(String text) {
        try {
            return !new ImageDigest(text).value().isEmpty();
        } catch (GitopsException e) {
            return false;
        }
    }
}
