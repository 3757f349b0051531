package io.jenkins.plugins.gitops.history;

import hudson.model.Job;

/**
 * A build that need not be loaded to be named.
 *
 * @param number within its job
 * @param url below Jenkins' root, with a slash at the end
 */
record BuildRef(int number, String url) {

    static BuildRef of(Job<?, ?> job, int number) {
        return new BuildRef(number, job.getUrl() + number + "/");
    }
}
