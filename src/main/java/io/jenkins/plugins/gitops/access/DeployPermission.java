package io.jenkins.plugins.gitops.access;

import hudson.ExtensionList;
import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.User;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.environments.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Whether those behind a build may deliver: the person who started it, directly or through other builds, the user that it
 * runs as, and the jobs that it was started through. A build that a push or a timer started, and that runs as the system, has
 * no such user. Only the lists of allowed jobs and branches restrict it. So a job counts as a starter only if it is on those
 * lists itself, or runs as a user who has the permission: anybody who may create a job could give it a timer.
 *
 * <p>Where the environment names people, all those behind the build have to be among them, and who answered the last question
 * before the step as well. Where it takes no automatic builds, one of them has to be a person: who started it, or who answered.
 */
final class DeployPermission {

    /** How somebody came to be behind a build, for messages. */
    private enum Deed {
        STARTED("started ", " or is who it runs as"),
        LET_GO_ON("let ", " go on");

        private final String before;
        private final String behind;

        Deed(String before, String behind) {
            this.before = before;
            this.behind = behind;
        }
    }

    private final Run<?, ?> build;
    private final EnvironmentEntry environment;
    private final AllowedPeople people;

    private DeployPermission(Run<?, ?> build, EnvironmentEntry environment) {
        this.build = build;
        this.environment = environment;
        this.people = AllowedPeople.of(environment);
    }

    /**
     * @param step that asks; without one no answer to a question counts
     * @throws GitopsException that names who lacks which permission, or which job is not allowed
     */
    static void require(Run<?, ?> build, EnvironmentEntry environment, Optional<FlowNode> step) {
        DeployPermission right = new DeployPermission(build, environment);
        List<Cause> causes = right.all(build.getCauses());
        List<Cause.UserIdCause> starters = causes.stream()
                .filter(Cause.UserIdCause.class::isInstance)
                .map(Cause.UserIdCause.class::cast)
                .toList();
        starters.forEach(starter -> right.requireOf(starter.getUserId(), Deed.STARTED));
        right.requireOf(authentication(build), Deed.STARTED);
        right.requireOfPeople(starters, step.flatMap(DeployPermission::answeredBefore));
        causes.stream()
                .filter(Cause.UpstreamCause.class::isInstance)
                .map(Cause.UpstreamCause.class::cast)
                .forEach(right::requireOfJob);
    }

    /**
     * The causes, and those of the builds before. A replayed or rebuilt build has the user who did that among them as well.
     * Jenkins cuts off long chains of builds; then the user is not known, and the build is refused.
     */
    private List<Cause> all(List<Cause> causes) {
        List<Cause> all = new ArrayList<>(causes);
        for (Cause cause : causes) {
            if (cause instanceof Cause.UpstreamCause upstream) {
                all.addAll(all(upstream.getUpstreamCauses()));
            } else if (cause instanceof Cause.UpstreamCause.DeeplyNestedUpstreamCause) {
                throw new GitopsException(
                        build.getFullDisplayName() + " was started through so many builds that it is not known by whom",
                        "Start it through fewer builds, or directly");
            }
        }
        return all;
    }

    /** A job that is gone, or has another name now, is known neither by its lists nor by its user. */
    private void requireOfJob(Cause.UpstreamCause cause) {
        String name = cause.getUpstreamProject();
        Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
        if (job == null) {
            throw startedThrough(name, "is not there any more", "Start it directly");
        }
        boolean allowed = EnvironmentRules.deliverable(job).stream()
                .anyMatch(each -> each.getName().equals(environment.getName()));
        if (!allowed && !runsAsDeployer(job)) {
            throw startedThrough(
                    name,
                    "may not use the environment '" + environment.getName() + "'",
                    "Start it directly, or ask an administrator to allow " + name + " in the environment as well, or to"
                            + " let it run as a user who has " + permission());
        }
    }

    private GitopsException startedThrough(String job, String problem, String remedy) {
        return new GitopsException(
                build.getFullDisplayName() + " was started through the job " + job + ", which " + problem, remedy);
    }

    /** The system may do anything, and each job runs as the system unless an administrator says otherwise. */
    private boolean runsAsDeployer(Job<?, ?> job) {
        Authentication user = authentication(job);
        return !ACL.SYSTEM2.equals(user)
                && build.getParent().hasPermission2(user, GitopsPermissions.DEPLOY)
                && people.allow(user);
    }

    private void requireOfPeople(List<Cause.UserIdCause> starters, Optional<String> answered) {
        boolean needsPerson = environment.refusesAutomatic();
        if (!people.namesNobody() || needsPerson && starters.isEmpty()) {
            answered.ifPresent(id -> requireOf(id, Deed.LET_GO_ON));
        }
        if (needsPerson && starters.isEmpty() && answered.isEmpty()) {
            throw new GitopsException(
                    build.getFullDisplayName() + " was started by no person, and the environment '"
                            + environment.getName() + "' takes no automatic builds: " + whoMay(),
                    "Let one of them start the build, or answer a question before this step (the Pipeline step input);"
                            + " or ask an administrator to allow automatic builds there (automatic), at "
                            + Messages.GitopsConfiguration_place());
        }
    }

    private static Optional<String> answeredBefore(FlowNode step) {
        return ExtensionList.lookup(AnswerSource.class).stream()
                .flatMap(source -> source.answeredBefore(step).stream())
                .findFirst();
    }

    /** @param id null for an anonymous user */
    private void requireOf(String id, Deed what) {
        if (id == null) {
            requireOf(Jenkins.ANONYMOUS2, what);
            return;
        }
        User user = User.getById(id, false);
        if (user == null) {
            throw refusal(id, what);
        }
        try {
            requireOf(user.impersonate2(), what);
        } catch (UsernameNotFoundException gone) {
            throw refusal(id, what);
        }
    }

    private static Authentication authentication(Run<?, ?> build) {
        try {
            if (build instanceof FlowExecutionOwner.Executable pipeline) {
                FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
                if (owner != null) {
                    return owner.get().getAuthentication2();
                }
            }
        } catch (IOException notStarted) {
            // Its execution cannot be loaded: the job's own authentication is the same.
        }
        return authentication(build.getParent());
    }

    private static Authentication authentication(Job<?, ?> job) {
        return job instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    private void requireOf(Authentication user, Deed what) {
        AccessControlled job = build.getParent();
        if (!job.hasPermission2(user, GitopsPermissions.DEPLOY)) {
            throw refusal(user.getName(), what);
        }
        if (!people.allow(user)) {
            throw new GitopsException(
                    who(user.getName(), what) + ", and may not deliver to the environment '" + environment.getName()
                            + "': " + whoMay(),
                    "Let one of them do it, or ask an administrator to allow it, at "
                            + Messages.GitopsConfiguration_place());
        }
    }

    private String whoMay() {
        return "only " + (people.namesNobody() ? "who has " + permission() : people.text()) + " may";
    }

    private String who(String user, Deed what) {
        return "'" + user + "' " + what.before + build.getFullDisplayName() + what.behind;
    }

    private GitopsException refusal(String user, Deed what) {
        return new GitopsException(
                who(user, what) + ", and lacks the permission " + permission() + " on "
                        + build.getParent().getFullName(),
                "Ask an administrator to grant it, or let someone do it who has it");
    }

    private static String permission() {
        return GitopsPermissions.GROUP.title + "/" + GitopsPermissions.DEPLOY.name;
    }
}
