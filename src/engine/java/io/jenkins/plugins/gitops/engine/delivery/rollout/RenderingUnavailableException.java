package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * What a delivery committed was rendered before, and cannot be rendered again here at the moment: a program is missing, a registry of
 * charts does not answer. It says nothing of the rollout.
 */
public final class RenderingUnavailableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    RenderingUnavailableException(GitopsException why) {
        super(why.getMessage(), why.remedy(), why);
    }
}
