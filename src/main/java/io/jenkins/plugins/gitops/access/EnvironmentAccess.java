package io.jenkins.plugins.gitops.access;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuildCheckout;
import io.jenkins.plugins.gitops.checkout.BuildCheckouts;
import io.jenkins.plugins.gitops.checkout.BuiltBranch;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.checkout.DesiredStateRepository;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.springframework.security.access.AccessDeniedException;

/**
 * Which environments a build may use, and what it may do there: deliver, promote, or only show the plan. A method that
 * refuses throws a GitopsException that says who may allow it.
 */
public final class EnvironmentAccess {

    /** Of the plugin workflow-cps. */
    private static final String REPLAYED = "ReplayCause";

    private EnvironmentAccess() {}

    /**
     * The environment that this build delivers to. The build's job and branch must be allowed to use it, whoever started the
     * build must have the Deploy permission, and a job that started it must be allowed as well. Where only the plan is shown
     * ({@link #planOnly}), nobody has to have that permission. Without a step no answer to a question counts: where the
     * environment takes no automatic builds, a person has to have started it.
     */
    public static EnvironmentEntry environment(String name, Run<?, ?> build) {
        return environment(name, build, Optional.empty());
    }

    /**
     * The same for a step of the build. Who answered the last question before it is behind the build too: he has to be among
     * the people that the environment names, and then an automatic build is one of a person.
     */
    public static EnvironmentEntry environment(String name, Run<?, ?> build, FlowNode step) {
        return environment(name, build, Optional.of(step));
    }

    private static EnvironmentEntry environment(String name, Run<?, ?> build, Optional<FlowNode> step) {
        EnvironmentEntry environment = new EnvironmentRules(build.getParent()).require(name, build);
        if (planOnly(build).isEmpty()) {
            DeployPermission.require(build, environment, step);
        }
        return environment;
    }

    /**
     * Refuses a comparison where only plans are shown and the environment names people: nobody is asked there ({@link
     * #planOnly}), and a comparison shows what others wrote into the cluster.
     */
    public static void requireComparable(String name, Run<?, ?> build) {
        EnvironmentEntry environment = new EnvironmentRules(build.getParent()).require(name, build);
        AllowedPeople people = AllowedPeople.of(environment);
        if (planOnly(build).isPresent() && !people.namesNobody()) {
            throw new GitopsException(
                    "gitopsDrift is to compare the environment '" + name
                            + "' in a build of a change request, a fork or a"
                            + " tag, which anybody may have written, and only " + people.text() + " may",
                    "Compare in a build of an allowed branch");
        }
    }

    /**
     * An environment from which this build may promote: its job may use it. The branch does not matter, as nothing is
     * delivered there, and neither does the Deploy permission.
     */
    public static EnvironmentEntry promotable(String name, Run<?, ?> build) {
        return new EnvironmentRules(build.getParent()).require(name);
    }

    /**
     * The environment of a delivery of this build, for a person who says something of that delivery: the user of this request
     * needs the Deploy permission, and the build's job and branch must be allowed, as for a delivery.
     *
     * @throws AccessDeniedException when the user lacks the permission
     */
    public static EnvironmentEntry judged(String name, Run<?, ?> build) {
        build.getParent().checkPermission(GitopsPermissions.DEPLOY);
        EnvironmentEntry environment = new EnvironmentRules(build.getParent()).require(name, build);
        AllowedPeople people = AllowedPeople.of(environment);
        if (!people.allow(Jenkins.getAuthentication2())) {
            throw notAllowed(
                    "'" + Jenkins.getAuthentication2().getName()
                            + "' may not say anything of deliveries to the environment '" + name + "': only "
                            + people.text() + " may",
                    "allow it (allowedUsers, allowedGroups)");
        }
        return environment;
    }

    /** Whether {@link #judged} would perhaps allow it: the branch is not looked at. */
    public static boolean mayJudge(String name, Job<?, ?> job) {
        return judgeable(job).contains(name);
    }

    /** The names of all environments of which {@link #mayJudge} says so. */
    public static Set<String> judgeable(Job<?, ?> job) {
        if (!job.hasPermission(GitopsPermissions.DEPLOY)) {
            return Set.of();
        }
        return environments(job).stream()
                .filter(each -> AllowedPeople.of(each).allow(Jenkins.getAuthentication2()))
                .map(EnvironmentEntry::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether what a build had may be delivered by one that restarts it. Its branch must be allowed. Who started it does not
     * matter, since somebody else has started the other one; but who replayed it wrote its script, and needs the permission.
     */
    public static void requireRestartable(String name, Run<?, ?> original) {
        EnvironmentEntry environment = new EnvironmentRules(original.getParent()).require(name, original);
        if (isReplayed(original)) {
            DeployPermission.require(original, environment, Optional.empty());
        }
    }

    /** Whether somebody started it with a script of his own. */
    public static boolean isReplayed(Run<?, ?> build) {
        return build.getCauses().stream()
                .anyMatch(cause -> cause.getClass().getSimpleName().equals(REPLAYED));
    }

    /**
     * The environments that a job may deliver to, for the user who views the job. No build is known here, so its branch is
     * not checked.
     */
    public static List<EnvironmentEntry> environments(Job<?, ?> job) {
        return EnvironmentRules.deliverable(job);
    }

    /**
     * Refuses where the environment lets no step adopt or replace objects. Both delete objects or take them from others, so
     * an administrator has to allow them, as with pruning and forcing.
     */
    public static void requireAdoptAndReplace(EnvironmentEntry environment) {
        if (!environment.isAdoptAndReplace()) {
            throw notAllowed(
                    "gitopsDeploy is to adopt or replace objects that are there already, and the environment '"
                            + environment.getName() + "' lets no step do that",
                    "allow it (adoptAndReplace)");
        }
    }

    /** Refuses where the environment lets no step delete an application: an administrator has to allow that. */
    public static void requireDelete(EnvironmentEntry environment) {
        if (!environment.isAllowDelete()) {
            throw notAllowed(
                    "gitopsDelete is to remove an application, and the environment '" + environment.getName()
                            + "' lets no step do that",
                    "allow it (allowDelete)");
        }
    }

    /** The branch that a build counts as. Empty when the build is not about a repository. */
    public static Optional<BuiltBranch> built(EnvironmentEntry environment, Run<?, ?> build) {
        return DesiredStateRepository.of(environment, build).built();
    }

    /** Addresses of servers. */
    public record Servers(Set<String> clusters, Set<String> repositories) {
        public Servers {
            clusters = Set.copyOf(clusters);
            repositories = Set.copyOf(repositories);
        }
    }

    /**
     * The servers that a delivery to an environment needs: its cluster, and the repositories of the desired state and, where it
     * is to be asked, of the source. None where they cannot be known: it is said where one is needed, and who begins without
     * does not come so far that it asks servers.
     *
     * @param promoteFrom another environment that is asked as well; null for none
     * @param step that delivers
     */
    public static Servers servers(String name, String promoteFrom, Run<?, ?> build, FlowNode step) {
        try {
            return known(name, promoteFrom, build, step);
        } catch (RuntimeException e) {
            return new Servers(Set.of(), Set.of());
        }
    }

    private static Servers known(String name, String promoteFrom, Run<?, ?> build, FlowNode step) {
        List<EnvironmentEntry> environments = promoteFrom == null
                ? List.of(environment(name, build, step))
                : List.of(environment(name, build, step), promotable(promoteFrom, build));
        Set<String> clusters = new HashSet<>();
        Set<String> repositories = new HashSet<>();
        for (EnvironmentEntry each : environments) {
            clusters.add(CredentialAccess.cluster(each, build).server().toString());
            repositories.add(CredentialAccess.remote(each, build).key());
            built(each, build)
                    .filter(BuiltBranch::isToBeAsked)
                    .ifPresent(branch -> repositories.add(branch.remote().key()));
        }
        return new Servers(clusters, repositories);
    }

    /** Why only the plan is shown: a change request, a fork, a tag or another ref. Empty when a real delivery is due. */
    public static Optional<String> planOnly(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).flatMap(BuiltHead::planOnly);
    }

    /** Whether a tag was built. No record says which branch a tag is on. */
    public static boolean isOfTag(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).filter(BuiltHead::isTag).isPresent();
    }

    /** Whether a ref was built that is no branch. Its manifests may be anybody's: they are not rendered on the controller. */
    public static boolean isOfOtherRef(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).filter(BuiltHead::isOtherRef).isPresent();
    }

    /**
     * Whether a fork was built: somebody else's copy of the repository. Its manifests are not rendered on the controller.
     */
    public static boolean isOfFork(Run<?, ?> build) {
        return BuiltHead.of(build.getParent()).filter(BuiltHead::isFork).isPresent();
    }

    /**
     * The commit that was built, by the controller's own record of the checkout. Empty when no repository, or more than one,
     * was checked out.
     */
    public static Optional<DeliverySource> source(Run<?, ?> build) {
        List<BuildCheckout> checkouts = BuildCheckouts.of(build);
        return checkouts.size() == 1 ? checkouts.get(0).source() : Optional.empty();
    }

    /** The error for what an administrator has not configured or not allowed. */
    static GitopsException notAllowed(String problem, String remedy) {
        return new GitopsException(
                problem, "Ask an administrator to " + remedy + " at " + Messages.GitopsConfiguration_place());
    }
}
