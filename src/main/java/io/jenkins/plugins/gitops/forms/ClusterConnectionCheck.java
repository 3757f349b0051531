package io.jenkins.plugins.gitops.forms;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.access.ClusterCredential;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import java.time.Duration;
import java.util.Optional;

/** Asks a cluster for its version, with a global credential. Its messages contain nothing of the credential. */
final class ClusterConnectionCheck {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ClusterConnectionCheck() {}

    static FormValidation of(ClusterEntry entry) {
        Optional<StandardCredentials> credential =
                GlobalCredential.find(entry.getCredentialsId(), entry.getServerUrl(), ClusterCredential.TYPES);
        if (credential.isEmpty()) {
            return FormValidation.error(Messages.ClusterConnectionCheck_noCredential());
        }
        try (Cluster cluster = Cluster.connect(ClusterCredential.open(entry, credential.get()), LIMIT)) {
            return FormValidation.ok(Messages.ClusterConnectionCheck_connected(cluster.version()));
        } catch (GitopsException problem) {
            return FormValidation.error(EntryChecks.text(problem));
        }
    }
}
