package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image as {@code kustomize edit set image} takes it, and Argo CD hands it on: {@code [old=]name[:tag][@digest]}. The name
 * behind the equals sign may be left out, or be {@code *}; then the old one stays.
 *
 * @param old the image that is changed, where another name is written for it
 * @param name as written; may be empty or {@code *} behind an equals sign
 * @param version tag and digest as written, with what stands before them
 */
record KustomizeArgument(Optional<String> old, String name, String version) {

    private static final Pattern FORM =
            Pattern.compile("(?:([^=@\\s]+)=)?([^=@\\s]*?)((?::[\\w.-]*|:\\*)?(?:@[^=@\\s]*)?)");

    /** The argument; empty when the text is none, or does not name an image. */
    static Optional<KustomizeArgument> of(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new KustomizeArgument(
                                Optional.ofNullable(matcher.group(1)), matcher.group(2), matcher.group(3)))
                        .filter(argument -> argument.repository().isPresent())
                : Optional.empty();
    }

    /** The repository that is deployed. */
    Optional<ImageReference> repository() {
        boolean same = old.isPresent() && (name.isEmpty() || name.equals("*"));
        return ImageText.reference(same ? old.get() : name)
                .filter(image -> image.tag().isEmpty() && image.digest().isEmpty());
    }

    /**
     * The argument for a digest. kustomize splits it at the {@code @} first, so a tag is only read as one behind another
     * name, and there it becomes a part of that name.
     */
    String pinned(Optional<String> tagBeside, ImageDigest digest) {
        String written = name.isEmpty() || name.equals("*") ? old.orElse("") : name;
        String before = old.map(other -> other + "=").orElse(tagBeside.isPresent() ? name + "=" : "");
        return tagBeside.map(tag -> before + written + ":" + tag).orElse(before + name) + "@" + digest;
    }

    /** What is deployed, as a message shows it. */
    String deployed() {
        return repository().orElseThrow().name() + version;
    }

    /** The names alone, in one form for all arguments that mean the same. */
    String names() {
        String deployed = repository().orElseThrow().name();
        return old.filter(other -> !other.equals(deployed))
                .map(other -> other + "=" + deployed)
                .orElse(deployed);
    }
}
