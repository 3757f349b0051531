package io.jenkins.plugins.gitops.notifications;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.Objects;
import jenkins.model.Jenkins;

/**
 * A delivery that has ended and whose end is to be told. Its file outlives the build and its record.
 *
 * @param build external id of the build that asked
 * @param job full name of its job, as environments allow it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record EndedDelivery(String build, String job, DeployRecord record) {

    EndedDelivery {
        Objects.requireNonNull(build, "no build");
        Objects.requireNonNull(job, "no job");
        Objects.requireNonNull(record, "no record");
    }

    static EndedDelivery of(Run<?, ?> build, DeployRecord record) {
        return new EndedDelivery(build.getExternalizableId(), BuiltHead.allowedAs(build.getParent()), record);
    }

    /**
     * Asks the branch what was before it.
     *
     * @throws GitopsException when it cannot be asked
     */
    SinceHealthy since() {
        GitRemote remote = record.request().remote();
        try (RemoteBranch branch = DeliveryContexts.branch(remote, credentials(remote))) {
            return SinceHealthy.of(branch, record);
        }
    }

    /** Those of the build; where it was deleted, those that a build of the job would get. */
    private GitCredentials credentials(GitRemote remote) {
        String name = record.request().target().environment();
        EnvironmentEntry environment = GitopsConfiguration.get()
                .environment(name)
                .orElseThrow(() -> new GitopsException(
                        "There is no environment '" + name + "' any more",
                        "An administrator can add it again at Manage Jenkins > System > GitOps"));
        Run<?, ?> asked = Run.fromExternalizableId(build);
        if (asked != null) {
            return CredentialAccess.writeBack(environment, asked, remote);
        }
        Job<?, ?> left =
                Jenkins.get().getItemByFullName(build.substring(0, Math.max(0, build.lastIndexOf('#'))), Job.class);
        if (left == null) {
            throw new GitopsException("The job of the build " + build + " is not there any more", "Deliver again");
        }
        return CredentialAccess.reading(environment, left, remote);
    }
}
