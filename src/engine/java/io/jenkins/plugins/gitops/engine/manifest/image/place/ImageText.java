package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Optional;
import java.util.regex.Pattern;

/** An image as a file holds it: mostly a reference, sometimes a template or something else. */
public final class ImageText {

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{|\\$[({]");
    private static final Pattern AFTER_NAME = Pattern.compile("(?::?(?:\\{\\{|\\$[({])|@).*", Pattern.DOTALL);

    private ImageText() {}

    public static Optional<ImageReference> reference(String text) {
        try {
            return Optional.of(ImageReference.parse(text));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    public static boolean isTemplate(String text) {
        return TEMPLATE.matcher(text).find();
    }

    /** The repository, even where the whole text is no reference: {@code shop} in {@code shop:$(TAG)}. */
    public static Optional<ImageReference> repository(String text) {
        return reference(text)
                .or(() -> reference(AFTER_NAME.matcher(text).replaceFirst("")))
                .map(ImageReference::withoutTag);
    }
}
