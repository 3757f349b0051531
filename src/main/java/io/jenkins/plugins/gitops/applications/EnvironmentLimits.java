package io.jenkins.plugins.gitops.applications;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the administrator's environment allows, as far as gitops.yaml could ask for more.
 *
 * @param entry the environment
 * @param remote the repository and branch that it delivers to for a build
 * @param cluster the address of its API server; its credential is opened for that
 */
record EnvironmentLimits(EnvironmentEntry entry, GitRemote remote, Supplier<String> cluster) {

    DeployScope scope() {
        return entry.scope();
    }

    Duration timeout() {
        return Duration.ofSeconds(entry.getTimeoutSeconds());
    }
}
