package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * The cache on the local disk cannot be read or written, mostly because the disk is full, or others keep it busy. That
 * says nothing about what is on the branch, and it passes. So callers treat it as a server that does not answer.
 */
public final class CacheUnusableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    CacheUnusableException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
