package io.jenkins.plugins.gitops.notifications;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
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
 * @param format version of this file's format; 0 in those of the first version
 * @param build external id of the build that asked
 * @param job full name of its job, as environments allow it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record EndedDelivery(int format, String build, String job, DeployRecord record) {

    private static final int FORMAT = 1;

    EndedDelivery {
        if (format > FORMAT) {
            throw new IllegalArgumentException("of another format");
        }
        Objects.requireNonNull(build, "no build");
        Objects.requireNonNull(job, "no job");
        Objects.requireNonNull(record, "no record");
    }

    static EndedDelivery of(Run<?, ?> build, DeployRecord record) {
        return new EndedDelivery(FORMAT, build.getExternalizableId(), BuiltHead.allowedAs(build.getParent()), record);
    }

    /** Whether the branch has to be asked: for commits that the record does not have, and whether it is healthy again. */
    boolean asksBranch() {
        boolean healthy = record.ending()
                .filter(ending -> ending.outcome() == Outcome.HEALTHY)
                .isPresent();
        return record.request().kind() != DeliveryKind.SYNC
                && (healthy || record.brought().isEmpty());
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
