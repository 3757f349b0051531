package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuiltBranch;
import io.jenkins.plugins.gitops.checkout.DesiredStateRepository;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.time.Duration;
import java.util.Optional;

/**
 * The servers that a build uses, and the credentials that open them: cluster, Git repository, registry. A method that
 * refuses throws a GitopsException that says who may allow it.
 */
public final class CredentialAccess {

    private CredentialAccess() {}

    /** The environment's cluster, with its credential, looked up and tracked for this build. */
    public static ClusterAccess cluster(EnvironmentEntry environment, Run<?, ?> build) {
        ClusterEntry cluster = GitopsConfiguration.get()
                .cluster(environment.getCluster())
                .orElseThrow(() -> EnvironmentAccess.notAllowed(
                        "The environment '" + environment.getName() + "' names "
                                + (environment.getCluster() == null
                                        ? "no cluster"
                                        : "a cluster that is not configured: '" + environment.getCluster() + "'"),
                        "correct it"));
        if (cluster.getCredentialsId() == null) {
            throw EnvironmentAccess.notAllowed(
                    "The cluster '" + cluster.getName() + "' has no credential", "add " + ClusterCredential.expected());
        }
        return ClusterCredential.open(
                cluster,
                ClusterLookup.of(cluster, build),
                Duration.ofSeconds(environment.getTimeoutSeconds()).plusMinutes(10));
    }

    /** The credential of the write-back; {@link GitCredentials#NONE} where the environment names none. */
    public static GitCredentials writeBack(EnvironmentEntry environment, Run<?, ?> build) {
        return writeBack(environment, build, remote(environment, build));
    }

    /**
     * The credential of the write-back for a remote that {@link #remote} returned before. When a controller is killed, its
     * record of a checkout may be lost.
     *
     * @throws GitopsException when the environment is in another repository or branch now: its credential is not for the one
     *     that it had
     */
    public static GitCredentials writeBack(EnvironmentEntry environment, Run<?, ?> build, GitRemote remote) {
        return git(environment, new BuildCredentials(build), remote);
    }

    private static GitCredentials git(EnvironmentEntry environment, JobCredentials credentials, GitRemote remote) {
        requireStill(environment, remote);
        if (environment.getCredentialsId() == null) {
            return GitCredentials.NONE;
        }
        String purpose = WriteBackCredential.purpose(environment);
        StandardCredentials found = credentials.any(
                environment.getCredentialsId(),
                WriteBackCredential.address(remote),
                purpose,
                WriteBackCredential.expected());
        return WriteBackCredential.open(found, purpose);
    }

    /** What it names itself is compared; what it takes from a build is the same as then. */
    private static void requireStill(EnvironmentEntry environment, GitRemote then) {
        Optional<GitRemote> now = remote(environment, Optional.of(then));
        boolean same = now.filter(
                        each -> each.key().equals(then.key()) && each.branch().equals(then.branch()))
                .isPresent();
        if (!same) {
            throw new GitopsException(
                    "The environment '" + environment.getName() + "' is at "
                            + now.map(GitRemote::toString).orElseGet(environment::getRepository)
                            + " now, and was at " + then + " when this delivery was made",
                    "Its credential is not sent there: deliver again, or use the command line with a credential of that"
                            + " repository");
        }
    }

    /**
     * The repository and branch with the desired state. Where they are those of the build, they come from the controller's
     * own record of the checkout, never from the workspace.
     */
    public static GitRemote remote(EnvironmentEntry environment, Run<?, ?> build) {
        return DesiredStateRepository.of(environment, build).remote();
    }

    /**
     * Whether the desired state is on a separate branch, which nobody builds. Then the built commit does not contain the
     * manifests, as with a config repository.
     */
    public static boolean hasSeparateBranch(EnvironmentEntry environment, Run<?, ?> build) {
        return DesiredStateRepository.of(environment, build).isOnSeparateBranch();
    }

    /**
     * The same without a build. Empty when neither the environment nor an earlier delivery names it.
     *
     * @param before the repository and branch of an earlier delivery of this job
     */
    public static Optional<GitRemote> remote(EnvironmentEntry environment, Optional<GitRemote> before) {
        return DesiredStateRepository.withoutBuild(environment, before);
    }

    /**
     * The credential that reads the branch which a build counts as: that of the write-back where the desired state is in the
     * same repository, otherwise the checkout's own.
     *
     * @throws GitopsException when the engine cannot use such a credential
     */
    public static GitCredentials built(EnvironmentEntry environment, Run<?, ?> build, BuiltBranch branch) {
        GitRemote desired = remote(environment, build);
        return environment.getCredentialsId() != null && branch.checkout().isOf(desired.url())
                ? writeBack(environment, build, desired)
                : checkout(build, branch.remote(), branch.credentialsId());
    }

    /**
     * The credential with which a job checks a repository out.
     *
     * @throws GitopsException when the engine cannot use such a credential
     */
    public static GitCredentials checkout(Run<?, ?> build, GitRemote remote, Optional<String> id) {
        if (id.isEmpty()) {
            return GitCredentials.NONE;
        }
        String purpose = "the checkout of " + remote.url();
        StandardCredentials found = new BuildCredentials(build)
                .any(id.get(), WriteBackCredential.address(remote), purpose, WriteBackCredential.expected());
        return WriteBackCredential.open(found, purpose);
    }

    /**
     * The credential of the write-back that a job's builds would get, for reading only.
     *
     * @throws GitopsException when the environment is in another repository or branch now
     */
    public static GitCredentials reading(EnvironmentEntry environment, Job<?, ?> job, GitRemote remote) {
        return git(environment, new JobCredentials(job), remote);
    }

    /** The controller's proxy for the host of a repository. Empty when the host is reached directly. */
    public static Optional<HttpProxy> proxy(GitRemote remote) {
        return remote.host().flatMap(ControllerProxy::forHost);
    }

    /**
     * The registry of an image, when one is configured for its host. A build of a fork ({@link EnvironmentAccess#isOfFork})
     * gets it without its credential: the commands in a fork's files run on the agent and could read the credential.
     *
     * @throws GitopsException when the registry has a credential, and the job is not among those that may use it
     */
    public static Optional<RegistryAccess> registry(String imageName, Run<?, ?> build) {
        return RegistryAccess.of(imageName, build);
    }

    /**
     * The registry at a host, from which charts are fetched on the controller, when one is configured.
     *
     * @throws GitopsException when the registry has a credential, and the job is not among those that may use it
     */
    public static Optional<RegistryHost> chartRegistry(String host, Run<?, ?> build) {
        String configured = host.equals("registry-1.docker.io") ? "docker.io" : host;
        // In an image's name a first part without a dot is no host, but a path on Docker Hub.
        return RegistryAccess.of(configured + "/chart", build)
                .filter(access -> access.host().equalsIgnoreCase(configured))
                .map(access -> new RegistryHost(host, access.plainHttp(), access.username(), access.password()));
    }

    /**
     * What a push that is under way was begun with, to mask it: the job may have lost the right to it since. Never to begin a
     * push with.
     *
     * @throws GitopsException when the credential is gone
     */
    public static Optional<RegistryAccess> pushedWith(String imageName, Run<?, ?> build) {
        return RegistryAccess.begunWith(imageName, build);
    }
}
