package io.jenkins.plugins.gitops.deliveries;

import hudson.ProxyConfiguration;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;
import jenkins.model.Jenkins;

/** Opens the branch and the cluster of a request. The credentials are found, and tracked, for its build. */
public final class DeliveryContexts {

    static final SteadyClock CLOCK = SteadyClock.SYSTEM;
    static final RandomGenerator RANDOM = new SecureRandom();
    private static final Duration GIT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLUSTER_TIMEOUT = Duration.ofSeconds(15);

    private DeliveryContexts() {}

    /** An open context. Closing it releases its branch and its cluster. */
    public record Open(DeliveryContext context) implements AutoCloseable {
        @Override
        public void close() {
            try {
                context.branch().close();
            } finally {
                context.cluster().close();
            }
        }
    }

    /** @throws GitopsException when the environment is gone or is another cluster's now, or a credential is missing or unusable */
    public static Open open(Run<?, ?> build, DeployRequest request) {
        String name = request.target().environment();
        EnvironmentEntry environment = GitopsConfiguration.get()
                .environment(name)
                .orElseThrow(() -> new GitopsException(
                        "There is no environment '" + name + "' any more",
                        "An administrator can add it again at Manage Jenkins > System > GitOps"));
        ClusterAccess access = CredentialAccess.cluster(environment, build);
        if (!access.server().toString().equals(request.cluster())) {
            throw new GitopsException(
                    "The environment '" + name + "' is at " + access.server() + " now, and was at " + request.cluster()
                            + " when this delivery began",
                    "Deliver again; what this one did there stays");
        }
        RemoteBranch branch =
                branch(request.remote(), CredentialAccess.writeBack(environment, build, request.remote()));
        try {
            Cluster cluster = connect(access);
            return new Open(new DeliveryContext(branch, cluster, renderer(build), CLOCK, RANDOM));
        } catch (RuntimeException e) {
            branch.close();
            throw e;
        }
    }

    /** What renders manifests for a build, with charts of the registries that it may use. */
    public static ManifestRenderer renderer(Run<?, ?> build) {
        return new ManifestRenderer(new ChartRegistries(
                Jenkins.get().getRootDir().toPath().resolve("caches").resolve("gitops-charts"),
                host -> CredentialAccess.chartRegistry(host, build),
                ProxyConfiguration::newHttpClientBuilder,
                GIT_TIMEOUT));
    }

    /** The branch with the desired state of an environment that a build may use. */
    public static RemoteBranch branch(EnvironmentEntry environment, Run<?, ?> build) {
        GitRemote remote = CredentialAccess.remote(environment, build);
        return branch(remote, CredentialAccess.writeBack(environment, build, remote));
    }

    /** Opens a branch with the controller's cache and proxy. */
    public static RemoteBranch branch(GitRemote remote, GitCredentials credentials) {
        return RemoteBranch.open(
                Jenkins.get().getRootDir().toPath().resolve("caches").resolve("gitops"),
                remote,
                credentials,
                GIT_TIMEOUT,
                CredentialAccess.proxy(remote));
    }

    /** What a branch points to, without its history. */
    static Revision tip(GitRemote remote, GitCredentials credentials) {
        return RemoteBranch.askTip(remote, credentials, GIT_TIMEOUT, CredentialAccess.proxy(remote));
    }

    static Cluster connect(ClusterAccess access) {
        return Cluster.connect(access, CLUSTER_TIMEOUT);
    }
}
