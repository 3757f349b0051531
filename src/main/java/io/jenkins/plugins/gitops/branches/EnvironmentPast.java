package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.Optional;

/**
 * An environment that a job may deliver to, and what its figures are computed from.
 *
 * @param past of the whole branch, which may hold other environments too; empty while it was never read
 * @param trouble why the last read failed, in one line; empty when it succeeded
 */
public record EnvironmentPast(
        String environment, GitRemote remote, Optional<PastDeliveries> past, Optional<String> trouble) {}
