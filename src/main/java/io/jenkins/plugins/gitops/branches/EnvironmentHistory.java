package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;

/**
 * An environment that a job may deliver to, and what is known of the branch that holds its desired state.
 *
 * @param history of the whole branch, which may hold other environments too
 * @param reading whether the branch is being read now, so that a later look may show more
 */
public record EnvironmentHistory(String environment, GitRemote remote, BranchHistory history, boolean reading) {}
