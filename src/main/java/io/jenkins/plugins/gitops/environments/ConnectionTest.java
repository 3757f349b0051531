package io.jenkins.plugins.gitops.environments;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import java.time.Duration;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Asks a cluster for its version, with a global credential. Its texts hold nothing of the credential. */
final class ConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ConnectionTest() {}

    static FormValidation of(ClusterEntry entry) {
        Optional<StandardCredentials> credential = find(entry);
        if (credential.isEmpty()) {
            return FormValidation.error(Messages.ConnectionTest_noCredential());
        }
        try (Cluster cluster = Cluster.connect(ClusterCredential.open(entry, credential.get()), LIMIT)) {
            return FormValidation.ok(Messages.ConnectionTest_connected(cluster.version()));
        } catch (GitopsException problem) {
            return FormValidation.error(problem.getMessage() + ". " + problem.remedy() + ".");
        }
    }

    private static Optional<StandardCredentials> find(ClusterEntry entry) {
        if (entry.getCredentialsId() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class,
                        Jenkins.get(),
                        ACL.SYSTEM2,
                        URIRequirementBuilder.fromUri(entry.getServerUrl()).build()),
                CredentialsMatchers.allOf(
                        CredentialsMatchers.withId(entry.getCredentialsId()),
                        CredentialsMatchers.withScope(CredentialsScope.GLOBAL),
                        ClusterCredential.TYPES)));
    }
}
