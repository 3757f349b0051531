package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hudson.model.Cause;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of these packages share. */
public final class Scene {

    private Scene() {}

    /** Configures one environment in the cluster {@code main}, for these jobs and every branch. */
    public static EnvironmentEntry environment(String name, String allowedJobs) {
        EnvironmentEntry environment = new EnvironmentEntry(name);
        environment.setCluster("main");
        environment.setNamespace(name);
        environment.setAllowedJobs(allowedJobs);
        environment.setAllowedBranches("**");
        GitopsConfiguration.get().setEnvironments(List.of(environment));
        return environment;
    }

    public static ClusterEntry cluster(String serverUrl, String credentialsId) {
        ClusterEntry cluster = new ClusterEntry("main");
        cluster.setServerUrl(serverUrl);
        cluster.setCredentialsId(credentialsId);
        GitopsConfiguration.get().setClusters(List.of(cluster));
        return cluster;
    }

    /** A build that a timer started. */
    public static FreeStyleBuild build(FreeStyleProject job) throws Exception {
        return Eventually.get(job.scheduleBuild2(0, new hudson.triggers.TimerTrigger.TimerTriggerCause()));
    }

    /** A build that a person started. */
    public static FreeStyleBuild build(FreeStyleProject job, String user) throws Exception {
        return as(user, () -> Eventually.get(job.scheduleBuild2(0, new Cause.UserIdCause())));
    }

    public static <T> T as(String user, Callable<T> work) throws Exception {
        try (ACLContext context = ACL.as2(User.getById(user, true).impersonate2())) {
            return work.call();
        }
    }

    public static GitopsException refused(ThrowingCallable work) {
        return assertThatExceptionOfType(GitopsException.class).isThrownBy(work).actual();
    }

    public static GitopsException refused(String environment, Run<?, ?> build) {
        return refused(() -> EnvironmentAccess.environment(environment, build));
    }
}
