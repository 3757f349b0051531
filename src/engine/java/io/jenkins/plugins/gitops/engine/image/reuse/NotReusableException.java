package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** The inputs of an image cannot be known, so it is built. */
public final class NotReusableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    /** @param why follows "Not reused: " */
    public NotReusableException(String why) {
        super("Not reused: " + why, "The image is built");
    }
}
