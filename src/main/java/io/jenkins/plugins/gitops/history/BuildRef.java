package io.jenkins.plugins.gitops.history;

/**
 * A build that need not be loaded to be named.
 *
 * @param number within its job
 * @param url below Jenkins' root, with a slash at the end
 */
record BuildRef(int number, String url) {}
