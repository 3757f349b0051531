package io.jenkins.plugins.gitops.engine.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image reference as manifests and registries write it: {@code name[:tag][@digest]}, where the name may begin with
 * a registry's host and port. The grammar and its limits (name up to 255 characters, tag up to 128) are those of
 * <a href="https://github.com/distribution/reference">distribution/reference</a>.
 *
 * @param name registry and repository as written, for example {@code registry.example:5000/team/shop}
 * @param tag what follows the colon
 * @param digest what follows the at sign
 */
public record ImageReference(String name, Optional<String> tag, Optional<ImageDigest> digest) {

    // Every repetition of a group is possessive: Java matches others by recursion, once for each repetition.
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
    private static final String HOST =
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*+"
                    + "|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?";
    private static final String NAME = "(?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT + ")*+";
    private static final Pattern NAME_ONLY = Pattern.compile(NAME);
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final Pattern REFERENCE = Pattern.compile("(" + NAME + ")(?::([\\w][\\w.-]{0,127}))?(?:@(\\S+))?");

    /** @throws GitopsException when a part is not of the grammar */
    public ImageReference {
        if (name.length() > TextLimits.IMAGE_NAME || !NAME_ONLY.matcher(name).matches()) {
            throw malformed(name);
        }
        if (tag.isPresent()
                && (tag.get().length() > TextLimits.IMAGE_TAG
                        || !TAG.matcher(tag.get()).matches())) {
            throw malformed(name + ":" + tag.get());
        }
    }

    /**
     * Reads a reference.
     *
     * @throws GitopsException when the text is not one
     */
    @JsonCreator
    public static ImageReference parse(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        if (text.length() > TextLimits.IMAGE_REFERENCE || !matcher.matches()) {
            throw malformed(text);
        }
        return new ImageReference(
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3)).map(ImageDigest::new));
    }

    /** The same image pinned to a digest; a tag stays beside it. */
    public ImageReference withDigest(ImageDigest pinned) {
        return new ImageReference(name, tag, Optional.of(pinned));
    }

    /** The reference without its tag: with a digest, the tag decides nothing. */
    public ImageReference withoutTag() {
        return new ImageReference(name, Optional.empty(), digest);
    }

    /** The repository's last part, {@code shop} in {@code registry.example/team/shop}. */
    public String lastPart() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * Whether both name the same repository, whatever their tag and digest. The short forms of Docker Hub count as the
     * long ones: {@code nginx} is {@code docker.io/library/nginx}.
     */
    public boolean sameRepository(ImageReference other) {
        return canonicalName().equals(other.canonicalName());
    }

    /** Whether both mean the same image: the same digest of the same repository, whatever their tags. */
    public boolean sameImage(ImageReference other) {
        return sameRepository(other) && digest.equals(other.digest);
    }

    /** The registry's host and port; Docker Hub's where none is written. */
    public String registry() {
        String canonical = canonicalName();
        return canonical.substring(0, canonical.indexOf('/'));
    }

    /** The path in the registry: {@code library/nginx} of {@code nginx}. */
    public String repository() {
        String canonical = canonicalName();
        return canonical.substring(canonical.indexOf('/') + 1);
    }

    private String canonicalName() {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        String path = host ? name.substring(slash + 1) : name;
        boolean hub = !host || first.equals("docker.io") || first.equals("index.docker.io");
        return hub ? "docker.io/" + (path.contains("/") ? path : "library/" + path) : first + "/" + path;
    }

    private static GitopsException malformed(String text) {
        return new GitopsException(
                "'" + ShownText.line(text, TextLimits.SHOWN) + "' is not an image reference",
                "Write it as registry.example/team/name[:tag][@sha256:...], the path in lower case");
    }

    @Override
    @JsonValue
    public String toString() {
        return name
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
