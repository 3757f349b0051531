package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * The cache on our own disk cannot be read or written, a full disk above all, or others keep it busy. That says nothing about what is on the branch,
 * and it passes: so it is met as a server that does not answer.
 */
public final class CacheUnusableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    CacheUnusableException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
