package io.jenkins.plugins.gitops.forms;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.access.ClusterCredential;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.account.ClusterAccount;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a cluster for its version and who the credential is of, with a global credential, and which rights are missing. Its
 * messages contain nothing of the credential.
 */
final class ClusterConnectionCheck {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String DEFAULT_NAMESPACE = "default";

    private ClusterConnectionCheck() {}

    /** Of a cluster alone. */
    static FormValidation of(ClusterEntry entry) {
        return of(entry, Optional.empty());
    }

    /** @param namespace where deliveries go; empty where that is not known */
    static FormValidation of(ClusterEntry entry, Optional<String> namespace) {
        Optional<StandardCredentials> credential =
                GlobalCredential.find(entry.getCredentialsId(), entry.getServerUrl(), ClusterCredential.TYPES);
        if (credential.isEmpty()) {
            return FormValidation.error(Messages.ClusterConnectionCheck_noCredential());
        }
        try (Cluster cluster = Cluster.connect(ClusterCredential.open(entry, credential.get()), LIMIT)) {
            return told(cluster.version(), cluster.account(namespace.orElse(DEFAULT_NAMESPACE)), namespace);
        } catch (GitopsException problem) {
            return FormValidation.error(EntryChecks.text(problem));
        }
    }

    private static FormValidation told(String version, ClusterAccount account, Optional<String> namespace) {
        if (account.anonymous()) {
            return FormValidation.error(Messages.ClusterConnectionCheck_anonymous(
                    version, account.name().orElseThrow()));
        }
        String connected = account.name()
                .map(name -> Messages.ClusterConnectionCheck_connectedAs(version, name))
                .orElse(Messages.ClusterConnectionCheck_connected(version));
        if (namespace.isEmpty()) {
            return FormValidation.ok(connected);
        }
        return account.missing().isEmpty()
                ? FormValidation.ok(Messages.ClusterConnectionCheck_allowed(connected, namespace.get()))
                : FormValidation.warning(Messages.ClusterConnectionCheck_missing(
                        connected, namespace.get(), String.join(", ", account.missing())));
    }
}
