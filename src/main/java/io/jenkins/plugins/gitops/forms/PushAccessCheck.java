package io.jenkins.plugins.gitops.forms;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.WriteBackCredential;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Messages;
import java.time.Duration;
import java.util.Optional;

/** Asks a config repository's server whether the credential may push to the branch. Pushes nothing. */
final class PushAccessCheck {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private PushAccessCheck() {}

    static FormValidation of(EnvironmentEntry environment) {
        if (environment.getRepository() == null || environment.getBranch() == null) {
            return FormValidation.error(Messages.PushAccessCheck_noRepository());
        }
        try {
            GitRemote remote = new GitRemote(environment.getRepository(), environment.getBranch());
            if (!remote.overSsh() && remote.host().isEmpty()) {
                return FormValidation.error(Messages.EntryChecks_repository());
            }
            Optional<StandardCredentials> credential = GlobalCredential.find(
                    environment.getCredentialsId(), WriteBackCredential.address(remote), WriteBackCredential.TYPES);
            if (credential.isEmpty()) {
                return FormValidation.error(Messages.PushAccessCheck_noCredential());
            }
            GitCredentials opened =
                    WriteBackCredential.open(credential.get(), WriteBackCredential.purpose(environment));
            Revision tip = RemoteBranch.tryPush(remote, opened, LIMIT, CredentialAccess.proxy(remote));
            return FormValidation.ok(Messages.PushAccessCheck_allowed(remote.branch(), tip.abbreviated()));
        } catch (GitopsException problem) {
            return FormValidation.error(EntryChecks.text(problem));
        }
    }
}
