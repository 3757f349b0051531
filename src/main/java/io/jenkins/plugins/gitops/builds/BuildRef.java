package io.jenkins.plugins.gitops.builds;

import hudson.model.Job;

/**
 * A build that need not be loaded to be named.
 *
 * @param number within its job
 * @param url below Jenkins' root, with a slash at the end
 */
public record BuildRef(int number, String url) {

    public static BuildRef of(Job<?, ?> job, int number) {
        return new BuildRef(number, job.getUrl() + number + "/");
    }
}
