package io.jenkins.plugins.gitops.environments;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.cluster.ClusterAccess;
import io.jenkins.plugins.gitops.engine.git.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.Remote;
import java.util.Optional;

/** What a build may use. Every method throws a GitopsException that says who may allow what is not allowed. */
public final class Access {

    private Access() {}

    /** The environment, when this build's job and branch may use it, and whoever started the build may deploy. */
    public static EnvironmentEntry environment(String name, Run<?, ?> build) {
        throw new UnsupportedOperationException();
    }

    /** Why only the plan is shown: a change request, a fork or a tag; empty when a real delivery is due. */
    public static Optional<String> planOnly(Run<?, ?> build) {
        throw new UnsupportedOperationException();
    }

    /** The environment's cluster, with its credential, looked up and tracked for this build. */
    public static ClusterAccess cluster(EnvironmentEntry environment, Run<?, ?> build) {
        throw new UnsupportedOperationException();
    }

    /** The credential of the write-back. */
    public static GitCredentials writeBack(EnvironmentEntry environment, Run<?, ?> build) {
        throw new UnsupportedOperationException();
    }

    /** The repository and branch that the controller itself checked out for this build, never the workspace's word. */
    public static Remote remote(EnvironmentEntry environment, Run<?, ?> build) {
        throw new UnsupportedOperationException();
    }
}
