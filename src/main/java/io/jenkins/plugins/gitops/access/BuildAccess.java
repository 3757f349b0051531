package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuildCheckout;
import io.jenkins.plugins.gitops.checkout.BuildCheckouts;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.checkout.DesiredStateRepository;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.List;
import java.util.Optional;

/** What a build may use. Every method throws a GitopsException that says who may allow what is not allowed. */
public final class BuildAccess {

    private BuildAccess() {}

    /**
     * The environment, when this build's job and branch may use it, and whoever started the build may deploy. Where only
     * the plan is shown ({@link #planOnly}), nobody has to have the Deploy permission.
     */
    public static EnvironmentEntry environment(String name, Run<?, ?> build) {
        EnvironmentEntry environment = new EnvironmentRules(build.getParent()).require(name, build);
        if (planOnly(build).isEmpty()) {
            DeployPermission.require(build);
        }
        return environment;
    }

    /**
     * An environment from which this build may promote: its job may use it. The branch does not matter, as nothing is
     * delivered there, and neither does the Deploy permission.
     */
    public static EnvironmentEntry promotable(String name, Run<?, ?> build) {
        return new EnvironmentRules(build.getParent()).require(name);
    }

    /** What deletes objects, or takes them from others, is for an administrator to allow, as pruning and forcing are. */
    public static void requireAdoptAndReplace(EnvironmentEntry environment) {
        if (!environment.isAdoptAndReplace()) {
            throw lacking(
                    "gitopsDeploy is to adopt or replace objects that are there already, and the environment '"
                            + environment.getName() + "' lets no step do that",
                    "allow it (adoptAndReplace)");
        }
    }

    /** Where its objects go that name no namespace, and where the list of them is kept. */
    public static String namespace(EnvironmentEntry environment) {
        return Optional.ofNullable(environment.getNamespace()).orElse("default");
    }

    /** Why only the plan is shown: a change request, a fork or a tag; empty when a real delivery is due. */
    public static Optional<String> planOnly(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).flatMap(BuiltHead::planOnly);
    }

    /** The environment's cluster, with its credential, looked up and tracked for this build. */
    public static ClusterAccess cluster(EnvironmentEntry environment, Run<?, ?> build) {
        ClusterEntry cluster = GitopsConfiguration.get()
                .cluster(environment.getCluster())
                .orElseThrow(() -> lacking(
                        "The environment '" + environment.getName() + "' names "
                                + (environment.getCluster() == null
                                        ? "no cluster"
                                        : "a cluster that is not configured: '" + environment.getCluster() + "'"),
                        "correct it"));
        if (cluster.getCredentialsId() == null) {
            throw lacking(
                    "The cluster '" + cluster.getName() + "' has no credential", "add " + ClusterCredential.expected());
        }
        return ClusterCredential.open(cluster, credential(cluster, build));
    }

    /**
     * Where the administrator does not say which server it is, a kubeconfig does; then it has to be the administrator's:
     * one of the same id in a folder would lead the environment, and the controller, anywhere.
     */
    private static StandardCredentials credential(ClusterEntry cluster, Run<?, ?> build) {
        BuildCredentials credentials = new BuildCredentials(build);
        String purpose = ClusterCredential.purpose(cluster);
        return cluster.getServerUrl() == null
                ? credentials.global(cluster.getCredentialsId(), purpose, ClusterCredential.expected())
                : credentials.any(
                        cluster.getCredentialsId(), cluster.getServerUrl(), purpose, ClusterCredential.expected());
    }

    /** The credential of the write-back; {@link GitCredentials#NONE} where the environment names none. */
    public static GitCredentials writeBack(EnvironmentEntry environment, Run<?, ?> build) {
        return writeBack(environment, build, remote(environment, build));
    }

    /**
     * The same for a remote that {@link #remote} said before: when a controller is killed, its record of a checkout may be
     * lost.
     */
    public static GitCredentials writeBack(EnvironmentEntry environment, Run<?, ?> build, GitRemote remote) {
        return git(environment, new BuildCredentials(build), remote);
    }

    private static GitCredentials git(EnvironmentEntry environment, JobCredentials credentials, GitRemote remote) {
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

    /** The repository and branch that the controller itself checked out for this build, never the workspace's word. */
    public static GitRemote remote(EnvironmentEntry environment, Run<?, ?> build) {
        return DesiredStateRepository.of(environment, build).remote();
    }

    /**
     * Whether the desired state is on a branch of its own, which nobody builds. As with a config repository nothing of the
     * built commit says then what the manifests should be.
     */
    public static boolean isOnABranchOfItsOwn(EnvironmentEntry environment, Run<?, ?> build) {
        return DesiredStateRepository.of(environment, build).isApart();
    }

    /** Whether a tag was built: which branch it is on nobody has recorded. */
    public static boolean isOfTag(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).filter(BuiltHead::isTag).isPresent();
    }

    /** The commit that was built, by the same record; empty when none, or more than one repository was checked out. */
    public static Optional<DeliverySource> source(Run<?, ?> build) {
        List<BuildCheckout> checkouts = BuildCheckouts.of(build);
        return checkouts.size() == 1 ? checkouts.get(0).source() : Optional.empty();
    }

    /** The environments that a job may deliver to, for whoever looks at the job; without a build, so without its branch. */
    public static List<EnvironmentEntry> environments(Job<?, ?> job) {
        return EnvironmentRules.deliverable(job);
    }

    /**
     * Where a job's deliveries to an environment are kept, without a build; empty when nobody says so.
     *
     * @param before where a build of this job delivered to
     */
    public static Optional<GitRemote> remote(EnvironmentEntry environment, Optional<GitRemote> before) {
        return DesiredStateRepository.withoutBuild(environment, before);
    }

    /** The credential of the write-back as a job's builds would get it, for reading alone. */
    public static GitCredentials reading(EnvironmentEntry environment, Job<?, ?> job, GitRemote remote) {
        return git(environment, new JobCredentials(job), remote);
    }

    /** The controller's proxy on the way to a repository; absent when it is reached directly. */
    public static Optional<HttpProxy> proxy(GitRemote remote) {
        return remote.host().flatMap(ControllerProxy::towards);
    }

    /**
     * The registry of an image, when one is configured for its host. Without its credential in a build of a fork
     * ({@link #isOfFork}): what a fork's files say runs on the agent, beside the credential.
     */
    public static Optional<RegistryAccess> registry(String imageName, Run<?, ?> build) {
        return RegistryAccess.of(imageName, build);
    }

    /**
     * Whether what is built comes from somebody else's copy of the repository. Its manifests are not rendered on the
     * controller.
     */
    public static boolean isOfFork(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).filter(BuiltHead::isFork).isPresent();
    }

    private static GitopsException lacking(String problem, String remedy) {
        return new GitopsException(
                problem, "Ask an administrator to " + remedy + " at " + Messages.GitopsConfiguration_place());
    }
}
