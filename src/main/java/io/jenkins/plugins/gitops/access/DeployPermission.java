package io.jenkins.plugins.gitops.access;

import hudson.model.Cause;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.User;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Whether the users of a build may deploy: the person who started it, directly or through other builds, and the user that it
 * runs as. A build that a push or a timer started, and that runs as the system, has no such user. Only the lists of allowed
 * jobs and branches restrict it.
 */
final class DeployPermission {

    private final Run<?, ?> build;

    private DeployPermission(Run<?, ?> build) {
        this.build = build;
    }

    /** @throws GitopsException that names who lacks which permission */
    static void require(Run<?, ?> build) {
        DeployPermission right = new DeployPermission(build);
        right.starters(build.getCauses()).forEach(right::requireOfStarter);
        right.requireOf(right.authentication());
    }

    /**
     * The causes with the users who started the build. A replayed or rebuilt build has such a cause as well. Jenkins cuts off
     * long chains of builds; then the user is not known, and the build is refused.
     */
    private List<Cause.UserIdCause> starters(List<Cause> causes) {
        List<Cause.UserIdCause> starters = new ArrayList<>();
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause starter) {
                starters.add(starter);
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                starters.addAll(starters(upstream.getUpstreamCauses()));
            } else if (cause instanceof Cause.UpstreamCause.DeeplyNestedUpstreamCause) {
                throw new GitopsException(
                        build.getFullDisplayName() + " was started through so many builds that it is not known by whom",
                        "Start it through fewer builds, or directly");
            }
        }
        return starters;
    }

    private void requireOfStarter(Cause.UserIdCause cause) {
        String id = cause.getUserId();
        if (id == null) {
            requireOf(Jenkins.ANONYMOUS2);
            return;
        }
        User user = User.getById(id, false);
        if (user == null) {
            throw refusal(id);
        }
        try {
            requireOf(user.impersonate2());
        } catch (UsernameNotFoundException gone) {
            throw refusal(id);
        }
    }

    private Authentication authentication() {
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
        return build.getParent() instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    private void requireOf(Authentication authentication) {
        AccessControlled job = build.getParent();
        if (!job.hasPermission2(authentication, GitopsPermissions.DEPLOY)) {
            throw refusal(authentication.getName());
        }
    }

    private GitopsException refusal(String user) {
        return new GitopsException(
                "'" + user + "' started " + build.getFullDisplayName()
                        + " or is who it runs as, and lacks the permission "
                        + GitopsPermissions.GROUP.title + "/" + GitopsPermissions.DEPLOY.name + " on "
                        + build.getParent().getFullName(),
                "Ask an administrator to grant it, or let someone start the build who has it");
    }
}
