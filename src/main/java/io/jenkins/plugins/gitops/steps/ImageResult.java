package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code gitopsBuild} returns to the script. */
public final class ImageResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String reference;

    ImageResult(ImageReference image) {
        this.reference = image.toString();
    }

    /** Name, tag and digest in one. */
    @Whitelisted
    public String getReference() {
        return reference;
    }

    @Whitelisted
    public String getName() {
        return image().name();
    }

    /** The tag that it was pushed under; empty when there is none. */
    @Whitelisted
    public String getTag() {
        return image().tag().orElse("");
    }

    /** {@code sha256:...}. */
    @Whitelisted
    public String getDigest() {
        return image().digest().map(ImageDigest::value).orElse("");
    }

    private ImageReference image() {
        return ImageReference.parse(reference);
    }

    @Override
    @Whitelisted
    public String toString() {
        return reference;
    }
}
